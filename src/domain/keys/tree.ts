// The key tree: root → region → application → purpose → card. Pure; whoever holds a node can name everything below it, nobody above.
// No public text says how the national tree is made: every step down is the simulation profile TREE-A, never the way of real key modules.
import { type Suite, suiteOf } from '../../chip/index.ts';
import { cardKeys, sm3 } from '../../crypto/index.ts';
import type { KeyedCard, KeyName } from '../../terminal/index.ts';

/** The named simulation profile, part of every step so that no other profile ever meets these keys. */
export const TREE_PROFILE = 'TREE-A';

const step = (parent: Uint8Array, label: string): Uint8Array =>
  cardKeys.diversify(parent, sm3(new TextEncoder().encode(`${TREE_PROFILE} ${label}`)).subarray(0, 8));

/** The key of a region below a root. */
export const regionKeyOf = (root: Uint8Array, region: string): Uint8Array => step(root, `region ${region}`);

/** Whose blank chips a transport key opens; the application of such keys in the tree. */
const transportOf = (institutionId: string): KeyName => ({ directory: `BLANK ${institutionId}`, ref: 0 });

/** A region's key opened for the work at hand. It remembers what it has derived, and forgets all of it when wiped. */
export class RegionTree {
  readonly #region: Uint8Array;
  readonly #known = new Map<string, Uint8Array>();
  readonly #given: Uint8Array[] = [];

  constructor(regionKey: Uint8Array) {
    this.#region = regionKey;
  }

  /** The key of one purpose under one cipher, from which the keys of all cards come. */
  purpose(algorithm: number, { directory, ref }: KeyName): Uint8Array {
    const application = this.#below(this.#region, `application ${algorithm} ${directory}`);
    return this.#below(application, `purpose ${algorithm} ${directory} ${ref}`);
  }

  /** The key that one card carries, and its cipher. */
  card(card: KeyedCard, key: KeyName): { readonly suite: Suite; readonly secret: Uint8Array } {
    const suite = suiteOf(card.algorithm);
    if (!suite) throw new Error(`no cipher ${card.algorithm}`);
    const secret = suite.diversify(this.purpose(card.algorithm, key), card.factor);
    this.#given.push(secret);
    return { suite, secret };
  }

  /** The key from which the transport keys of an institution's blank chips come. */
  transport(algorithm: number, institutionId: string): Uint8Array {
    return this.purpose(algorithm, transportOf(institutionId));
  }

  /** The key under which one blank chip waits. Each has its own, so that a script runs on the chip it was made for and on no second one. */
  blank(card: KeyedCard, institutionId: string): { readonly suite: Suite; readonly secret: Uint8Array } {
    return this.card(card, transportOf(institutionId));
  }

  /** Overwrites every key this tree has opened or derived. */
  wipe(): void {
    for (const secret of [this.#region, ...this.#known.values(), ...this.#given]) secret.fill(0);
    this.#known.clear();
    this.#given.length = 0;
  }

  #below(parent: Uint8Array, label: string): Uint8Array {
    let key = this.#known.get(label);
    if (!key) {
      key = step(parent, label);
      this.#known.set(label, key);
    }
    return key;
  }
}
