// `npm run check`: everything that must be clean before a change may land; runs all parts and then says which failed.
import { spawnSync } from 'node:child_process';

const parts = [
  ['format and lint', 'biome', ['ci', '--error-on-warnings', '.']],
  ['types', 'tsc', ['-p', '.']],
  ['dead code', 'knip', []],
  ['architecture', 'vitest', ['run', 'test/architecture.test.ts']],
  ['generated docs', 'node', ['--import', 'tsx', 'tools/docs.ts', '--check']],
];

const failed = parts.filter(([name, command, args]) => {
  console.log(`\n— ${name}: ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit', shell: false }).status !== 0;
});
if (failed.length > 0) {
  console.error(`\nNot clean: ${failed.map(([name]) => name).join(', ')}.`);
  process.exit(1);
}
console.log('\nAll clean.');
