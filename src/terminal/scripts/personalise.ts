// Runs a loading script on the chip in the reader and reads back what it wrote: a blank card, or one more application on an issued
// card. After a cut it is simply run again: the card itself tells how far it came.
import { resumeScript, type ScriptStep, SW } from '../../chip/index.ts';
import { equalSecrets } from '../../crypto/index.ts';
import { type CardChannel, refused } from '../card-channel.ts';
import { refuse } from '../refusals.ts';
import { drawChallenges } from './authenticate.ts';

/** The 16 bytes that prove the card's master key, computed by whoever made the script. */
export type MasterProof = (source: Uint8Array, factor: Uint8Array) => Promise<Uint8Array>;

export interface Personalisation {
  readonly script: readonly ScriptStep[];
  /** Under the key the chip has when the script begins: the maker's transport key, or the issued card's own master key. */
  readonly before: MasterProof;
  /** Under the key it has at the end, when the script replaces it. */
  readonly after?: MasterProof;
  /** Told after every step; an error thrown here stops the work, which can be taken up again. */
  readonly onStep?: (done: number, of: number, note: string) => void;
}

const INS = { append: 0xe2, update: 0xd6, activate: 0xe0 } as const;

/** Number of steps sent this time, 0 when the chip was finished before. Refuses `card-refused` with the step's note, and `read-back-differs`. */
export async function personalise(
  channel: CardChannel,
  { script, before, after, onStep }: Personalisation,
): Promise<number> {
  const last = script.at(-1);
  if (!last) throw refuse('bad-parameter', { what: 'script' });
  let proof = before;
  if (!(await proveMaster(channel, before))) {
    if (!after || !(await proveMaster(channel, after)))
      throw refused('EXTERNAL AUTHENTICATE 00', SW.securityNotSatisfied);
    proof = after;
  }
  const done = await stepsDone(channel, last.context);
  // Its own key is in it and nothing is under creation: the power failed after the last step, before anybody heard of it.
  if (done === 0 && proof !== before) return 0;
  if (done > 0) {
    // Looking for the application moved the selection; the way back begins at the master file.
    await channel.ask(0x00, 0xa4, 0, 0, Uint8Array.of(0x3f, 0x00), 0);
    if (!(await proveMaster(channel, proof))) throw refused('EXTERNAL AUTHENTICATE 00', SW.securityNotSatisfied);
  }
  const steps = done > 0 ? resumeScript(script, done) : script;
  let sent = 0;
  for (const step of steps) {
    // Before ACTIVATE the access rules still sleep: the last moment at which everything written can be compared.
    if (step === last) await readBack(channel, script);
    await sendStep(channel, step);
    sent += 1;
    onStep?.(sent, steps.length, step.note);
  }
  return sent;
}

async function sendStep(channel: CardChannel, { apdu, note }: ScriptStep): Promise<void> {
  const { sw } = await channel.send(apdu);
  if (sw !== SW.ok) throw refused(note, sw);
}

async function proveMaster(channel: CardChannel, proof: MasterProof): Promise<boolean> {
  const { source, factor } = await drawChallenges(channel);
  return (await channel.ask(0x00, 0x82, 0x00, 0x00, await proof(source, factor))).sw === SW.ok;
}

/** Counted steps the card has kept of the directory at the end of this path; 0 when it is not there yet. */
async function stepsDone(channel: CardChannel, path: readonly number[]): Promise<number> {
  const fid = path.at(-1)!;
  for (const one of path) if ((await select(channel, one)) !== SW.ok) return 0;
  const { sw, bytes } = await channel.ask(0x80, 0xf2, 0, 0, undefined, 0x0c);
  if (sw !== SW.ok || bytes.length !== 12 || ((bytes[8]! << 8) | bytes[9]!) !== fid) return 0;
  return (bytes[10]! << 8) | bytes[11]!;
}

const select = async (channel: CardChannel, fid: number): Promise<number> =>
  (await channel.ask(0x00, 0xa4, 0, 0, Uint8Array.of(fid >> 8, fid & 0xff), 0)).sw;

/** Compares every record and piece the script wrote with what the chip gives back, then returns to where ACTIVATE belongs. */
async function readBack(channel: CardChannel, script: readonly ScriptStep[]): Promise<void> {
  let open = '';
  let record = 0;
  for (const { apdu, context, note } of script) {
    const ins = apdu[0] === 0x00 ? apdu[1] : undefined;
    if (ins !== INS.append && ins !== INS.update) continue;
    if (context.join() !== open) {
      for (const fid of context)
        if ((await select(channel, fid)) !== SW.ok) throw refuse('read-back-differs', { place: note });
      [open, record] = [context.join(), 0];
    }
    const written = apdu.subarray(5);
    record += 1;
    const answer =
      ins === INS.append
        ? await channel.ask(0x00, 0xb2, record, 0x04, undefined, written.length)
        : await channel.ask(0x00, 0xb0, apdu[2]!, apdu[3]!, undefined, written.length);
    if (answer.sw !== SW.ok || !equalSecrets(answer.bytes, written)) throw refuse('read-back-differs', { place: note });
  }
  for (const fid of script.at(-1)!.context) await select(channel, fid);
}
