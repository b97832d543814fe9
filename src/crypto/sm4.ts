// SM4 (GB/T 32907-2016) in the modes the card programme uses.
import { concat, equalSecrets, requireLength, xor } from './bytes.ts';
import { block } from './core.ts';
import { CryptoError } from './crypto-error.ts';

export type Sm4Key = Uint8Array;
export type Sm4KeyInput = Uint8Array;

const blocks = (data: Uint8Array, each: (b: Uint8Array) => Uint8Array): Uint8Array => {
  if (data.length % 16 !== 0) throw new CryptoError('bad-length', 'sm4 data');
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 16) out.set(each(data.subarray(i, i + 16)), i);
  return out;
};

function cbcMac(key: Sm4Key, data: Uint8Array, iv: Uint8Array = new Uint8Array(16)): Uint8Array {
  let state = iv;
  blocks(data, (b) => {
    state = block(key, xor(state, b), false);
    return b;
  });
  return state.slice();
}

function ctr(key: Sm4Key, counter: Uint8Array, data: Uint8Array): Uint8Array {
  requireLength(counter, 16, 'counter');
  const out = new Uint8Array(data.length);
  const c = counter.slice();
  for (let i = 0; i < data.length; i += 16) {
    const k = block(key, c, false);
    for (let j = i; j < Math.min(i + 16, data.length); j++) out[j] = data[j]! ^ k[j - i]!;
    for (let j = 15; j >= 0 && ++c[j]! === 256; j--);
  }
  return out;
}

const double = (b: Uint8Array): Uint8Array => {
  const out = b.map((x, i) => (x << 1) | ((b[i + 1] ?? 0) >> 7));
  out[15]! ^= 0x87 & -(b[0]! >> 7);
  return out;
};

function cmac(key: Sm4Key, data: Uint8Array): Uint8Array {
  const k1 = double(block(key, new Uint8Array(16), false));
  const full = data.length > 0 && data.length % 16 === 0;
  const padded = new Uint8Array(full ? data.length : (Math.floor(data.length / 16) + 1) * 16);
  padded.set(data);
  if (!full) padded[data.length] = 0x80;
  padded.set(xor(padded.subarray(-16), full ? k1 : double(k1)), padded.length - 16);
  return cbcMac(key, padded);
}

export const sm4 = {
  encryptEcb: (key: Sm4Key, data: Uint8Array): Uint8Array => blocks(data, (b) => block(key, b, false)),
  decryptEcb: (key: Sm4Key, data: Uint8Array): Uint8Array => blocks(data, (b) => block(key, b, true)),
  encryptCbc: (key: Sm4Key, iv: Uint8Array, data: Uint8Array): Uint8Array => {
    let state = iv;
    return blocks(data, (b) => (state = block(key, xor(state, b), false)));
  },
  decryptCbc: (key: Sm4Key, iv: Uint8Array, data: Uint8Array): Uint8Array => {
    let state = iv;
    return blocks(data, (b) => {
      const out = xor(state, block(key, b, true));
      state = b;
      return out;
    });
  },
  ctr,
  cbcMac,
  cmac,
};
void concat;
void equalSecrets;
