// `yikatong do <operation>`: one call to the running platform over HTTP, as one of its people, as an outside program would make it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from '../base/clock.ts';
import { newUuid } from '../base/ids.ts';
import { systemRandom } from '../base/random.ts';
import type { Problem } from '../base/refusal.ts';
import { type Command, WrongUsage } from './command.ts';

/** Somebody of the demo city: what they may show at the door. */
export interface Persona {
  readonly about: string;
  readonly token: string;
  readonly onBehalfOf?: string;
}

export const personasFile = (home: string) => join(home, 'personas.json');

export const doCommand: Command = {
  usage:
    'do <module.operation> --as <persona> [--purpose <purpose>] [--keep <word>] [name=text] [name:=json] [name=@file] [name=%word.field] ...',
  about: { zh: '以某人身份办理一项业务', en: 'perform one operation as somebody of the city' },
  async run(args, config) {
    const kept = readKept(config.home);
    const { operation, options, input } = parse(args, kept);
    const personas = readPersonas(config.home);
    const persona = personas[options.as ?? ''];
    if (!persona) {
      const list = Object.entries(personas).map(([name, { about }]) => `  ${name.padEnd(16)} ${about}`);
      throw new WrongUsage(`--as ${options.as ?? ''}: 没有此人物 no such persona. 可用 there are:\n${list.join('\n')}`);
    }
    const url = `${options.url ?? `http://127.0.0.1:${config.port}`}/api/${operation.replace('.', '/')}`;
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${persona.token}`,
        'idempotency-key': options.id ?? newUuid(realClock.now(), systemRandom),
        ...(persona.onBehalfOf ? { 'on-behalf-of': persona.onBehalfOf } : {}),
        ...(options.purpose ? { purpose: options.purpose } : {}),
      },
      body: JSON.stringify(input),
    }).catch((error) => {
      throw new Error(
        `${url} 无法连接，请先运行 npm start · cannot be reached; run npm start first (${error.cause?.code ?? error.message})`,
      );
    });
    const body = await answer.json();
    if (!answer.ok) {
      const { title, detail, code, en } = body as Problem;
      console.error(`${title}。${detail} [${code}]\n${en.title}. ${en.detail}`);
      return 1;
    }
    if (options.keep)
      writeFileSync(keptFile(config.home), JSON.stringify({ ...kept, [options.keep]: body }), { mode: 0o600 });
    // A single text answer (a report, a form) prints as it is, so that it can go into a file.
    const texts = Object.values(body as object);
    console.log(
      texts.length === 1 && typeof texts[0] === 'string' && texts[0].includes('\n')
        ? texts[0]
        : JSON.stringify(body, null, 2),
    );
    return 0;
  },
};

export function readPersonas(home: string): Record<string, Persona> {
  const file = personasFile(home);
  if (!existsSync(file))
    throw new Error('还没有演示城市，请先运行 npm start · there is no demo city yet; run npm start first');
  return JSON.parse(readFileSync(file, 'utf8'));
}

// Answers kept under a word, so that a later call can name a part of one: `orderId=%order.id`.
const keptFile = (home: string) => join(home, 'kept.json');

function readKept(home: string): Record<string, unknown> {
  const file = keptFile(home);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function fromKept(kept: Record<string, unknown>, path: string): unknown {
  const value = path
    .split('.')
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], kept);
  if (value === undefined) throw new WrongUsage(`%${path}: 没有保存过这样的答复 · nothing like that was kept (--keep)`);
  return value;
}

function parse(
  args: string[],
  kept: Record<string, unknown>,
): { operation: string; options: Record<string, string>; input: Record<string, unknown> } {
  const options: Record<string, string> = {};
  const input: Record<string, unknown> = {};
  let operation = '';
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (arg.startsWith('--')) {
      const [name, value] = arg.slice(2).split('=', 2);
      options[name!] = value ?? args[++i] ?? '';
      continue;
    }
    const [, name, mark, text] = /^([A-Za-z]\w*)(:=|=)(.*)$/s.exec(arg) ?? [];
    if (!name) {
      if (operation) throw new WrongUsage(`“${arg}” 不是 name=value · is not name=value`);
      operation = arg;
    } else if (mark === ':=') input[name] = parseJson(name, text!);
    else if (text!.startsWith('@')) input[name] = readFileSync(text!.slice(1)).toString('base64');
    else if (text!.startsWith('%')) input[name] = fromKept(kept, text!.slice(1));
    else input[name] = text;
  }
  if (!/^[a-z]+\.[a-z-]+$/.test(operation))
    throw new WrongUsage('缺少业务名称，如 orders.open-group · name an operation such as orders.open-group');
  return { operation, options, input };
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongUsage(`${name}:= 后面不是 JSON · is not followed by JSON: ${text}`);
  }
}
