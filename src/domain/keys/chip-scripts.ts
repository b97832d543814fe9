// What turns a planned card into a loading script for one blank chip: data profile, card keys under the transport key, expected reading.
import type { Call } from '../../base/call.ts';
import { isDuplicate } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import {
  algorithm,
  type CardSpec,
  certificatePlan,
  type DirectoryPlan,
  encodeDigits,
  encodeText,
  type ScriptStep,
  socialSecurityPlan,
} from '../../chip/index.ts';
import { fromHex, sm3 } from '../../crypto/index.ts';
import type { HolderReading } from '../../terminal/index.ts';
import { factorOf } from './card-proof.ts';
import { getCurrentKey, getKeyVersion, heldKey, keyModule } from './issuer-keys.ts';
import { masterKey } from './key-names.ts';
import { refuse } from './refuse.ts';
import { findCard, findKey, saveCards } from './store.ts';

/** A planned card and the blank chip it is to be written on. */
export interface ChipToWrite {
  readonly cardId: string;
  readonly cardNumber: string;
  /** As planned; region, provider and serial number count. */
  readonly cardIdentifier: string;
  readonly region: string;
  readonly generation: number;
  /** The 13 historical bytes of the blank chip, hex. */
  readonly atr: string;
  readonly issuedOn: Day;
  /** Null where the region sets no validity: the chip's field stays empty. */
  readonly expiresOn: Day | null;
  readonly holder: ChipHolder;
}

export interface ChipHolder {
  readonly socialSecurityNumber: string;
  /** As the chip carries it, in two fields. */
  readonly chipName: string;
  readonly chipNameExtension: string;
  readonly sex: 'male' | 'female';
  readonly born: Day;
}

export interface WrittenChip {
  readonly cardId: string;
  readonly cardNumber: string;
  readonly cardIdentifier: string;
  readonly script: readonly ScriptStep[];
}

/** Every chip starts with this PIN; the card refuses to pay or sign until its holder has chosen another. */
export const INITIAL_PIN = '123456';

const specs: Readonly<Record<number, CardSpec>> = { 1: '1.00', 2: '2.00', 3: '3.00' };

/** The whole content of a card of a generation: a third-generation card has its certificate application from the start. */
function planOf(generation: number): DirectoryPlan {
  const plan = socialSecurityPlan(specs[generation]!);
  return generation === 3 ? { ...plan, directories: [...plan.directories, certificatePlan] } : plan;
}

const digitsOf = (day: Day): string => day.replaceAll('-', '');
const sexCodes = { male: '1', female: '2' } as const;

/**
 * Writes the scripts for chips of one institution and region and registers the cards under the key in use. Asked again for a card
 * whose making began anew, the new chip takes the place of the old.
 */
export async function writeChipScripts(
  call: Call,
  blanks: { readonly institutionId: string; readonly transportVersion?: number | undefined },
  chips: readonly ChipToWrite[],
): Promise<WrittenChip[]> {
  const [first] = chips;
  if (!first) return [];
  requireOwnChips(chips);
  const { region } = first;
  if (chips.some((chip) => chip.region !== region)) throw new Error('one region at a time');
  const issuer = await getCurrentKey(call, region);
  const { institutionId, transportVersion } = blanks;
  const transport = transportVersion ? await getKeyVersion(call, region, transportVersion) : issuer;
  const orders = chips.map((chip) => ({ chip, content: contentOf(chip) }));
  const scripts = keyModule(call).writeScripts(
    heldKey(issuer),
    { issuer: heldKey(transport), institutionId },
    orders.map(({ chip, content }) => ({
      card: keyedOf(chip),
      identifierHead: fromHex(chip.cardIdentifier.slice(0, 24)),
      plan: planOf(chip.generation),
      values: content,
      initialPin: encodeDigits(INITIAL_PIN, 3),
    })),
  );
  await saveCards(
    call.db,
    chips.map((chip, i) => ({
      ...{ cardId: chip.cardId, cardNumber: chip.cardNumber, cardIdentifier: scripts[i]!.cardIdentifier, region },
      ...{ generation: chip.generation, algorithm: keyedOf(chip).algorithm, atr: chip.atr, keyId: issuer.id },
      contentDigest: readingDigest(expectedReading(chip, scripts[i]!.cardIdentifier)),
      madeFor: institutionId,
    })),
    call.now,
  ).catch((error) => {
    throw isDuplicate(error, 'keyed_card_chip') ? refuse('chip-twice', { atr: first.atr }) : error;
  });
  return chips.map(({ cardId, cardNumber }, i) => ({ cardId, cardNumber, ...scripts[i]! }));
}

