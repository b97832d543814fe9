// Issued cards with a purse or a bank application on them, and the terminals that pay with them. Deterministic.
import { fromHex } from '../../crypto/index.ts';
import { bank } from '../applications/bank.ts';
import { certificate } from '../applications/certificate.ts';
import { plainFiles } from '../applications/plain-files.ts';
import { socialSecurity } from '../applications/social-security.ts';
import { transit } from '../applications/transit.ts';
import { fromNumber, toHex } from '../bytes.ts';
import {
  blankCard,
  contentOf,
  freshCopy,
  issued,
  productOf,
  resetBoth,
  say,
  socialScript,
  testKey,
  transport,
} from '../card.fixture.ts';
import type { Card } from '../card.ts';
import type { Face } from '../products.ts';
import { products } from '../products.ts';
import { executeScript } from '../profiles/execute-script.ts';
import type { DirectoryPlan, KeyPlan } from '../profiles/plan.ts';
import type { ScriptStep } from '../profiles/script.ts';
import { loadingScript } from '../profiles/script.ts';
import { TRANSIT_AID, transitPlan, transitValues } from '../profiles/transit.ts';
import { packFields, transitLayout } from '../profiles/transit-files.ts';
import type { Suite } from '../suites.ts';
import { algorithm, suiteOf } from '../suites.ts';
import type { Psam } from './psam.ts';
import { createPsam, psamInitCommand, psamKeyUse, transmitPsam } from './psam.ts';
import * as host from './purse-host.ts';
import { purseCardKey, purseType } from './purse-proof.ts';

export const rom = [plainFiles, socialSecurity, certificate, bank, transit];
let social: Card | undefined;

/** A 3.0 card as it was issued: social security only, no images, room for more. */
export function issuedCard(random: string | ((length: number) => Uint8Array) = 'issued'): Card {
  if (social === undefined) {
    social = blankCard(productOf['3.00'], rom);
    const failure = executeScript(social, socialScript(social, '3.00', { withoutImages: true }), transport(social));
    if (failure !== undefined) throw new Error(failure.step.note);
  }
  return freshCopy(social, random);
}

/** Loads an application on an issued card; throws when a step is refused. */
export function load(
  card: Card,
  plan: DirectoryPlan,
  values: Record<string, Uint8Array>,
  key: (directory: string, plan: KeyPlan) => Uint8Array,
): void {
  run(card, loadingScript(plan, { ...contentOf(issued(card), values), key }));
}

function run(card: Card, script: readonly ScriptStep[]): void {
  const failure = executeScript(card, script, issued(card));
  if (failure !== undefined) throw new Error(`${failure.step.note}: ${failure.sw?.toString(16)}`);
  resetBoth(card);
}

// --- purse ---

export const issueFields = {
  issuer: '0103100000000000',
  type: '01',
  version: '02',
  serial: '03104000000000000018',
  start: '20250101',
  expiry: '20351231',
};
export const issue = packFields(transitLayout.issue, issueFields);
const place = packFields(transitLayout.place, {
  ...{ country: '00000156', province: '1000', city: '1000', interoperable: '0001', cardType: '01' },
});
export const issuer = issue.slice(0, 8);
export const serial = issue.slice(12, 20);
export const LIMIT = 100_000;

const master = (name: string): Uint8Array => testKey(`region ${name}`);

/** What the region's host derives for our purse. */
export const purseKeys = (suite: Suite): host.PurseKeys => ({
  suite,
  load: purseCardKey(suite, master('load'), issuer, serial),
  tac: purseCardKey(suite, master('tac'), issuer, serial),
});

export const maintenanceKey = (suite: Suite): Uint8Array => purseCardKey(suite, master('maintenance'), issuer, serial);

export const psam = (suite: Suite): Psam =>
  createPsam(fromHex('100000000001'), [
    { use: psamKeyUse.purchase, version: 1, suite, secret: master('purchase') },
    { use: psamKeyUse.maintenance, version: 1, suite, secret: master('maintenance') },
  ]);

const masterNames: Record<number, string> = { 33: 'load', 49: 'purchase', 64: 'tac', 80: 'maintenance' };

/** The script that loads our purse on an issued card. */
export function transitScript(card: Card, cipher: number, under = issued(card)): ScriptStep[] {
  const suite = suiteOf(cipher)!;
  return loadingScript(transitPlan({ issue, cipher }), {
    ...contentOf(under, transitValues({ issue, place, balanceLimit: LIMIT })),
    key: (_, { ref }) => purseCardKey(suite, master(masterNames[ref] ?? `ref ${ref}`), issuer, serial),
  });
}

/** Tries to load the purse on a blank card of a product; the status word of the step that failed. */
export function loadOn(product: keyof typeof products): number | undefined {
  const card = blankCard(products[product], rom);
  return executeScript(card, transitScript(card, algorithm.des, transport(card)), transport(card))?.sw;
}

const purses = new Map<number, Card>();

