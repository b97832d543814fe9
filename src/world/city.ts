// A city and its people as callers: everybody acts through actions and queries only, by name, like any program outside.
import { ask, type Operation, perform } from '../base/action.ts';
import type { Actor } from '../base/actor.ts';
import type { House, Purpose } from '../base/call.ts';

// Answers are JSON of many shapes; here they are read as an outside program reads them.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Answer = any;

export class City {
  readonly house: House;
  readonly region: string;
  readonly #operations: ReadonlyMap<string, Operation>;

  constructor(house: House, region: string, operations: readonly Operation[]) {
    this.house = house;
    this.region = region;
    this.#operations = new Map(operations.map((operation) => [operation.name, operation]));
  }

  /** Somebody performs an action or asks a query. */
  async as(actor: Actor, name: string, input: object = {}, purpose: Purpose = 'serve-holder'): Promise<Answer> {
    const operation = this.#operations.get(name);
    if (!operation) throw new Error(`there is no operation ${name}`);
    return operation.kind === 'action'
      ? perform(this.house, operation, actor, input as never, { purpose })
      : ask(this.house, operation, actor, input as never, { purpose });
  }
}

/** Runs work on every item, a few at a time; the database serves that many well. */
export async function forEach<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  width = 4,
): Promise<R[]> {
  const answers: R[] = new Array(items.length);
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async () => {
      while (next < items.length) {
        const index = next;
        next += 1;
        answers[index] = await work(items[index]!, index);
      }
    }),
  );
  return answers;
}
