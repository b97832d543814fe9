// The demo's machines for chips and where its chips lie: files in the home folder, as the plastic and the machines' keys they are.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../base/config.ts';
import { systemRandom } from '../base/random.ts';
import type { Problem } from '../base/refusal.ts';
import type { Card } from '../chip/index.ts';
import { fromHex } from '../crypto/index.ts';
import {
  type CardChannel,
  proofText,
  proveBySecret,
  proveBySignature,
  recogniseCard,
  type SlotCard,
} from '../terminal/index.ts';
import { CardPress, type DemoPresses, type Desk, FolderShelf, openPressKeys, openPsamKeys } from '../world/index.ts';
import { WrongUsage } from './command.ts';
import { httpCall } from './http-call.ts';

type Home = Pick<Config, 'home'>;
const random = (length: number) => systemRandom.bytes(length);
const shelfOf = ({ home }: Home) => new FolderShelf(join(home, 'chips'));

/** Undefined in a demo that was founded before its machines had keys. */
function readPresses({ home }: Home): DemoPresses | undefined {
  const file = join(home, 'demo-presses.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoPresses) : undefined;
}

/** The machine at the maker's works, or at the teller's counter. */
export function openPress(config: Home, where: 'works' | 'counter'): CardPress | undefined {
  const keys = readPresses(config)?.[where];
  return keys && new CardPress({ ...openPressKeys(keys), shelf: shelfOf(config), random });
}

/** The terminal module of the teller's counter, under the platform's own keys. */
export function openCounterModule(config: Home): SlotCard | undefined {
  const psam = readPresses(config)?.psam;
  return psam && openPsamKeys(psam);
}

/** The chip of a card that was made here. */
export function takeMadeCard(config: Home, cardNumber: string): Card {
  const chip = shelfOf(config).take(cardNumber.toUpperCase(), random);
  if (!chip) {
    throw new WrongUsage(
      `--card ${cardNumber}: 这里没有这张卡，请先用 press 或 card personalise 制卡 · no such card was made here; make it with press or card personalise`,
    );
  }
  return chip;
}

export const keepMadeCard = (config: Home, cardNumber: string, chip: Card): void =>
  shelfOf(config).keep(cardNumber.toUpperCase(), chip);

/** The platform has refused a step of the work. */
export class WorkRefused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Calls of a machine to the running platform, as somebody of the demo. */
export const deskOf =
  (config: Config, as: string): Desk =>
  async (operation, input) => {
    const done = await httpCall(config, operation, input, { as, purpose: 'make-card' });
    if (!done.ok) throw new WorkRefused(done.problem);
    return done.answer;
  };

/** A card of this platform proves itself to it, at the terminal of the demo's counter: the answer is the platform's. */
export async function proveOnline(config: Config, channel: CardChannel): Promise<Record<string, unknown>> {
  const terminalId = readPresses(config)?.psam.terminalId;
  const desk = deskOf(config, 'teller');
  const { challengeId, challenge } = await desk('keys.issue-challenge', { terminalId });
  const card = await recogniseCard(channel);
  const bytes = fromHex(challenge);
  const proof =
    card.spec === '3.00'
      ? await proveBySignature(channel, card, bytes)
      : await proveBySecret(channel, card, { source: bytes.slice(0, 8), factor: bytes.slice(8) });
  const { reset: _, ...said } = proofText(proof);
  return desk('keys.verify-card-proof', { proof: { ...said, challengeId, terminalId } });
}
