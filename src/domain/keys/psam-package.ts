// The terminal's side of a software module: opens the envelope with its private key and puts the module into a slot.
import { fromHex, type Sm2PrivateKeyInput } from '../../crypto/index.ts';
import { createPsam, type KeyName, type SlotCard } from '../../terminal/index.ts';
import { type Envelope, openEnvelope } from './envelope.ts';
import type { PsamLevel } from './key-names.ts';

interface SealedKey extends KeyName {
  readonly algorithm: number;
  readonly secret: string;
}

interface PsamPackage {
  readonly terminalNumber: string;
  readonly deviceNumber: string;
  readonly historical: string;
  readonly level: PsamLevel;
  readonly keys: readonly SealedKey[];
}

/** Throws CryptoError when the envelope was changed or is for another terminal. */
export function psamFrom(envelope: Envelope, privateKey: Sm2PrivateKeyInput): SlotCard {
  const content = openEnvelope(envelope, privateKey);
  const { keys, historical, ...rest } = JSON.parse(new TextDecoder().decode(content)) as PsamPackage;
  content.fill(0);
  const nameOf = (algorithm: number, { directory, ref }: KeyName) => `${algorithm} ${directory} ${ref}`;
  const secrets = new Map(keys.map((key) => [nameOf(key.algorithm, key), fromHex(key.secret)]));
  return createPsam({
    ...rest,
    historical: fromHex(historical),
    algorithms: [...new Set(keys.map(({ algorithm }) => algorithm))],
    masters: (algorithm, key) => secrets.get(nameOf(algorithm, key)),
  });
}

/** Transport keys of blank chips by algorithm mark, out of their envelope. The holder wipes them. */
export function transportKeysFrom(envelope: Envelope, privateKey: Sm2PrivateKeyInput): ReadonlyMap<number, Uint8Array> {
  const content = openEnvelope(envelope, privateKey);
  const { keys } = JSON.parse(new TextDecoder().decode(content)) as { keys: { algorithm: number; secret: string }[] };
  content.fill(0);
  return new Map(keys.map(({ algorithm, secret }) => [algorithm, fromHex(secret)]));
}
