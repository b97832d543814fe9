// Builds the WebAssembly core of src/crypto from its AssemblyScript source and embeds it: `npm run build:crypto`.
// With --check it only compares and fails if what is committed differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import asc from 'assemblyscript/asc';
import { kernels } from './crypto-kernels.ts';

const folder = join(import.meta.dirname, '../src/crypto/wasm');
const COMMON = '-O3 --runtime stub --enable simd --enable bulk-memory';
const targets = {
  kernels: join(folder, 'assembly/kernels.generated.ts'),
  core: join(folder, 'core.generated.ts'),
};

/** Compiles the sources with the given kernels. `extra` is added to the exports, `options` to what the compiler is told. */
async function compile(source: string, options: string, extra = ''): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main(['index.ts', '-o', 'core.wasm', ...`${COMMON} ${options}`.split(' ')], {
    readFile: (name: string) => {
      if (basename(name) === 'kernels.generated.ts') return source;
      try {
        return readFileSync(join(folder, 'assembly', name), 'utf8') + (name === 'index.ts' ? extra : '');
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
  return wasm;
}

/** A core that stops as soon as a number outgrows its type, as base64; it also exports single operations. For tests. */
export async function buildAsserting(): Promise<string> {
  const wasm = await compile(
    kernels(true),
    '--debug',
    "export { mul, sqr, mulN, triple, subTwiceCarry } from './kernels.generated';\n",
  );
  return Buffer.from(wasm).toString('base64');
}

/** The two generated files as text, from the sources alone. */
export async function buildCrypto(): Promise<Record<keyof typeof targets, string>> {
  const source = kernels();
  const wasm = await compile(source, '--noAssert');
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
