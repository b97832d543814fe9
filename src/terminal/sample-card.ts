// Cards of synthetic people, made by the same personalisation script as every other card, under the published test keys.
import {
  algorithm,
  bank,
  type Card,
  type CardProduct,
  cardIdentifierHead,
  certificate,
  certificatePlan,
  createBlankCard,
  type DirectoryPlan,
  encodeDigits,
  encodeText,
  type Generation,
  historicalBytes,
  loadCard,
  loadingScript,
  type Master,
  makeCardIdentifier,
  makeCardNumber,
  plainFiles,
  products,
  proofOf,
  type ScriptContent,
  socialSecurity,
  socialSecurityPlan,
  splitName,
  suiteOf,
  transit,
} from '../chip/index.ts';
import { fromHex } from '../crypto/index.ts';
import { CardChannel } from './card-channel.ts';
import { hex } from './hex.ts';
import type { KeyedCard } from './keys/issuer-keys.ts';
import { createPsam, type PsamContent, psamAlgorithms, testPsamHistorical } from './keys/psam.ts';
import { testAuthority, testCardKey, testMasters, testTransportKey } from './keys/test-keys.ts';
import { SimulatedReader } from './readers/simulated.ts';
import { refuse } from './refusals.ts';
import { sampleBankLoadings, samplePsamKeys, samplePurseLoading } from './sample-money.ts';
import { enrolCertificate } from './scripts/certificate-application.ts';
import { type MasterProof, personalise } from './scripts/personalise.ts';
import { internalKey } from './scripts/read-holder.ts';
import { chipInSlot, type SlotCard } from './slot-card.ts';

export interface SampleHolder {
  readonly name: string;
  /** As on the bank side, up to 26 characters. */
  readonly latinName: string;
  readonly socialSecurityNumber: string;
  readonly sex: string;
  readonly ethnicity: string;
  readonly birthDate: string;
  readonly region: string;
  /** Eight characters; the check character is added. */
  readonly cardNumberBody: string;
  /** Four bytes: end of the ATR and of the card identifier. */
  readonly serial: string;
  readonly address: string;
}

/** Synthetic people; their numbers pass the check digits and belong to nobody. */
export const sampleHolders: Readonly<Record<string, SampleHolder>> = {
  sample: {
    ...{
      name: '张小明',
      latinName: 'ZHANG/XIAOMING',
      socialSecurityNumber: '110101199003070134',
      sex: '1',
      ethnicity: '01',
      birthDate: '19900307',
    },
    ...{ region: '110100', cardNumberBody: 'B0000001', serial: '0001E240', address: '北京市东城区示例路 1 号' },
  },
  // Longer than tag 09 holds: the rest stands in tag 4E.
  'long-name': {
    ...{
      name: '阿卜杜热合曼·买买提吐尔逊·示例依明江',
      latinName: 'ABDURAHMAN/MAMAT',
      socialSecurityNumber: '650102198805060015',
      sex: '1',
      ethnicity: '05',
    },
    ...{
      birthDate: '19880506',
      region: '650100',
      cardNumberBody: 'A1234567',
      serial: '0001E241',
      address: '乌鲁木齐市示例街 2 号',
    },
  },
};

/** PIN every sample card starts with; it cannot be used for payment. */
export const SAMPLE_PIN = '123456';

const applications = [plainFiles, socialSecurity, certificate, transit, bank];
const productOf: Readonly<Record<Generation, CardProduct>> = {
  1: products['G1-16K'],
  2: products['G2-32K'],
  3: products['G3-80K'],
};

export interface SampleOrder {
  readonly generation: Generation;
  readonly holder?: string;
  readonly random: (length: number) => Uint8Array;
  /** Second generation: also a bank application. Third: that and a transport purse (3DES, or SM4 by the simulation profile). */
  readonly money?: 'des' | 'sm4';
}

/** A blank simulated chip under the published transport key. */
export function blankSampleCard({ generation, holder = 'sample', random }: SampleOrder): Card {
  const serial = fromHex(`0000${holderNamed(holder).serial}`);
  const historical = historicalBytes({
    chipMaker: fromHex('0081'),
    chip: fromHex('4E4323'),
    cardMaker: fromHex('8697'),
    serial,
  });
  return createBlankCard({
    product: productOf[generation],
    historical,
    transportKey: testTransportKey,
    applications,
    random,
  });
}

/** What puts a holder on a blank card; `proof` computes under the transport key, `after` under the card's own. */
export function samplePersonalisation(card: Card, holder = 'sample') {
  const { plan, keyed } = planOf(card);
  const master: Master = { suite: suiteOf(keyed.algorithm)!, key: testTransportKey };
  const script = loadingScript(plan, {
    ...loadingContent(keyed, master),
    values: holderValues(card, holderNamed(holder)),
  });
  return { script, before: proofBy(master), after: proofBy(ownMaster(card)) };
}

/** What loads one more application on an issued sample card; `content` where it has values and keys of its own. */
export function sampleLoading(card: Card, plan: DirectoryPlan, content: Partial<Omit<ScriptContent, 'master'>> = {}) {
  const master = ownMaster(card);
  const whole = { ...loadingContent(planOf(card).keyed, master), ...content };
  return { script: loadingScript(plan, whole), before: proofBy(master) };
}