/** Two cards on one chip, or one factor twice, would have the same keys. */
function requireOwnChips(chips: readonly ChipToWrite[]): void {
  const seen = new Set<string>();
  for (const { atr } of chips) {
    const factor = atr.slice(10);
    if (seen.has(factor)) throw refuse('chip-twice', { atr });
    seen.add(factor);
  }
}

const keyedOf = ({ generation, atr }: Pick<ChipToWrite, 'generation' | 'atr'>) => ({
  algorithm: generation === 3 ? algorithm.sm4 : algorithm.des,
  factor: factorOf({ atr }),
});

function contentOf(chip: ChipToWrite): Record<string, Uint8Array> {
  const { generation, holder, cardIdentifier } = chip;
  if (!holder.chipName) throw refuse('chip-cannot-carry');
  const birthplace = birthplaceOf(holder);
  return {
    'SSSE/EF05/02': encodeText('1', 1),
    'SSSE/EF05/03': encodeText(specs[generation]!, 4),
    'SSSE/EF05/04': encodeDigits(`${cardIdentifier.slice(0, 6)}000001`, 12),
    'SSSE/EF05/05': encodeDigits(digitsOf(chip.issuedOn), 4),
    ...(chip.expiresOn ? { 'SSSE/EF05/06': encodeDigits(digitsOf(chip.expiresOn), 4) } : {}),
    'SSSE/EF05/07': encodeText(chip.cardNumber, 9),
    'SSSE/EF06/08': encodeText(holder.socialSecurityNumber, 18),
    'SSSE/EF06/09': encodeText(holder.chipName, 30),
    // A first-generation card has no extension; its names are cut where its one field ends.
    ...(generation === 1 ? {} : { 'SSSE/EF06/4E': encodeText(holder.chipNameExtension, 20) }),
    'SSSE/EF06/0A': encodeText(sexCodes[holder.sex], 1),
    ...(birthplace ? { 'SSSE/EF06/0C': encodeDigits(birthplace, 3) } : {}),
    'SSSE/EF06/0D': encodeDigits(digitsOf(holder.born), 4),
  };
}

/** The first six digits of a citizen's number; other numbers say nothing about a place. */
const birthplaceOf = ({ socialSecurityNumber }: ChipHolder): string =>
  /^[1-8]\d{16}[\dX]$/.test(socialSecurityNumber) ? socialSecurityNumber.slice(0, 6) : '';

function expectedReading(chip: ChipToWrite, cardIdentifier: string): HolderReading {
  const { generation, holder, atr } = chip;
  return {
    ...{ region: cardIdentifier.slice(0, 6), cardIdentifier, cardNumber: chip.cardNumber, reset: atr },
    ...{ spec: specs[generation]!, issuedOn: digitsOf(chip.issuedOn) },
    validUntil: chip.expiresOn ? digitsOf(chip.expiresOn) : '',
    socialSecurityNumber: holder.socialSecurityNumber,
    name: holder.chipName + (generation === 1 ? '' : holder.chipNameExtension),
    ...{ sex: sexCodes[holder.sex], ethnicity: '', birthplace: birthplaceOf(holder), birthDate: digitsOf(holder.born) },
  };
}

/** SM3 over everything the basic reading of a finished card says: terminal and platform compute it alike. */
export function readingDigest(reading: HolderReading): Uint8Array {
  const { cardIdentifier, cardNumber, spec, reset, issuedOn, validUntil } = reading;
  const { socialSecurityNumber, name, sex, ethnicity, birthplace, birthDate } = reading;
  const fields = [cardIdentifier, cardNumber, spec, reset, issuedOn, validUntil];
  fields.push(socialSecurityNumber, name, sex, ethnicity, birthplace, birthDate);
  return sm3(new TextEncoder().encode(fields.join('|')));
}

/** The 16 bytes that open a chip under making: by its transport key, or by its own master key once that has replaced it. */
export async function proveChip(
  call: Call,
  cardId: string,
  asked: { readonly key: 'transport' | 'card'; readonly transportVersion?: number | undefined },
  source: Uint8Array,
  factor: Uint8Array,
): Promise<Uint8Array> {
  const card = await findCard(call.db, cardId);
  if (!card) throw refuse('no-such-card');
  const own = (await findKey(call.db, card.keyId))!;
  const keyed = { algorithm: card.algorithm, factor: factorOf(card) };
  if (asked.key === 'card') return keyModule(call).proof(heldKey(own), keyed, masterKey, source, factor);
  const transport = asked.transportVersion ? await getKeyVersion(call, card.region, asked.transportVersion) : own;
  const blanks = { issuer: heldKey(transport), institutionId: card.madeFor };
  return keyModule(call).transportProof(blanks, keyed, source, factor);
}
