// The key module in software: keys wrapped by the vault under the master key, opened for one piece of work and wiped after it.
// It protects keys against whoever reads the database, not against whoever reads this process: a hardware module does that.

import type { Vault } from '../../base/vault.ts';
import { loadingScript, makeCardIdentifier, proofOf } from '../../chip/index.ts';
import { cardKeys, equalSecrets, fromHex, type Sm2PrivateKey, sm2, toHex } from '../../crypto/index.ts';
import type { KeyedCard, KeyName } from '../../terminal/index.ts';
import { sealEnvelope } from './envelope.ts';
import type { Blanks, ChipOrder, ChipScript, HeldKey, KeyModule, NewKey, PurposeName } from './key-module.ts';
import { internalKey } from './key-names.ts';
import { refuse } from './refuse.ts';
import { RegionTree, regionKeyOf } from './tree.ts';

/** Six hex digits by which people compare keys without seeing them. */
export const checkValueOf = (key: Uint8Array): string => toHex(cardKeys.checkValue(key)).toUpperCase();

export class SoftwareKeyModule implements KeyModule {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  takeComponent(component: Uint8Array, checkValue: string, place: string): Uint8Array | undefined {
    if (!equalSecrets(cardKeys.checkValue(component), fromHex(checkValue))) return undefined;
    return this.#vault.sealBytes(component, place);
  }

  joinComponents(components: readonly HeldKey[], place: string): NewKey {
    const whole = new Uint8Array(16);
    for (const held of components) {
      const part = this.#open(held);
      for (const [i, byte] of part.entries()) whole[i]! ^= byte;
      part.fill(0);
    }
    return this.#wrap(whole, place);
  }

  deriveRegionKey(root: HeldKey, region: string, place: string): NewKey {
    const secret = this.#open(root);
    try {
      return this.#wrap(regionKeyOf(secret, region), place);
    } finally {
      secret.fill(0);
    }
  }

  proof(issuer: HeldKey, card: KeyedCard, key: KeyName, source: Uint8Array, factor: Uint8Array): Uint8Array {
    return this.#withTree(issuer, (tree) => {
      const { suite, secret } = tree.card(card, key);
      return proofOf(suite, secret, source, factor);
    });
  }

  transportProof(blanks: Blanks, card: KeyedCard, source: Uint8Array, factor: Uint8Array): Uint8Array {
    return this.#withTree(blanks.issuer, (tree) => {
      const { suite, secret } = tree.blank(card, blanks.institutionId);
      return proofOf(suite, secret, source, factor);
    });
  }

  writeScripts(issuer: HeldKey, blanks: Blanks, orders: readonly ChipOrder[]): ChipScript[] {
    return this.#withTree(issuer, (tree) =>
      this.#withTree(blanks.issuer, (transport) =>
        orders.map((order) => writeScript(tree, transport, blanks.institutionId, order)),
      ),
    );
  }

  sealPurposeKeys(issuer: HeldKey, names: readonly PurposeName[], content: object, recipient: Uint8Array) {
    return this.#withTree(issuer, (tree) => {
      const keys = names.map(({ algorithm, ...name }) => ({
        ...name,
        algorithm,
        secret: toHex(tree.purpose(algorithm, name)),
      }));
      return seal({ ...content, keys }, recipient);
    });
  }

  sealTransportKeys({ issuer, institutionId }: Blanks, content: object, recipient: Uint8Array) {
    return this.#withTree(issuer, (tree) => {
      const keys = [1, 3].map((algorithm) => ({ algorithm, secret: toHex(tree.transport(algorithm, institutionId)) }));
      return seal({ ...content, keys }, recipient);
    });
  }

  newSigningKey(place: string) {
    const { privateKey, publicKey } = sm2.generateKeyPair();
    try {
      return { wrapped: this.#vault.sealBytes(privateKey, place), publicKey };
    } finally {
      privateKey.fill(0);
    }
  }

  withSigningKey<T>(held: HeldKey, work: (key: Sm2PrivateKey) => T): T {
    const secret = this.#open(held);
    const key = sm2.privateKey(secret);
    secret.fill(0);
    try {
      return work(key);
    } finally {
      key.wipe();
    }
  }

  #withTree<T>(issuer: HeldKey, work: (tree: RegionTree) => T): T {
    const tree = new RegionTree(this.#open(issuer));
    try {
      return work(tree);
    } finally {
      tree.wipe();
    }
  }

  #wrap(secret: Uint8Array, place: string): NewKey {
    try {
      return { wrapped: this.#vault.sealBytes(secret, place), checkValue: checkValueOf(secret) };
    } finally {
      secret.fill(0);
    }
  }

  /** Opened bytes belong to the caller, who wipes them. */
  #open({ wrapped, place }: HeldKey): Uint8Array {
    try {
      return Uint8Array.from(this.#vault.openBytes(wrapped, place));
    } catch {
      // Another master key, another row, or a changed byte: all the same from outside.
      throw refuse('key-does-not-open');
    }
  }
}

function seal(content: object, recipient: Uint8Array) {
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  try {
    return sealEnvelope(bytes, recipient);
  } finally {
    bytes.fill(0);
  }
}

function writeScript(tree: RegionTree, blank: RegionTree, institutionId: string, order: ChipOrder): ChipScript {
  const { card, plan, values, initialPin, identifierHead } = order;
  const internal = tree.card(card, internalKey);
  const identifier = makeCardIdentifier(identifierHead, internal.suite, internal.secret);
  const { suite, secret: key } = blank.blank(card, institutionId);
  const script = loadingScript(plan, {
    values: { ...values, 'SSSE/EF05/01': identifier },
    key: (directory, { ref }) => tree.card(card, { directory, ref }).secret,
    pin: () => initialPin,
    master: { suite, key },
  });
  return { script, cardIdentifier: toHex(identifier).toUpperCase() };
}
