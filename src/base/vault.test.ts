import { describe, expect, test } from 'vitest';
import { systemRandom } from './random.ts';
import { Vault } from './vault.ts';

const key = (id: number, fill: number) => ({ id, secret: new Uint8Array(32).fill(fill) });
const vault = new Vault([key(1, 1)], systemRandom);

describe('vault', () => {
  test('SEC-01 what is sealed opens in its place, and only there', () => {
    const sealed = vault.seal('王小明 11010119900307002X', 'holders.holder.name:1');
    expect(Buffer.from(sealed).includes('王小明')).toBe(false);
    expect(vault.open(sealed, 'holders.holder.name:1')).toBe('王小明 11010119900307002X');
    expect(() => vault.open(sealed, 'holders.holder.name:2')).toThrow(/changed or moved/);
  });

  test('any flipped bit is noticed', () => {
    const sealed = vault.seal('13800000000', 'p');
    for (let i = 0; i < sealed.length; i += 1) {
      const bad = Uint8Array.from(sealed);
      bad[i]! ^= 1;
      expect(() => vault.open(bad, 'p'), `byte ${i}`).toThrow();
    }
    expect(() => vault.open(sealed.subarray(0, sealed.length - 1), 'p')).toThrow();
    expect(() => vault.open(new Uint8Array(), 'p')).toThrow();
  });

  test('many opened at once are what each is alone, whatever its length, key and counter; one that was moved stops them all', () => {
    // Nonces whose counter runs over, after one block and after many.
    const nonces = [255, 254, 0].map((last) => new Uint8Array(16).fill(255).fill(last, 15));
    let made = 0;
    const bytes = () => {
      made += 1;
      return nonces[made % nonces.length]!;
    };
    const older = new Vault([key(1, 1)], { ...systemRandom, bytes });
    const newer = new Vault([key(1, 1), key(2, 2)], systemRandom);
    const fields = [0, 1, 15, 16, 17, 40, 5_000].flatMap((length) =>
      [older, newer].map((one, i) => {
        const place = `p${length}-${i}`;
        return { sealed: one.seal('王'.repeat(length), place), place };
      }),
    );
    expect(newer.openMany(fields)).toEqual(fields.map(({ sealed, place }) => newer.open(sealed, place)));
    expect(newer.openMany([])).toEqual([]);
    expect(() => newer.openMany([...fields, { ...fields[0]!, place: 'elsewhere' }])).toThrow(/changed or moved/);
  });

  test('the same text never seals alike, but its blind index is always the same', () => {
    expect(vault.seal('a', 'p')).not.toEqual(vault.seal('a', 'p'));
    expect(vault.index('a', 'kind')).toEqual(vault.index('a', 'kind'));
    expect(vault.index('a', 'kind')).not.toEqual(vault.index('a', 'other'));
  });

  test('after rotation old rows stay readable and are still found', () => {
    const sealed = vault.seal('old', 'p');
    const rotated = new Vault([key(1, 1), key(2, 2)], systemRandom);
    expect(rotated.open(sealed, 'p')).toBe('old');
    expect(rotated.index('x', 'k')).toEqual(vault.index('x', 'k'));
    const fresh = rotated.seal('new', 'p');
    expect(() => vault.open(fresh, 'p')).toThrow(/unknown master key/);
  });
});
