// Runs a loading script on a card in process: proves the master key, sends the steps, takes it up again after a power cut.
import { concat, fromNumber, toNumber } from '../bytes.ts';
import type { Card } from '../card.ts';
import { powerUp } from '../card.ts';
import { SW } from '../status-word.ts';
import type { Suite } from '../suites.ts';
import { proofOf } from '../suites.ts';
import { transmit } from '../transmit.ts';
import type { ScriptStep } from './script.ts';
import { resumeScript } from './script.ts';

export type Master = { readonly suite: Suite; readonly key: Uint8Array };

/** Where a script stopped: the step, and the status word (undefined: the power failed). */
export type ScriptFailure = { readonly step: ScriptStep; readonly sw: number | undefined };

const send = (card: Card, apdu: Uint8Array): Uint8Array => transmit(card, apdu, 'contact');
const statusOf = (answer: Uint8Array): number | undefined =>
  answer.length < 2 ? undefined : toNumber(answer.subarray(-2));

/** Proves a key to the card (two challenges, EXTERNAL AUTHENTICATE); true when the card accepts. */
function proveKey(card: Card, { suite, key }: Master, ref: number): boolean {
  const challenge = Uint8Array.of(0x00, 0x84, 0, 0, 8);
  const source = send(card, challenge).subarray(0, 8);
  const factor = send(card, challenge).subarray(0, 8);
  if (factor.length < 8) return false;
  const proof = proofOf(suite, key, source, factor);
  return statusOf(send(card, concat([0x00, 0x82, 0, ref, 16], proof))) === SW.ok;
}

/** Runs the steps in a fresh session; undefined when all went well. */
export function executeScript(card: Card, script: readonly ScriptStep[], master: Master): ScriptFailure | undefined {
  powerUp(card, 'contact', 'T=1');
  if (script.length > 0 && !proveKey(card, master, 0)) return { step: script[0]!, sw: SW.securityNotSatisfied };
  for (const step of script) {
    const sw = statusOf(send(card, step.apdu));
    if (sw !== SW.ok) return { step, sw };
  }
  return undefined;
}

/** How many counted steps of the application with this identifier the card has kept; 0 when it is not there yet. */
export function loadedSteps(card: Card, fid: number, master: Master): number {
  powerUp(card, 'contact', 'T=1');
  proveKey(card, master, 0);
  if (statusOf(send(card, concat([0x00, 0xa4, 0, 0, 2], fromNumber(fid, 2)))) !== SW.ok) return 0;
  return toNumber(send(card, Uint8Array.of(0x80, 0xf2, 0, 0, 0x0c)).subarray(10, 12));
}

/**
 * Takes a script up where the card says it stopped. A first personalisation ends by replacing the transport key:
 * `newMaster` is the key that replaces it, tried when the old one is refused.
 */
export function continueScript(
  card: Card,
  script: readonly ScriptStep[],
  master: Master,
  newMaster: Master = master,
): ScriptFailure | undefined {
  const fid = script.at(-1)!.context.at(-1)!;
  powerUp(card, 'contact', 'T=1');
  const valid = proveKey(card, master, 0) ? master : newMaster;
  return executeScript(card, resumeScript(script, loadedSteps(card, fid, valid)), valid);
}
