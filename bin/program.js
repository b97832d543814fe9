// The program of the command line: our TypeScript, bundled once per change of the source. Loading a thousand source files one by one
// takes seconds of every command; the bundle takes a few tenths.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');
// Inside the package's own folder, or the bundle would not find the packages that it leaves outside.
const shelf = join(root, 'node_modules/.cache/yikatong');

/** @returns {Promise<string>} Address of the module to import. Throws when there is no place to write it. */
export async function bundledProgram() {
  const folder = join(shelf, `program-${stateOfSource()}`);
  if (!existsSync(folder)) await bundleInto(folder);
  return pathToFileURL(join(folder, 'main.js')).href;
}

/** Changes with every file that is added, removed or written, and with the packages. */
function stateOfSource() {
  const state = createHash('sha256').update(process.version);
  const look = (path) => {
    const { mtimeMs, size } = statSync(path);
    state.update(`${path} ${mtimeMs} ${size}\n`);
  };
  for (const name of ['package.json', 'tsconfig.json']) look(join(root, name));
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) look(join(entry.parentPath, entry.name));
  return state.digest('hex').slice(0, 16);
}

async function bundleInto(folder) {
  const { build } = await import('esbuild');
  // Written beside and moved into place whole: a command started meanwhile never sees half a program.
  const draft = `${folder}.${randomBytes(4).toString('hex')}`;
  await build({
    entryPoints: [join(source, 'main.ts')],
    outdir: draft,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    tsconfig: join(root, 'tsconfig.json'),
    logLevel: 'error',
    plugins: [ownPlaces],
  });
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  forgetOldPrograms(folder);
}

/** A file that asks where it lies means its source, not the bundle. */
const ownPlaces = {
  name: 'own places',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.tsx?$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: path.endsWith('x') ? 'tsx' : 'ts',
    })),
};

/** Not at once: a server that still runs may load a part of its program later. */
function forgetOldPrograms(current) {
  const weekAgo = Date.now() - 7 * 86_400_000;
  for (const name of readdirSync(shelf)) {
    const path = join(shelf, name);
    if (name.startsWith('program-') && path !== current && statSync(path).mtimeMs < weekAgo)
      rmSync(path, { recursive: true, force: true });
  }
}
