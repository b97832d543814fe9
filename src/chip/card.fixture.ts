// Cards for tests: deterministic chance, known keys, a synthetic holder.
import { fromHex, sm3 } from '../crypto/index.ts';
import { certificate } from './applications/certificate.ts';
import { plainFiles } from './applications/plain-files.ts';
import { socialSecurity } from './applications/social-security.ts';
import { concat, fromNumber, toHex } from './bytes.ts';
import type { Card } from './card.ts';
import { createBlankCard, powerUp } from './card.ts';
import type { CardApplication } from './card-application.ts';
import { cloneCard } from './card-image.ts';
import { encodeDigits, encodeText, makeCardIdentifier, splitName } from './identifiers.ts';
import type { CardProduct, Face } from './products.ts';
import { products } from './products.ts';
import type { Master } from './profiles/execute-script.ts';
import { executeScript } from './profiles/execute-script.ts';
import type { DirectoryPlan, KeyPlan } from './profiles/plan.ts';
import type { ScriptContent, ScriptStep } from './profiles/script.ts';
import { loadingScript } from './profiles/script.ts';
import type { CardSpec, SocialSecurityOptions } from './profiles/social-security.ts';
import { socialKeyRef, socialSecurityPlan } from './profiles/social-security.ts';
import { algorithm, proofOf, suiteOf } from './suites.ts';
import { transmit } from './transmit.ts';

/** A stream of bytes from a seed: SM3 of seed and counter. */
export function chance(seed: string): (length: number) => Uint8Array {
  let counter = 0;
  return (length) => {
    let bytes = new Uint8Array(0);
    while (bytes.length < length) {
      bytes = concat(bytes, sm3(new TextEncoder().encode(seed), fromNumber(counter++, 4))) as Uint8Array<ArrayBuffer>;
    }
    return bytes.slice(0, length);
  };
}

/** The key of a path such as `SSSE 0A`: recognisable, so that a leak can be found in an answer. */
export const testKey = (path: string): Uint8Array => sm3(new TextEncoder().encode(`key ${path}`)).slice(0, 16);

const keyPath = (directory: string, { ref }: Pick<KeyPlan, 'ref'>): string =>
  `${directory} ${toHex(Uint8Array.of(ref))}`;

const transportKey = testKey('transport');
const factoryPin = fromHex('123456');
const historical = fromHex('00814E4323869715990001E240');

export const productOf = {
  '1.00': products['G1-16K'],
  '2.00': products['G2-32K'],
  '3.00': products['G3-80K'],
} as const;
const all: readonly CardApplication[] = [plainFiles, socialSecurity, certificate];

export function blankCard(product: CardProduct, applications = all): Card {
  return createBlankCard({ product, historical, transportKey, applications, random: chance('blank') });
}

export const transport = (card: Card): Master => ({ suite: suiteOf(card.product.algorithm)!, key: transportKey });
export const issued = (card: Card): Master => ({ suite: suiteOf(card.product.algorithm)!, key: testKey('SSSE 00') });

export const photo = concat(...Array.from({ length: 128 }, (_, i) => sm3(fromNumber(i, 4))));
export const fingerprint = concat(...Array.from({ length: 24 }, (_, i) => sm3(fromNumber(1000 + i, 4))));

/** Values of 张小明, a synthetic person. */
export function holderValues(spec: CardSpec): Record<string, Uint8Array> {
  const suite = suiteOf(spec === '3.00' ? algorithm.sm4 : algorithm.des)!;
  const head = fromHex('110100D1560000050001E240');
  const { name, extension } = splitName('张小明');
  return {
    'SSSE/EF05/01': makeCardIdentifier(head, suite, testKey('SSSE 0E')),
    'SSSE/EF05/02': encodeText('1', 1),
    'SSSE/EF05/03': encodeText(spec, 4),
    'SSSE/EF05/04': encodeDigits('110100000001', 12),
    'SSSE/EF05/05': encodeDigits('20250101', 4),
    'SSSE/EF05/06': encodeDigits('20350101', 4),
    'SSSE/EF05/07': encodeText('B00000019', 9),
    'SSSE/EF06/08': encodeText('110101199003070134', 18),
    'SSSE/EF06/09': name,
    ...(spec === '1.00' ? {} : { 'SSSE/EF06/4E': extension }),
    'SSSE/EF06/0A': encodeText('1', 1),
    'SSSE/EF06/0B': encodeDigits('01', 1),
    'SSSE/EF06/0C': encodeDigits('110101', 3),
    'SSSE/EF06/0D': encodeDigits('19900307', 4),
    'DF01/EF06/23': encodeText('北京市东城区示例路 1 号', 80),
    'SSSE/EF07': fingerprint,
    'SSSE/EF08': photo,
  };
}

