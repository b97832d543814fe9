// The extensions of certificates and requests that this house writes and checks.
import { toHex } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import {
  boolean,
  context,
  type DerReader,
  der,
  namedBits,
  octets,
  oid,
  readWhole,
  sequence,
  small,
  TAG,
} from '../der.ts';
import { KEY_USAGE, type KeyUsage, OID, PURPOSE, type Purpose } from './oid.ts';

export interface AlternativeName {
  kind: 'dns' | 'email' | 'uri' | 'ip';
  /** Text; an address is written 192.0.2.1 or as eight groups of hex. */
  value: string;
}

export interface Extensions {
  /** Present only in certificates of authorities. */
  authority?: { pathLength?: number };
  keyUsage?: readonly KeyUsage[];
  /** Purposes by name, or by number if they have none here. */
  purposes?: readonly (Purpose | (string & {}))[];
  alternativeNames?: readonly AlternativeName[];
  subjectKeyIdentifier?: Uint8Array;
  authorityKeyIdentifier?: Uint8Array;
  crlUrls?: readonly string[];
  ocspUrls?: readonly string[];
  /** The certificate of a status responder that needs no status itself. */
  noStatusCheck?: boolean;
  /** Numbers of critical extensions that are not understood: such a certificate must not be accepted. */
  unknownCritical?: readonly string[];
}

const extension = (id: string, value: Uint8Array, critical = false): Uint8Array =>
  critical ? sequence(oid(id), boolean(true), octets(value)) : sequence(oid(id), octets(value));

/** SEQUENCE OF Extension. An end entity gets no BasicConstraints at all: some verifiers refuse an empty one. */
export function encodeExtensions(e: Extensions): Uint8Array {
  const list: Uint8Array[] = [];
  if (e.authority) {
    const { pathLength } = e.authority;
    const value = pathLength === undefined ? sequence(boolean(true)) : sequence(boolean(true), small(pathLength));
    list.push(extension(OID.basicConstraints, value, true));
  }
  if (e.keyUsage) {
    const value = e.keyUsage.reduce((sum, usage) => sum | KEY_USAGE[usage], 0);
    list.push(extension(OID.keyUsage, namedBits(value), true));
  }
  if (e.purposes) {
    const value = sequence(...e.purposes.map((purpose) => oid(PURPOSE[purpose as Purpose] ?? purpose)));
    list.push(extension(OID.extendedKeyUsage, value));
  }
  if (e.alternativeNames)
    list.push(extension(OID.subjectAlternativeName, sequence(...e.alternativeNames.map(encodeAlternative))));
  if (e.subjectKeyIdentifier) list.push(extension(OID.subjectKeyIdentifier, octets(e.subjectKeyIdentifier)));
  if (e.authorityKeyIdentifier) {
    list.push(extension(OID.authorityKeyIdentifier, sequence(der(context(0, false), e.authorityKeyIdentifier))));
  }
  if (e.crlUrls) {
    const points = e.crlUrls.map((url) => sequence(der(context(0), der(context(0), uri(url)))));
    list.push(extension(OID.crlDistributionPoints, sequence(...points)));
  }
  if (e.ocspUrls) {
    const access = e.ocspUrls.map((url) => sequence(oid(OID.ocsp), uri(url)));
    list.push(extension(OID.authorityInformationAccess, sequence(...access)));
  }
  if (e.noStatusCheck) list.push(extension(OID.ocspNoCheck, der(TAG.null)));
  return sequence(...list);
}

const text = (value: string): Uint8Array => {
  if (!/^[\x21-\x7e]+$/.test(value)) throw new CryptoError('bad-name', value);
  return new TextEncoder().encode(value);
};
const uri = (value: string): Uint8Array => der(context(6, false), text(value));