/** A finished card; the third generation with certificate application, key pair and certificate. */
export async function makeSampleCard(order: SampleOrder): Promise<Card> {
  const card = blankSampleCard(order);
  const reader = new SimulatedReader(chipInSlot(card));
  const inSession = async (work: (channel: CardChannel) => Promise<unknown>) => {
    const channel = await CardChannel.open(reader);
    await work(channel);
    await channel.close();
  };
  await inSession((channel) => personalise(channel, samplePersonalisation(card, order.holder)));
  if (order.generation === 3) {
    await inSession((channel) => personalise(channel, sampleLoading(card, certificatePlan)));
    await inSession((channel) =>
      enrolCertificate(channel, SAMPLE_PIN, certifySample(holderNamed(order.holder ?? 'sample'), card)),
    );
  }
  if (order.money) {
    const holder = holderNamed(order.holder ?? 'sample');
    const cipher = order.money === 'des' ? algorithm.des : algorithm.sm4;
    const third = order.generation === 3;
    const purse = third ? [samplePurseLoading(holder.serial, cipher)] : [];
    for (const { plan, ...content } of [...purse, ...sampleBankLoadings(holder.serial, holder.latinName, third)])
      await inSession((channel) => personalise(channel, sampleLoading(card, plan, content)));
  }
  return card;
}

/** A terminal module with the published test keys. */
export function makeSamplePsam(changed: Partial<PsamContent> = {}): SlotCard {
  return createPsam({
    ...{ terminalNumber: '110100000001', deviceNumber: 'YKT-SIMULATED-TERMINAL-01' },
    ...{
      historical: testPsamHistorical,
      masters: testMasters,
      algorithms: psamAlgorithms,
      level: 'full',
      purse: samplePsamKeys(),
    },
    ...changed,
  });
}

export function holderNamed(name: string): SampleHolder {
  const holder = Object.hasOwn(sampleHolders, name) ? sampleHolders[name] : undefined;
  if (!holder) throw refuse('bad-parameter', { what: `holder: ${Object.keys(sampleHolders).join(', ')}` });
  return holder;
}

function planOf({ product, historical }: Card): { plan: DirectoryPlan; keyed: KeyedCard } {
  return {
    plan: socialSecurityPlan(product.cardSpec),
    keyed: { algorithm: product.algorithm, factor: historical.slice(5) },
  };
}

const ownMaster = (card: Card): Master => {
  const { keyed } = planOf(card);
  return { suite: suiteOf(keyed.algorithm)!, key: testCardKey(keyed, { directory: 'SSSE', ref: 0 }) };
};

const proofBy =
  ({ suite, key }: Master): MasterProof =>
  async (source, factor) =>
    proofOf(suite, key, source, factor);

const loadingContent = (keyed: KeyedCard, master: Master) => ({
  master,
  key: (directory: string, { ref }: { ref: number }) => testCardKey(keyed, { directory, ref }),
  pin: () => encodeDigits(SAMPLE_PIN, 3),
});

function cardIdentifierOf(card: Card, holder: SampleHolder): Uint8Array {
  const { keyed } = planOf(card);
  const head = cardIdentifierHead(holder.region, fromHex(holder.serial));
  return makeCardIdentifier(head, suiteOf(keyed.algorithm)!, testCardKey(keyed, internalKey));
}

function holderValues(card: Card, holder: SampleHolder): Record<string, Uint8Array> {
  const spec = card.product.cardSpec;
  const { name, extension } = splitName(holder.name);
  return {
    'SSSE/EF05/01': cardIdentifierOf(card, holder),
    'SSSE/EF05/02': encodeText('1', 1),
    'SSSE/EF05/03': encodeText(spec, 4),
    'SSSE/EF05/04': encodeDigits(`${holder.region}000001`, 12),
    'SSSE/EF05/05': encodeDigits('20250101', 4),
    'SSSE/EF05/06': encodeDigits('20350101', 4),
    'SSSE/EF05/07': encodeText(makeCardNumber(holder.cardNumberBody), 9),
    'SSSE/EF06/08': encodeText(holder.socialSecurityNumber, 18),
    'SSSE/EF06/09': name,
    ...(spec === '1.00' ? {} : { 'SSSE/EF06/4E': extension }),
    'SSSE/EF06/0A': encodeText(holder.sex, 1),
    'SSSE/EF06/0B': encodeDigits(holder.ethnicity, 1),
    'SSSE/EF06/0C': encodeDigits(holder.socialSecurityNumber.slice(0, 6), 3),
    'SSSE/EF06/0D': encodeDigits(holder.birthDate, 4),
    'DF01/EF06/23': encodeText(holder.address, 80),
  };
}

/** The test authority certifies the card, not the person: the card identifier is the subject. */
export const certifySample = (holder: SampleHolder, card: Card) => async (publicKey: Uint8Array) =>
  testAuthority().issue({
    profile: 'card-signing',
    subject: [
      ['C', 'CN'],
      ['O', '一卡通 测试 TEST ONLY'],
      ['serialNumber', hex(cardIdentifierOf(card, holder))],
    ],
    publicKey: Uint8Array.of(0x04, ...publicKey),
    notBefore: new Date('2025-01-01T00:00:00Z'),
    notAfter: new Date('2035-01-01T00:00:00Z'),
  }).certificate;

/** A card that was saved (`saveCard`), such as one a simulated city has handed over. Refuses `bad-parameter` when it is none. */
export function loadSampleCard(image: string, random: (length: number) => Uint8Array): Card {
  try {
    return loadCard(image, applications, random);
  } catch {
    throw refuse('bad-parameter', { what: 'image' });
  }
}
