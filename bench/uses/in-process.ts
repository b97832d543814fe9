// Uses asked for inside this process: as many in flight as wished, cards uniformly at random, each with a debit.
import type { House } from '../../src/base/call.ts';
import { authorise } from '../../src/domain/uses/index.ts';
import { cardNumberOfNth, type Ground, identifierOfNth } from './load.ts';

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly nodeUsPerUse: number;
}

// A bench that is run again on the same tables asks under numbers of its own.
let number = BigInt(Date.now()) * 1000n;
const firstOf = 1_000_000_000n;

export async function inProcess(
  house: House,
  ground: Ground,
  { inFlight, seconds, resend = 0 }: { inFlight: number; seconds: number; resend?: number },
): Promise<Measured & { answers: number }> {
  const actor = { role: 'system', id: 'bench' } as const;
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  const cpu = process.cpuUsage();
  const started = performance.now();
  // A storm asks for the same uses again, in another order.
  const storm = Array.from({ length: resend }, (_, i) => i);
  const caller = async () => {
    while (performance.now() < until) {
      const begun = performance.now();
      let nth: number;
      let own: bigint;
      let terminal: number;
      if (resend > 0) {
        const i = storm[Math.floor(Math.random() * resend)]!;
        [nth, own, terminal] = [1 + (i % ground.cards), firstOf + BigInt(i), ground.terminals[i % 100]!];
      } else {
        number += 1n;
        nth = 1 + Math.floor(Math.random() * ground.cards);
        [own, terminal] = [number, ground.terminals[Number(number % 100n)]!];
      }
      const answer = await authorise(house, actor, {
        terminal,
        number: own,
        service: 'medical-settlement',
        purpose: 'serve-holder',
        credential: { certType: '03', certNumber: cardNumberOfNth(nth), cardIdentifier: identifierOfNth(nth) },
        amountFen: 100n,
      });
      if (!answer.allowed) throw new Error(`refused: ${answer.reason}`);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  const took = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const at = (share: number) => round(times[Math.floor(times.length * share)] ?? 0);
  return {
    answers: times.length,
    perSecond: Math.round(times.length / took),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    nodeUsPerUse: round((user + system) / times.length),
  };
}

const round = (figure: number) => Math.round(figure * 100) / 100;
