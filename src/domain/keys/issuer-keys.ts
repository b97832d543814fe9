// Versions of issuer keys as the module's other files need them: found, locked, held ready for the key module, moved.
import type { Call } from '../../base/call.ts';
import { Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { mayMove } from '../../base/states.ts';
import { requireBureauOf } from '../institutions/index.ts';
import type { HeldKey, KeyModule } from './key-module.ts';
import { refuse } from './refuse.ts';
import { SoftwareKeyModule } from './software-module.ts';
import { type KeyState, keyStates } from './states.ts';
import {
  findCurrentKey,
  findKeyUnderWay,
  findKeyVersion,
  type IssuerKey,
  lockKeyRow,
  lockKeys,
  nextVersion,
} from './store.ts';

/** The owner of the key above all regions. */
export const ROOT = 'root';

/** The one place where the key module is chosen. */
export const keyModule = (call: Pick<Call, 'vault'>): KeyModule => new SoftwareKeyModule(call.vault);

export const keyPlace = (keyId: string): string => `keys.issuer_key.wrapped:${keyId}`;
export const componentPlace = (keyId: string, number: number): string => `keys.component.wrapped:${keyId}:${number}`;

export const KeyAnswer = shape({
  keyId: Id,
  owner: Text(40),
  version: Type.Integer(),
  state: OneOf(Object.keys(keyStates.moves) as KeyState[]),
  checkValue: Text(6),
});

export const answerOf = ({ id, owner, version, checkValue }: IssuerKey, state: KeyState) => ({
  ...{ keyId: id, owner, version, state, checkValue },
});

export function heldKey({ id, wrapped, state }: IssuerKey): HeldKey {
  if (!wrapped) throw refuse('wrong-key-state', { state: keyStates.words[state].zh });
  return { wrapped, place: keyPlace(id) };
}

/** The key under which new cards of a region are made; refuses when there is none. */
export async function getCurrentKey(call: Call, owner: string): Promise<IssuerKey> {
  const key = await findCurrentKey(call.db, owner);
  if (!key) throw refuse('no-current-key', { owner });
  return key;
}

/** A version whose secret still exists; refuses others. */
export async function getKeyVersion(call: Call, owner: string, version: number): Promise<IssuerKey> {
  const key = await findKeyVersion(call.db, owner, version);
  if (!key) throw refuse('no-such-key');
  return key;
}

/** Custodians act for their own region; the root is every custodian's affair, and never one person's alone. */
export async function requireCustodian(call: Call, owner: string): Promise<void> {
  if (owner !== ROOT) await requireBureauOf(call, owner);
}

export async function lockKey(call: Call, id: string): Promise<IssuerKey> {
  const key = await lockKeyRow(call.db, id);
  if (!key) throw refuse('no-such-key');
  await requireCustodian(call, key.owner);
  return key;
}

/** The number of the next version; refuses while another one is under way. */
export async function claimVersion(call: Call, owner: string): Promise<number> {
  await lockKeys(call.db);
  if (await findKeyUnderWay(call.db, owner)) throw refuse('key-under-way', { owner });
  return nextVersion(call.db, owner);
}

export function requireKeyMove(key: IssuerKey, to: KeyState): void {
  if (!mayMove(keyStates, key.state, to)) throw refuse('wrong-key-state', { state: keyStates.words[key.state].zh });
}
