// What pages load besides themselves: one style, small scripts. Named by their digest, so that a browser keeps them for ever.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

const here = import.meta.dirname;
const read = (...names: string[]) => names.map((name) => readFileSync(join(here, name), 'utf8')).join('\n');
const named = (name: string, type: string, body: string): Asset => {
  const [stem, ending] = name.split('.');
  const digest = createHash('sm3').update(body).digest('hex').slice(0, 12);
  return { path: `/assets/${stem}-${digest}.${ending}`, type, body };
};

/** Without comments and the spaces people need. */
const squeezed = (css: string) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/;}/g, '}')
    .replace(/: /g, ':')
    .replace(/ > /g, '>')
    .replace(/="([a-z]+)"/g, '=$1')
    .replace(/(?<!\d)0\./g, '.');
const style = named('portal.css', 'text/css; charset=utf-8', squeezed(read('tokens.css', 'portal.css')));
const scriptFolder = join(here, '../browser');
const scripts = new Map(
  readdirSync(scriptFolder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => [
      name,
      named(name, 'text/javascript; charset=utf-8', readFileSync(join(scriptFolder, name), 'utf8')),
    ]),
);

export const assets: readonly Asset[] = [style, ...scripts.values()];
export const stylePath = style.path;
export const scriptPath = (name: string): string => scripts.get(`${name}.js`)!.path;