export const contentOf = (master: Master, values: Record<string, Uint8Array> = {}): ScriptContent => ({
  ...{ values, master, key: (directory, plan) => testKey(keyPath(directory, plan)), pin: () => factoryPin },
});

export function socialScript(card: Card, spec: CardSpec, options?: SocialSecurityOptions): ScriptStep[] {
  const plan = socialSecurityPlan(spec, options);
  return loadingScript(plan, contentOf(transport(card), holderValues(spec)));
}

const made = new Map<string, Card>();

/** A personalised card, both faces freshly reset, contact in T=1. */
export function makeTestCard(spec: CardSpec, options: SocialSecurityOptions = {}): Card {
  const name = JSON.stringify([spec, options]);
  let first = made.get(name);
  if (first === undefined) {
    first = blankCard(productOf[spec]);
    const failure = executeScript(first, socialScript(first, spec, options), transport(first));
    if (failure !== undefined) throw new Error(`${failure.step.note}: ${failure.sw?.toString(16)}`);
    made.set(name, first);
  }
  return freshCopy(first, name);
}

/** The same card again with chance from a seed (or given), both faces freshly reset, contact in T=1. */
export function freshCopy(card: Card, random: string | ((length: number) => Uint8Array)): Card {
  const copy = cloneCard(card, typeof random === 'string' ? chance(random) : random);
  resetBoth(copy);
  return copy;
}

export function resetBoth(card: Card): void {
  powerUp(card, 'contact', 'T=1');
  powerUp(card, 'contactless');
}

/** Loads one more application on an issued card. */
export function loadOnCard(card: Card, plan: DirectoryPlan): ScriptStep[] {
  const script = loadingScript(plan, contentOf(issued(card)));
  const failure = executeScript(card, script, issued(card));
  if (failure !== undefined) throw new Error(`${failure.step.note}: ${failure.sw?.toString(16)}`);
  resetBoth(card);
  return script;
}

/** Sends hex, answers hex: the whole answer with its status word. */
export function say(card: Card, hex: string, face: Face = 'contact'): string {
  return toHex(transmit(card, fromHex(hex), face));
}

/** Status word of an answer in hex. */
export const sw = (answer: string): string => answer.slice(-4);

/** Proves a key of the card as a terminal does; answers the status word. */
export function prove(
  card: Card,
  ref: number,
  secret: Uint8Array,
  face: Face = 'contact',
  cipher = card.product.algorithm,
): string {
  const source = fromHex(say(card, '0084000008', face).slice(0, 16));
  const factor = fromHex(say(card, '0084000008', face).slice(0, 16));
  const proof = proofOf(suiteOf(cipher)!, secret, source, factor);
  return sw(say(card, `008200${toHex(Uint8Array.of(ref))}10${toHex(proof)}`, face));
}

/** Proves RKssse, as every 3.0 reader must before it reads the holder. */
export const proveReader = (card: Card, face: Face = 'contact'): string =>
  prove(card, socialKeyRef.read, testKey('SSSE 0A'), face);

/** A secure message of class 84/04: content sealed or bare, MAC over the card's fresh challenge. */
export function secure(
  card: Card,
  header: string,
  secret: Uint8Array,
  content: Uint8Array = new Uint8Array(0),
  cipher = card.product.algorithm,
): string {
  const suite = suiteOf(cipher)!;
  const challenge = fromHex(say(card, '0084000008').slice(0, 16));
  const head = concat(fromHex(header), [content.length + 4]);
  const mac = suite.mac(secret, challenge, concat(head, content));
  return toHex(concat(head, content, mac));
}

/** Everything the memory holds, as text that two moments can be compared by. */
export function memoryText(card: Card, leaveOut: (id: number) => boolean = () => false): string {
  return [...card.memory.cells.values()]
    .filter(({ id }) => !leaveOut(id))
    .map((cell) => `${cell.id}:${cell.parent}:${cell.kind}:${cell.fid}:${toHex(cell.body)}`)
    .join('\n');
}
