// The keys of a city: its custodians bring in the root, put the region's key in use, found the authority, and equip works and outlets.
import type { Actor } from '../../base/actor.ts';
import { cardKeys, sm2, toHex, xor } from '../../crypto/index.ts';
import { type Envelope, psamFrom, transportKeysFrom } from '../../domain/keys/index.ts';
import type { SlotCard } from '../../terminal/index.ts';
import type { Campaign } from '../campaign.ts';
import type { Founded } from '../found-city.ts';
import { CardPress } from '../parties/card-press.ts';
import type { ChipShelf } from '../parties/chip-shelf.ts';

/** Who is asked for keys, and for whom. */
type Offices = Pick<Founded, 'city' | 'allStaff' | 'institutionIds'>;
type Chance = (length: number) => Uint8Array;
const hexOf = (bytes: Uint8Array): string => toHex(bytes).toUpperCase();
const checkOf = (key: Uint8Array): string => hexOf(cardKeys.checkValue(key));

/** What a works or an outlet needs to write chips; plain values that a demo can keep in a file. */
export interface PressKeys {
  readonly privateKey: string;
  readonly envelope: Envelope;
  readonly keyVersion: number;
}

/** What a terminal needs to put its module into a slot. */
export interface PsamKeys {
  readonly terminalId: string;
  readonly privateKey: string;
  readonly envelope: Envelope;
}

/** Two officers, two components, and a third act to put the key in use; then the region's own key below the root. */
export async function bringInKeys(
  { city, plan, allStaff }: Pick<Founded, 'city' | 'plan' | 'allStaff'>,
  random: Chance,
): Promise<void> {
  const [first, second] = allStaff('key-custodian') as [Actor, Actor];
  const { region } = plan;
  const { keys } = await city.as(first, 'keys.key-list');
  const root = keys.find((key: { owner: string; state: string }) => key.owner === 'root' && key.state === 'current');
  if (!root) {
    const [one, two] = [random(16), random(16)];
    const checkValue = checkOf(xor(one, two));
    const { keyId } = await city.as(first, 'keys.begin-key', { owner: 'root', parts: 2, checkValue });
    for (const [i, [officer, part]] of (
      [
        [first, one],
        [second, two],
      ] as const
    ).entries()) {
      const component = { keyId, number: i + 1, component: hexOf(part), checkValue: checkOf(part) };
      await city.as(officer, 'keys.give-component', component);
    }
    await city.as(second, 'keys.put-key-in-use', { keyId });
  }
  const { keyId } = await city.as(first, 'keys.derive-region-key', { region });
  await city.as(second, 'keys.put-key-in-use', { keyId });
  await city.as(first, 'keys.found-authority', { region, name: '示例市人力资源和社会保障局' });
}

/** The transport key of an institution's blanks, in its envelope. */
export async function handPressKeys({ city, allStaff, institutionIds }: Offices, code: string): Promise<PressKeys> {
  const [custodian] = allStaff('key-custodian');
  const pair = sm2.generateKeyPair();
  const { envelope, keyVersion } = await city.as(custodian!, 'keys.hand-transport-key', {
    institutionId: institutionIds.get(code)!,
    publicKey: toHex(pair.publicKey),
  });
  return { privateKey: toHex(pair.privateKey), envelope, keyVersion };
}

export const openPressKeys = ({ privateKey, envelope, keyVersion }: PressKeys) => ({
  transport: transportKeysFrom(envelope, Buffer.from(privateKey, 'hex')),
  transportVersion: keyVersion,
});

/** Machines for the counters of all outlets that make cards, with their blanks' keys and terminals. */
export async function equipOutlets(
  campaign: Campaign,
  parts: { readonly shelf: ChipShelf; readonly random: Chance },
): Promise<void> {
  const { founded, machines } = campaign;
  for (const [i, { code }] of founded.outlets.filter(({ instant }) => instant).entries()) {
    const press = new CardPress({ ...openPressKeys(await handPressKeys(founded, code)), ...parts });
    const number = `${founded.plan.areaCode}${String(i + 1).padStart(6, '0')}`;
    machines.set(code, { press, module: openPsamKeys(await equipTerminal(founded, code, number)) });
  }
}

/** A terminal of an outlet, registered and with its module. */
export async function equipTerminal(
  { city, allStaff, institutionIds }: Offices,
  code: string,
  number: string,
): Promise<PsamKeys> {
  const [custodian] = allStaff('key-custodian');
  const institutionId = institutionIds.get(code)!;
  const terminal = { institutionId, number, deviceNumber: `YKT-${number}` };
  const { terminalId } = await city.as(custodian!, 'keys.register-terminal', terminal);
  const pair = sm2.generateKeyPair();
  const wish = { terminalId, level: 'full', publicKey: toHex(pair.publicKey) };
  const { envelope } = await city.as(custodian!, 'keys.issue-psam', wish);
  return { terminalId, privateKey: toHex(pair.privateKey), envelope };
}

export const openPsamKeys = ({ privateKey, envelope }: PsamKeys): SlotCard =>
  psamFrom(envelope, Buffer.from(privateKey, 'hex'));
