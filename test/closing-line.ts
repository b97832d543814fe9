// Reporter: names every skipped test with its reason, then prints the one closing line that build servers look for.
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      // A file that cannot be loaded has no tests; it must still count as a failure.
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        counts[result.state] += 1;
        if (result.state === 'skipped') {
          console.log(`skipped: ${test.fullName} — ${result.note ?? 'no reason given'}`);
        }
      }
    }
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    // On the build server every part must run: a skipped test there is a failure of the build.
    if (process.env.CI === 'true' && counts.skipped > 0) {
      console.error('CI=true: nothing may be skipped.');
      process.exitCode = 1;
    }
  }
}
