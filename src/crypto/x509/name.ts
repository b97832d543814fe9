// Distinguished names: an ordered list of [type, value], such as [['C', 'CN'], ['O', '某市人力资源和社会保障局'], ['CN', 'Card CA']].
import { CryptoError } from '../crypto-error.ts';
import { compareBytes, type DerReader, der, oid, readWhole, sequence, setOf, TAG } from '../der.ts';

export type DistinguishedName = readonly (readonly [type: string, value: string])[];

const TYPES: Record<string, string> = {
  CN: '2.5.4.3',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  organizationIdentifier: '2.5.4.97',
  emailAddress: '1.2.840.113549.1.9.1',
  DC: '0.9.2342.19200300.100.1.25',
};
const NAMES = new Map(Object.entries(TYPES).map(([name, id]) => [id, name]));
/** RFC 5280 fixes the string type of these; everything else is written as UTF-8. */
const PRINTABLE = new Set(['C', 'serialNumber']);
const IA5 = new Set(['emailAddress', 'DC']);

export function encodeName(name: DistinguishedName): Uint8Array {
  return sequence(
    ...name.map(([type, value]) => {
      const id = TYPES[type] ?? (/^[012](\.\d+)+$/.test(type) ? type : undefined);
      if (!id || value.length === 0 || value.length > 256) throw new CryptoError('bad-name', type);
      if (PRINTABLE.has(type) && !/^[A-Za-z0-9 '()+,\-./:=?]+$/.test(value)) throw new CryptoError('bad-name', type);
      if (IA5.has(type) && !/^[\x20-\x7e]+$/.test(value)) throw new CryptoError('bad-name', type);
      const tag = PRINTABLE.has(type) ? TAG.printableString : IA5.has(type) ? TAG.ia5String : TAG.utf8String;
      return setOf(sequence(oid(id), der(tag, new TextEncoder().encode(value))));
    }),
  );
}

/** Reads a Name; types without a short name keep their dotted number. */
export function decodeName(bytes: Uint8Array): DistinguishedName {
  return readWhole(bytes, TAG.sequence, (reader) => {
    const name: [string, string][] = [];
    while (!reader.isDone) {
      const set = reader.read(TAG.set);
      let before: Uint8Array | undefined;
      if (set.isDone) throw new CryptoError('bad-name', 'empty set');
      while (!set.isDone) {
        const element = set.element(TAG.sequence);
        if (before && compareBytes(before, element) >= 0) throw new CryptoError('bad-name', 'set out of order');
        before = element;
        name.push(readWhole(element, TAG.sequence, readAttribute));
      }
    }
    return name;
  });
}

function readAttribute(reader: DerReader): [string, string] {
  const id = reader.oid();
  const tag = reader.peek();
  const content = reader.read(tag).rest();
  return [NAMES.get(id) ?? id, decodeString(tag, content)];
}

function decodeString(tag: number, content: Uint8Array): string {
  const bmpString = 0x1e;
  const teletexString = 0x14;
  try {
    if (tag === TAG.utf8String) return new TextDecoder('utf-8', { fatal: true }).decode(content);
    if (tag === bmpString) return new TextDecoder('utf-16be', { fatal: true }).decode(content);
  } catch {
    throw new CryptoError('bad-name', 'string');
  }
  if (tag !== TAG.printableString && tag !== TAG.ia5String && tag !== teletexString) {
    throw new CryptoError('bad-name', `string of tag ${tag}`);
  }
  return String.fromCharCode(...content);
}

/** For people: CN=..., O=... in the order of RFC 4514 (last part first), special characters escaped. */
export function nameText(name: DistinguishedName): string {
  return name
    .toReversed()
    .map(([type, value]) => `${type}=${value.replace(/[\\,+"<>;=]/g, '\\$&').replace(/^[ #]| $/g, '\\$&')}`)
    .join(',');
}
