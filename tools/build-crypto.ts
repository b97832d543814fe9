// Builds the WebAssembly core of src/crypto from its AssemblyScript source and embeds it: `npm run build:crypto`.
// With --check it only compares and fails if what is committed differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import asc from 'assemblyscript/asc';
import { kernels } from './crypto-kernels.ts';

const folder = join(import.meta.dirname, '../src/crypto/wasm');
const targets = {
  kernels: join(folder, 'assembly/kernels.generated.ts'),
  core: join(folder, 'core.generated.ts'),
};

/** The two generated files as text, from the sources alone. */
export async function buildCrypto(): Promise<Record<keyof typeof targets, string>> {
  const source = kernels();
  let wasm: Uint8Array | undefined;
  const options = '-O3 --noAssert --runtime stub --enable simd --enable bulk-memory';
  const { error, stderr } = await asc.main(['index.ts', '-o', 'core.wasm', ...options.split(' ')], {
    readFile: (name: string) => {
      if (basename(name) === 'kernels.generated.ts') return source;
      try {
        return readFileSync(join(folder, 'assembly', name), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') wasm = contents;
    },
    listFiles: () => [],
  });
  if (error || !wasm) throw new Error(`the core does not compile: ${error?.message}\n${stderr.toString()}`);
  const lines = Buffer.from(wasm)
    .toString('base64')
    .match(/.{1,116}/g)!;
  const core = [
    '// The compiled core; written by `npm run build:crypto` from wasm/assembly, compared byte for byte by build-crypto.test.ts.',
    'export default `',
    ...lines,
    '`;',
    '',
  ].join('\n');
  return { kernels: source, core };
}

/** The generated files whose committed text differs from a fresh build. */
export async function staleFiles(): Promise<string[]> {
  const fresh = await buildCrypto();
  return (Object.keys(targets) as (keyof typeof targets)[]).filter(
    (name) => readFileSync(targets[name], 'utf8') !== fresh[name],
  );
}

if (process.argv[1] && basename(process.argv[1]) === 'build-crypto.ts') {
  if (process.argv.includes('--check')) {
    const stale = await staleFiles();
    if (stale.length > 0) throw new Error(`stale: ${stale.join(', ')}; run npm run build:crypto`);
  } else {
    const fresh = await buildCrypto();
    for (const name of Object.keys(targets) as (keyof typeof targets)[]) writeFileSync(targets[name], fresh[name]);
    console.log('core built');
  }
}
