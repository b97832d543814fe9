// `yikatong do <operation>`: one call to the running platform over HTTP, as one of its people, as an outside program would make it.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type Command, WrongUsage } from './command.ts';
import { httpCall, printProblem } from './http-call.ts';
import { fromKept, keepAnswer, readKept } from './kept.ts';

export const doCommand: Command = {
  usage:
    'do <module.operation> --as <persona> [--purpose <purpose>] [--keep <word>] [--wait <refusal>] [name=text] [name:=json] [name=@file] [name=%word.field] ...',
  about: { zh: '以某人身份办理一项业务', en: 'perform one operation as somebody of the city' },
  async run(args, config) {
    const kept = readKept(config.home);
    const { operation, options, input } = parse(args, kept);
    const { as, url, id: requestId, purpose, keep, wait } = options;
    const call = () => httpCall(config, operation, input, { as, url, requestId, purpose });
    let outcome = await call();
    // Some other party has to act first, a bank for instance: asked again until it has.
    for (let tries = 0; !outcome.ok && outcome.problem.code === wait && tries < longestWaitSeconds; tries += 1) {
      if (tries === 0) printProblem(outcome.problem);
      await setTimeout(1000);
      outcome = await call();
    }
    if (!outcome.ok) {
      printProblem(outcome.problem);
      return 1;
    }
    const { answer } = outcome;
    if (keep) keepAnswer(config.home, keep, answer);
    // A single text answer (a report, a form) prints as it is, so that it can go into a file.
    const texts = Object.values(answer as object);
    const only = texts.length === 1 ? texts[0] : undefined;
    console.log(typeof only === 'string' && only.includes('\n') ? only : JSON.stringify(answer, null, 2));
    return 0;
  },
};

const longestWaitSeconds = 120;

interface Parsed {
  readonly operation: string;
  readonly options: Partial<Record<'as' | 'url' | 'id' | 'purpose' | 'keep' | 'wait', string>>;
  readonly input: Record<string, unknown>;
}

const optionNames = ['as', 'url', 'id', 'purpose', 'keep', 'wait'];

function parse(args: string[], kept: Record<string, unknown>): Parsed {
  const options: Record<string, string> = {};
  const input: Record<string, unknown> = {};
  let operation = '';
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split('=', 2);
      if (!optionNames.includes(name)) throw new WrongUsage(`没有选项 --${name} · no such option`);
      i += value === undefined ? 1 : 0;
      options[name] = value ?? args[i] ?? '';
      continue;
    }
    const [, name, mark, text] = /^([A-Za-z]\w*)(:=|=)(.*)$/s.exec(arg) ?? [];
    if (!name) {
      if (operation) throw new WrongUsage(`“${arg}” 不是 name=value · is not name=value`);
      operation = arg;
    } else if (mark === ':=') input[name] = parseJson(name, text!, kept);
    else if (text!.startsWith('@')) input[name] = readFileSync(text!.slice(1)).toString('base64');
    else input[name] = text!.startsWith('%') ? fromKept(kept, text!.slice(1)) : text;
  }
  if (!/^[a-z]+\.[a-z-]+$/.test(operation)) {
    throw new WrongUsage(
      '缺少业务名称，如 orders.open-group-order · name an operation such as orders.open-group-order',
    );
  }
  return { operation, options, input };
}

/** JSON in which a text "%word.field" stands for a part of a kept answer. */
function parseJson(name: string, text: string, kept: Record<string, unknown>): unknown {
  try {
    return JSON.parse(text, (_, value) =>
      typeof value === 'string' && value.startsWith('%') ? fromKept(kept, value.slice(1)) : value,
    );
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    throw new WrongUsage(`${name}:= 后面不是 JSON · is not followed by JSON: ${text}`);
  }
}
