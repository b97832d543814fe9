// A message between bureau and bank: who to whom, which number, what; signed by SM2 so that nobody in between can change or add one.
import { canonicalJson } from '../../base/json.ts';
import { fromHex, sm2, toHex } from '../../crypto/index.ts';

export interface Frame {
  readonly from: string;
  readonly to: string;
  readonly seq: number;
  readonly kind: string;
  /** By the sender's clock: for people who look for a fault, nothing is dated or judged by it. */
  readonly sentAt: string;
  readonly body: unknown;
}

/** The two ends of a channel; a message holds both, so none can be turned round or handed to another bank. */
export const bureauEnd = (region: string): string => `bureau:${region}`;
export const bankEnd = (region: string, bankCode: string): string => `bank:${region}:${bankCode}`;

export const mostFrameBytes = 1_000_000;
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** One line of JSON, one line with the signature over it. */
export function signFrame(frame: Frame, privateKey: Uint8Array): string {
  const line = canonicalJson(frame);
  return `${line}\n${toHex(sm2.sign(bytesOf(line), privateKey))}`;
}

export type FrameFault = 'form' | 'signature' | 'ends';

/** The message, if this key signed it and it goes between these two; nothing of it is looked at before the signature. */
export function readFrame(text: string, publicKey: Uint8Array, ends: { from: string; to: string }): Frame | FrameFault {
  const [, line, signature] = /^(\{.*\})\n([0-9a-f]{128})$/.exec(text) ?? [];
  if (line === undefined || signature === undefined || text.length > mostFrameBytes) return 'form';
  if (!sm2.verify(bytesOf(line), fromHex(signature), publicKey)) return 'signature';
  let frame: Partial<Frame>;
  try {
    frame = JSON.parse(line);
  } catch {
    return 'form';
  }
  if (frame.from !== ends.from || frame.to !== ends.to) return 'ends';
  const sound =
    Number.isSafeInteger(frame.seq) &&
    frame.seq! > 0 &&
    typeof frame.kind === 'string' &&
    typeof frame.sentAt === 'string';
  return sound && 'body' in frame ? (frame as Frame) : 'form';
}

export const isSm2Key = (key: Uint8Array): boolean => {
  try {
    sm2.preparePublicKey(key);
    return key.length === 65 && key[0] === 4;
  } catch {
    return false;
  }
};