function encodeAlternative({ kind, value }: AlternativeName): Uint8Array {
  if (kind === 'uri') return uri(value);
  if (kind === 'email') return der(context(1, false), text(value));
  if (kind === 'dns') return der(context(2, false), text(value));
  const v4 = value.split('.').map(Number);
  if (v4.length === 4 && v4.every((part) => Number.isInteger(part) && part >= 0 && part < 256)) {
    return der(context(7, false), Uint8Array.from(v4));
  }
  const v6 = value.split(':').map((group) => (/^[0-9a-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : -1));
  if (v6.length !== 8 || v6.includes(-1)) throw new CryptoError('bad-name', value);
  return der(context(7, false), Uint8Array.from(v6.flatMap((group) => [group >> 8, group & 255])));
}

/** Reads SEQUENCE OF Extension; an extension that occurs twice is refused (RFC 5280 clause 4.2). */
export function readExtensions(list: DerReader): Extensions {
  const found: Extensions = {};
  const unknown: string[] = [];
  const seen = new Set<string>();
  if (list.isDone) throw new CryptoError('bad-der', 'no extensions');
  while (!list.isDone) {
    const item = list.read(TAG.sequence);
    const id = item.oid();
    const critical = item.peek() === TAG.boolean && item.boolean();
    const value = item.octets();
    item.finish();
    if (seen.has(id)) throw new CryptoError('bad-der', `extension ${id} twice`);
    seen.add(id);
    const read = READERS[id];
    if (read) read(found, value);
    else if (critical) unknown.push(id);
  }
  if (unknown.length > 0) found.unknownCritical = unknown;
  return found;
}

const USAGES = Object.entries(KEY_USAGE) as [KeyUsage, number][];
const PURPOSE_NAMES = new Map<string, string>(Object.entries(PURPOSE).map(([name, id]) => [id, name]));

const READERS: Record<string, (found: Extensions, value: Uint8Array) => void> = {
  [OID.basicConstraints]: (found, value) =>
    readWhole(value, TAG.sequence, (reader) => {
      const isAuthority = reader.peek() === TAG.boolean && reader.boolean();
      const pathLength = reader.peek() === TAG.integer ? reader.small() : undefined;
      if (!isAuthority && pathLength !== undefined) throw new CryptoError('bad-certificate', 'path length');
      if (isAuthority) found.authority = pathLength === undefined ? {} : { pathLength };
    }),
  [OID.keyUsage]: (found, value) => {
    const wrapped = sequence(value);
    const bits = readWhole(wrapped, TAG.sequence, (reader) => reader.namedBits());
    found.keyUsage = USAGES.filter(([, bit]) => bits & bit).map(([name]) => name);
  },
  [OID.extendedKeyUsage]: (found, value) =>
    readWhole(value, TAG.sequence, (reader) => {
      const purposes: string[] = [];
      while (!reader.isDone) {
        const id = reader.oid();
        purposes.push(PURPOSE_NAMES.get(id) ?? id);
      }
      found.purposes = purposes;
    }),
  [OID.subjectAlternativeName]: (found, value) => {
    found.alternativeNames = readWhole(value, TAG.sequence, readAlternatives);
  },
  [OID.subjectKeyIdentifier]: (found, value) => {
    found.subjectKeyIdentifier = readWhole(sequence(value), TAG.sequence, (reader) => reader.octets());
  },
  [OID.authorityKeyIdentifier]: (found, value) =>
    readWhole(value, TAG.sequence, (reader) => {
      const identifier = reader.optional(context(0, false))?.rest();
      reader.optional(context(1));
      reader.optional(context(2, false));
      if (identifier) found.authorityKeyIdentifier = identifier;
    }),
  [OID.crlDistributionPoints]: (found, value) =>
    readWhole(value, TAG.sequence, (reader) => {
      const urls: string[] = [];
      while (!reader.isDone) {
        const names = reader.read(TAG.sequence).optional(context(0))?.optional(context(0));
        if (names) urls.push(...readAlternatives(names).flatMap(({ kind, value }) => (kind === 'uri' ? [value] : [])));
      }
      found.crlUrls = urls;
    }),
  [OID.authorityInformationAccess]: (found, value) =>
    readWhole(value, TAG.sequence, (reader) => {
      const urls: string[] = [];
      while (!reader.isDone) {
        const access = reader.read(TAG.sequence);
        const isStatus = access.oid() === OID.ocsp;
        const [name] = readAlternatives(access);
        if (isStatus && name?.kind === 'uri') urls.push(name.value);
      }
      found.ocspUrls = urls;
    }),
  [OID.ocspNoCheck]: (found) => {
    found.noStatusCheck = true;
  },
};

function readAlternatives(reader: DerReader): AlternativeName[] {
  const kinds: Record<number, AlternativeName['kind']> = {
    [context(1, false)]: 'email',
    [context(2, false)]: 'dns',
    [context(6, false)]: 'uri',
    [context(7, false)]: 'ip',
  };
  const names: AlternativeName[] = [];
  while (!reader.isDone) {
    const tag = reader.peek();
    const content = reader.read(tag).rest();
    const kind = kinds[tag];
    if (kind === 'ip') names.push({ kind, value: addressText(content) });
    else if (kind) names.push({ kind, value: String.fromCharCode(...content) });
  }
  return names;
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) throw new CryptoError('bad-certificate', 'address');
  return toHex(bytes).replace(/(....)(?!$)/g, '$1:');
}
