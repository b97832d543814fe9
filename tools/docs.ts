// `npm run docs`: writes docs/generated from the code; with --check it only compares and fails when something is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { operations, stateTables } from '../src/app.ts';
import { roles } from '../src/base/actor.ts';
import { routeOf } from '../src/base/http.ts';
import { listRefusals } from '../src/base/refusal.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'docs/generated');
const check = process.argv.includes('--check');

const made = '<!-- Made by `npm run docs`; do not edit. -->\n\n';

function permissions(): string {
  const used = roles.filter((role) => operations.some(({ by }) => by.includes(role)));
  const rows = [...operations]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, title, kind, by }) =>
        `| \`${name}\` | ${title.zh} · ${title.en} | ${kind} | ${used.map((role) => (by.includes(role) ? '●' : '')).join(' | ')} |`,
    );
  return `# Who may do what · 权限表\n\n${made}Nobody may by default; every action names its roles. ${operations.length} operations.\n\n| operation | title | kind | ${used.join(' | ')} |\n|---|---|---|${used.map(() => ':-:').join('|')}|\n${rows.join('\n')}\n`;
}

function api(): string {
  const parts = [...operations]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, title, kind, by, input, output }) =>
        `## ${name}\n\n${title.zh} · ${title.en} — ${kind}, \`POST ${routeOf({ name })}\`, by ${by.join(', ')}\n\n` +
        `<details><summary>input and answer</summary>\n\n\`\`\`json\n${JSON.stringify({ input, answer: output }, null, 1)}\n\`\`\`\n\n</details>\n`,
    );
  return `# API\n\n${made}The same as OpenAPI 3.1 is served at \`/openapi.json\` and as pages at \`/docs\`.\n\n${parts.join('\n')}`;
}

function stateDiagrams(): string {
  const parts = stateTables.map(({ name, zh, en, words, moves }) => {
    const arrows = Object.entries(moves).flatMap(([from, to]) => to.map((next) => `  ${id(from)} --> ${id(next)}`));
    const labels = Object.entries(words).map(([state, word]) => `  ${id(state)} : ${word.zh} ${state}`);
    return `## ${zh} · ${en}\n\n\`${name}\`\n\n\`\`\`mermaid\nstateDiagram-v2\n${[...labels, ...arrows].join('\n')}\n\`\`\`\n`;
  });
  return `# States · 状态图\n\n${made}${parts.join('\n')}`;
}
const id = (state: string) => state.replaceAll('-', '_');

function refusalList(): string {
  const rows = listRefusals().map(
    ({ code, text }) =>
      `| \`${code}\` | ${text.status} | ${text.zh} · ${text.en} | ${text.remedy.zh} · ${text.remedy.en} |`,
  );
  return `# Refusals · 拒绝原因\n\n${made}Every reason for which a call may be refused, with its remedy.\n\n| code | status | cause | remedy |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function requirements(): string {
  const files = ['src', 'test', 'tools'].flatMap((name) => testsBelow(join(root, name)));
  const proof = new Map<string, Set<string>>();
  for (const file of files) {
    // Row ids stand in titles, or in the table of cases a title is made from; comments do not count.
    for (const [, text] of readFileSync(file, 'utf8').matchAll(/('(?:[^'\\\n]|\\.)*'|`[^`]*`)/g)) {
      for (const [row] of text!.matchAll(/\b(?:[A-Z]{3,4}-\d{2}|K\d{1,2})\b/g)) {
        if (!proof.has(row)) proof.set(row, new Set());
        proof.get(row)!.add(file.slice(root.length + 1));
      }
    }
  }
  const rows = [...proof].sort(([a], [b]) => (a < b ? -1 : 1));
  return `# Requirement rows and the tests that name them · 需求覆盖\n\n${made}${rows.filter(([row]) => row.includes('-')).length} of 252 rows are named by a test.\n\n| row | tests |\n|---|---|\n${rows.map(([row, where]) => `| ${row} | ${[...where].sort().join(', ')} |`).join('\n')}\n`;
}

function testsBelow(path: string): string[] {
  return readdirSync(path).flatMap((name) => {
    const inside = join(path, name);
    if (statSync(inside).isDirectory()) return testsBelow(inside);
    return /\.test\.tsx?$/.test(name) ? [inside] : [];
  });
}

const pages = {
  'permissions.md': permissions(),
  'api.md': api(),
  'states.md': stateDiagrams(),
  'refusals.md': refusalList(),
  'requirements.md': requirements(),
};
mkdirSync(folder, { recursive: true });
const stale = Object.entries(pages).filter(
  ([name, text]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== text,
);
if (!check) for (const [name, text] of stale) writeFileSync(join(folder, name), text);
console.log(
  stale.length === 0
    ? 'generated docs are fresh'
    : `${check ? 'stale' : 'written'}: ${stale.map(([name]) => name).join(', ')}`,
);
if (check && stale.length > 0) {
  console.error('Run `npm run docs` and commit what it writes.');
  process.exitCode = 1;
}
