// Who knocks: three families of gateway signatures seen in the field. Secrets are compared in constant time.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;
export type Family = 'a' | 'b' | 'c';

export const unauthorised = {
  missing: '缺少签名头信息',
  stale: '时间戳超出有效范围',
  unknown: '访问标识无效',
  mismatch: '签名不一致',
} as const;
export type Unauthorised = keyof typeof unauthorised;

/** A timestamp may be half an hour off. */
export const windowMs = 30 * 60_000;

/** What a request claims, before the secret is known. */
export interface Claim {
  readonly family: Family;
  readonly accessKey: string;
  readonly at: number;
  /** True when the secret makes this signature. */
  verify(secret: string, body: Uint8Array): boolean;
}

const one = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

function same(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Seconds or milliseconds since 1970. */
const millis = (text: string): number =>
  /^\d{13}$/.test(text) ? Number(text) : /^\d{10}$/.test(text) ? Number(text) * 1000 : Number.NaN;

/** Hunan and others (CSB): HMAC-SHA1 over the other four headers, sorted. The sender's `_api_name` is signed as it stands. */
function readA(headers: Headers): Claim | undefined {
  const names = ['_api_access_key', '_api_name', '_api_timestamp', '_api_version'];
  const signature = one(headers, '_api_signature');
  const values = names.map((name) => one(headers, name));
  if (!signature || values.includes(undefined)) return undefined;
  const text = names.map((name, i) => `${name}=${values[i]}`).join('&');
  return {
    ...{ family: 'a', accessKey: values[0]!, at: millis(values[2]!) },
    verify: (secret) => same(createHmac('sha1', secret).update(text).digest('base64'), signature),
  };
}

/** TIF gateways: SHA-256 over timestamp, token, nonce, timestamp. */
function readB(headers: Headers): Claim | undefined {
  const [key, time, nonce, signature] = ['paasid', 'timestamp', 'nonce', 'signature'].map((name) =>
    one(headers, `x-tif-${name}`),
  );
  if (!key || !time || !nonce || !signature) return undefined;
  return {
    ...{ family: 'b', accessKey: key, at: millis(time) },
    verify: (secret) =>
      same(createHash('sha256').update(`${time}${secret}${nonce}${time}`).digest('hex'), signature.toLowerCase()),
  };
}

/** Zhejiang: HMAC-SM3 over timestamp and body; the only family that covers the body. */
function readC(headers: Headers): Claim | undefined {
  const key = one(headers, 'x-ca-key');
  const [, time, digest] = /^(\d{10,13}):([0-9A-Fa-f]{64})$/.exec(one(headers, 'x-ca-signature') ?? '') ?? [];
  if (!key || !time || !digest) return undefined;
  return {
    ...{ family: 'c', accessKey: key, at: millis(time) },
    verify: (secret, body) =>
      same(
        createHmac('sm3', secret).update(`${time}\n`).update(body).digest('hex').toUpperCase(),
        digest.toUpperCase(),
      ),
  };
}

export const readClaim = (headers: Headers): Claim | undefined => readA(headers) ?? readB(headers) ?? readC(headers);

export const isStale = ({ at }: Claim, now: Date): boolean => !(Math.abs(now.getTime() - at) <= windowMs);
