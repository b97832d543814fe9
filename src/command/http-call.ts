// One call over HTTP to the running platform, as somebody of the demo city.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from '../base/clock.ts';
import type { Config } from '../base/config.ts';
import { newUuid } from '../base/ids.ts';
import { systemRandom } from '../base/random.ts';
import type { Problem } from '../base/refusal.ts';
import type { DemoPersona } from '../world/index.ts';
import { WrongUsage } from './command.ts';

export const personasFile = (home: string) => join(home, 'personas.json');

export function readPersonas(home: string): Record<string, DemoPersona> {
  const file = personasFile(home);
  if (!existsSync(file))
    throw new Error('还没有演示城市，请先运行 npm start · there is no demo city yet; run npm start first');
  return JSON.parse(readFileSync(file, 'utf8'));
}

export interface CallOptions {
  readonly as: string | undefined;
  readonly url?: string | undefined;
  readonly requestId?: string | undefined;
  readonly purpose?: string | undefined;
}

export type Outcome =
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly problem: Problem };

export async function httpCall(
  config: Config,
  operation: string,
  input: unknown,
  options: CallOptions,
): Promise<Outcome> {
  const personas = readPersonas(config.home);
  const persona = personas[options.as ?? ''];
  if (!persona) {
    const list = Object.entries(personas).map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`);
    throw new WrongUsage(`--as ${options.as ?? ''}: 没有此人物 no such persona. 可用 there are:\n${list.join('\n')}`);
  }
  const url = `${options.url ?? `http://127.0.0.1:${config.port}`}/api/${operation.replace('.', '/')}`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${persona.token}`,
      'idempotency-key': options.requestId ?? newUuid(realClock.now(), systemRandom),
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
  return answer.ok ? { ok: true, answer: body } : { ok: false, problem: body as Problem };
}

export function printProblem({ title, detail, code, en }: Problem): void {
  console.error(`${title}。${detail} [${code}]\n${en.title}. ${en.detail}`);
}