/** An issued card with an empty purse, purse selected on the air side. */
export function purseCard(cipher: number, random: string | ((length: number) => Uint8Array) = 'purse'): Card {
  let first = purses.get(cipher);
  if (first === undefined) {
    first = issuedCard();
    run(first, transitScript(first, cipher));
    purses.set(cipher, first);
  }
  const card = freshCopy(first, random);
  selectPurse(card);
  return card;
}

export const selectPurse = (card: Card, face: Face = 'contactless'): string =>
  say(card, `00A4040008${toHex(TRANSIT_AID)}00`, face);

const bytesOf = (answer: string): Uint8Array => fromHex(answer.slice(0, -4));

const TIME = fromHex('20261123114500');
const TERMINAL = fromHex('100000000001');
export const purseOrder = (amount: number, type: number) => ({
  ...{ amount: fromNumber(amount, 4), type, terminal: TERMINAL, time: TIME },
});

/** INITIALIZE FOR LOAD, the host's MAC2; not yet CREDIT. Undefined when the card refuses. */
export function startLoad(
  card: Card,
  amount: number,
  suite: Suite,
): { start: host.LoadStart; credit: string } | { refused: string } {
  const order = purseOrder(amount, purseType.load);
  const answer = say(card, toHex(host.initCommand(purseType.load, 1, order.amount, TERMINAL)), 'contactless');
  if (answer.length === 4) return { refused: answer };
  const start = host.parseLoadStart(bytesOf(answer));
  const mac2 = host.approveLoad(purseKeys(suite), start, order);
  if (mac2 === undefined) throw new Error('MAC1 of the card is wrong');
  return { start, credit: toHex(host.creditCommand(TIME, mac2)) };
}

/** A whole load; the status word, and whether the TAC proves it. */
export function loadPurse(card: Card, amount: number, suite: Suite): { sw: string; proved: boolean } {
  const open = startLoad(card, amount, suite);
  if ('refused' in open) return { sw: open.refused, proved: false };
  const answer = say(card, open.credit, 'contactless');
  const balance = bytesOf(say(card, '805C000204', 'contactless'));
  const order = purseOrder(amount, purseType.load);
  const proved = host.checkLoadTac(purseKeys(suite), balance, open.start.sequence, order, bytesOf(answer));
  return { sw: answer.slice(-4), proved };
}

/** INITIALIZE FOR PURCHASE (or compound) and MAC1 of the PSAM; not yet DEBIT. */
export function startPurchase(
  card: Card,
  amount: number,
  module: Psam,
  type: number = purseType.purchase,
  face: Face = 'contactless',
): { debit: string; terminalSequence: Uint8Array } | { refused: string } {
  const order = purseOrder(amount, type);
  const answer = say(card, toHex(host.initCommand(type, 1, order.amount, module.terminal)), face);
  if (answer.length === 4) return { refused: answer };
  const proof = transmitPsam(module, psamInitCommand(bytesOf(answer), order, { serial, issuer }));
  if (proof.length !== 10) return { refused: toHex(proof) };
  const terminalSequence = proof.slice(0, 4);
  return { debit: toHex(host.debitCommand(terminalSequence, TIME, proof.slice(4, 8))), terminalSequence };
}

/** DEBIT, MAC2 into the PSAM, TAC checked. */
export function finishPurchase(
  card: Card,
  amount: number,
  module: Psam,
  open: { debit: string; terminalSequence: Uint8Array },
  type: number = purseType.purchase,
): { sw: string; proved: boolean } {
  const answer = say(card, open.debit, 'contactless');
  if (answer.length !== 20) return { sw: answer, proved: false };
  const { suite } = module.keys[0]!;
  const psamSays = toHex(transmitPsam(module, fromHex(`8072000004${answer.slice(8, 16)}`)));
  const tac = fromHex(answer.slice(0, 8));
  const proved = host.checkPurchaseTac(purseKeys(suite), purseOrder(amount, type), open.terminalSequence, tac);
  return { sw: answer.slice(-4), proved: proved && psamSays === '9000' };
}

export function pay(
  card: Card,
  amount: number,
  module: Psam,
  type: number = purseType.purchase,
): { sw: string; proved: boolean } {
  const open = startPurchase(card, amount, module, type);
  return 'refused' in open ? { sw: open.refused, proved: false } : finishPurchase(card, amount, module, open, type);
}

export const balanceOf = (card: Card, face: Face = 'contactless'): number =>
  Number.parseInt(say(card, '805C000204', face).slice(0, 8), 16);

export const ciphers = [algorithm.des, algorithm.sm4] as const;

/** The same card again, both faces fresh. */
export const copyOf = (card: Card): Card => freshCopy(card, 'copy');

/** A blank third-generation chip, and its first personalisation with photo and fingerprint (the failing status word, if any). */
export const blankThird = (product: 'G3-48K' | 'G3-80K'): Card => blankCard(products[product], rom);
export const personaliseSocial = (card: Card): number | undefined =>
  executeScript(card, socialScript(card, '3.00'), transport(card))?.sw;
