// The WebAssembly core: loads it when first needed, and moves bytes in and out of its one buffer.
import { fromBase64 } from './bytes.ts';
import embedded from './wasm/core.generated.ts';

type Check = (...pointers: number[]) => number;
type Run = (...pointers: number[]) => void;

export interface CoreExports {
  memory: WebAssembly.Memory;
  buffer(): number;
  sm3: Run;
  sm3Start: Run;
  sm3Blocks: Run;
  sm3Finish: Run;
  sm3Save: Run;
  sm3Restore: Run;
  sm3Wipe: Run;
  sm4Expand: Run;
  sm4One: Run;
  sm4Ecb: Run;
  sm4CbcEncrypt: Run;
  sm4CbcDecrypt: Run;
  sm4CbcMac: Run;
  sm4Ctr: Run;
  sm4ExpandEach: Run;
  sm4MacEach: Run;
  sm4Wipe: Run;
  ghashKey: Run;
  ghash: Run;
  ghashWipe: Run;
  prepareTables: Run;
  publicKey: Check;
  prepareSigner: Check;
  sign: Check;
  verify: Check;
  verifyPrepared: Check;
  checkPoint: Check;
  decompress: Check;
  prepareComb: Check;
  multiply: Check;
  encryptPoints: Check;
  exchange: Check;
  testField: Run;
  testXMatches: Check;
  testMultiplyTwo: Check;
}

/** How many bytes of a long input travel at once; a multiple of 128. */
export const CHUNK = 65536;

class Core {
  readonly run: CoreExports;
  /** Where the buffer of CHUNK + 1024 bytes begins. */
  readonly at: number;
  bytes: Uint8Array;
  /** The same memory as words. */
  words: Int32Array;

  constructor() {
    // Compiled on the spot: 33 KB take about a millisecond, and nobody has to wait for a promise before hashing.
    const instance = new WebAssembly.Instance(new WebAssembly.Module(fromBase64(embedded) as BufferSource), {
      env: {
        abort() {
          throw new Error('the cipher core stopped');
        },
      },
    });
    this.run = instance.exports as unknown as CoreExports;
    this.at = this.run.buffer();
    this.bytes = new Uint8Array(this.run.memory.buffer);
    this.words = new Int32Array(this.run.memory.buffer);
  }

  /** Puts bytes at an offset of the buffer and returns their address. A loop beats the built-in copy below some 40 bytes. */
  put(offset: number, part: Uint8Array): number {
    const start = this.at + offset;
    const { bytes } = this;
    const { length } = part;
    if (length > 40) bytes.set(part, start);
    else for (let i = 0; i < length; i++) bytes[start + i] = part[i]!;
    return start;
  }

  /** A copy of bytes from an offset of the buffer. */
  get(offset: number, length: number): Uint8Array {
    return this.bytes.slice(this.at + offset, this.at + offset + length);
  }

  wipe(offset: number, length: number): void {
    this.bytes.fill(0, this.at + offset, this.at + offset + length);
  }

  /** Adds memory and returns the address of the new part. */
  grow(length: number): number {
    const address = this.run.memory.buffer.byteLength;
    this.run.memory.grow(Math.ceil(length / 65536));
    this.bytes = new Uint8Array(this.run.memory.buffer);
    this.words = new Int32Array(this.run.memory.buffer);
    return address;
  }
}

let loaded: Core | undefined;

export function core(): Core {
  loaded ??= new Core();
  return loaded;
}
