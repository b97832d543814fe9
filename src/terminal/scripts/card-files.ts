// Where a file of the social security application stands, how its values are written as text, and which key opens it: from the
// same plan the card was made from.
import {
  type CardSpec,
  decodeDigits,
  decodeText,
  encodeDigits,
  encodeText,
  type Field,
  type FilePlan,
  type RawRecord,
  type RecordPlan,
  type Rule,
  socialSecurityPlan,
} from '../../chip/index.ts';
import { fromHex } from '../../crypto/index.ts';
import { type CardChannel, selectFile } from '../card-channel.ts';
import { hex } from '../hex.ts';
import type { IssuerKeys, KeyName } from '../keys/issuer-keys.ts';
import { refuse } from '../refusals.ts';
import { proveTerminal } from './authenticate.ts';
import { type CardIdentity, selectEnvironment } from './recognise-card.ts';
import { verifyPin } from './verify-pin.ts';

/** SSSE (also written MF or 3F00) or DF01 ... DF07, and the file's identifier. */
export interface FileAddress {
  readonly directory: string;
  readonly fid: number;
}

export interface CardFile extends FileAddress {
  readonly plan: FilePlan;
}

const plans = new Map<CardSpec, ReturnType<typeof socialSecurityPlan>>();

/** The file of the national plan; refuses `bad-parameter` when that specification has none such. */
export function fileOf(spec: CardSpec, { directory, fid }: FileAddress): CardFile {
  const whole = plans.get(spec) ?? socialSecurityPlan(spec);
  plans.set(spec, whole);
  const place = directory === 'SSSE' ? whole : whole.directories.find(({ code }) => code === directory);
  const plan = place?.files.find((file) => file.fid === fid && file.kind !== 'register');
  if (!plan) throw refuse('bad-parameter', { what: `${directory}${fid.toString(16).toUpperCase()}` });
  return { directory, fid, plan };
}

type TaggedRecord = Exclude<RecordPlan, RawRecord>;

/** The record with a tag and its number in the file (from 1); `occurrence` chooses among repeated ones. */
export function recordOf(
  { plan, directory }: CardFile,
  tag: number,
  occurrence = 1,
): { number: number; record: TaggedRecord } {
  let number = 1;
  for (const record of plan.records ?? []) {
    const repeat = 'repeat' in record ? record.repeat : 1;
    // Records without a tag belong to the bank and the purse; they are never asked for by tag.
    if (!('raw' in record) && record.tag === tag && occurrence >= 1 && occurrence <= repeat)
      return { number: number + occurrence - 1, record };
    number += repeat;
  }
  throw refuse('bad-parameter', { what: `${directory} ${hex(Uint8Array.of(tag))}:${occurrence}` });
}

/** Selects environment, directory and file. */
export async function openFile(channel: CardChannel, { directory, fid }: FileAddress): Promise<void> {
  await selectEnvironment(channel);
  if (directory !== 'SSSE') await selectFile(channel, 0xdf00 | Number(directory.slice(2)));
  await selectFile(channel, fid);
}

/** What may be shown to a card to open a file. */
export interface Access {
  readonly keys?: IssuerKeys;
  /** Given when the holder is to open it; both are used where the rule wants both. */
  readonly pin?: string;
}

/** The key a rule asks for: bit 8 names one of the file's own directory. */
export const keyOfRule = (directory: string, { key }: Rule): KeyName => ({
  directory: (key & 0x80) === 0 ? 'SSSE' : directory,
  ref: key,
});

/** Whether the terminal must prove a key for this rule, given that the holder's PIN is (or is not) at hand. */
export const wantsKey = ({ need }: Rule, pinGiven: boolean): boolean =>
  need === 'key' || need === 'pin and key' || (need === 'pin or key' && !pinGiven);

const wantsPin = ({ need }: Rule, pinGiven: boolean): boolean =>
  need === 'pin' || need === 'pin and key' || (need === 'pin or key' && pinGiven);

/** Meets a rule for the file that is open. */
export async function meetRule(
  channel: CardChannel,
  card: CardIdentity,
  directory: string,
  rule: Rule,
  access: Access,
): Promise<void> {
  if (wantsPin(rule, access.pin !== undefined)) {
    if (access.pin === undefined) throw refuse('bad-parameter', { what: 'PIN' });
    await verifyPin(channel, access.pin);
  }
  if (wantsKey(rule, access.pin !== undefined)) {
    if (!access.keys) throw refuse('no-psam');
    await proveTerminal(channel, card, keyOfRule(directory, rule), access.keys);
  }
}

/** What must be met to read these tags: the file's own rule, or that of a tag guarded apart. */
export function readRuleOf({ plan }: CardFile, tags: readonly number[]): Rule {
  return (
    plan.guards?.find(({ tag }) => tags.includes(tag))?.read ??
    plan.read ?? { need: 'never', key: 0, pin: 0, contactOnly: false }
  );
}

/** A value as people read it: text, digits, or hex for bytes. */
export function valueText({ form }: Field, value: Uint8Array): string {
  if (form === 'an') return decodeText(value);
  return form === 'cn' ? decodeDigits(value) : hex(value);
}

/** A value as the card holds it, filled to its length. Refuses `bad-parameter`. */
export function valueBytes({ form, length, tag }: Field, text: string): Uint8Array {
  const what = `${hex(Uint8Array.of(tag))}=${form}${length}`;
  try {
    if (form === 'an') return encodeText(text, length);
    if (form === 'cn') return encodeDigits(text, length);
    const bytes = fromHex(text);
    if (bytes.length === length) return bytes;
  } catch {
    // Said below, in the words of the interface.
  }
  throw refuse('bad-parameter', { what });
}
