// Runs one benchmark: `npm run bench -- crypto --json` runs bench/crypto.ts. Each exports run({ json }) and prints its own answer.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const names = readdirSync(folder)
  .filter(
    (file) =>
      file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'main.ts' && !file.startsWith('side-by-side'),
  )
  .map((file) => file.slice(0, -3));
const [name, ...rest] = process.argv.slice(2);

if (!name || !/^[a-z0-9-]+$/.test(name) || !existsSync(join(folder, `${name}.ts`)) || !names.includes(name)) {
  console.error(`npm run bench -- <name> [--json] [--option=value]\nnames: ${names.join(', ')}`);
  process.exit(1);
}

const options = Object.fromEntries(
  rest
    .filter((word) => word.startsWith('--'))
    .map((word) => {
      const [key, value] = word.slice(2).split('=');
      return [key, value ?? true];
    }),
);
const { run } = (await import(join(folder, `${name}.ts`))) as {
  run(options: Record<string, unknown>): Promise<unknown>;
};
await run({ json: false, ...options });
