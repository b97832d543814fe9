// The same keys in every process of a test.
import { systemRandom } from '../src/base/random.ts';
import { Vault } from '../src/base/vault.ts';

export const testVault = (): Vault => new Vault([{ id: 1, secret: new Uint8Array(32).fill(7) }], systemRandom);
