// Addresses under which a key module is asked for a key: two bytes as public programs show them, one byte index. They are not the
// references on the card. Rows marked * have no public source: simulation profile KEYADDR-A.
import type { KeyName } from '../keys/issuer-keys.ts';
import { keyText } from '../keys/software-keys.ts';
import { refuse } from '../refusals.ts';

const addresses: Readonly<Record<string, string>> = {
  'SSSE 0A': '004C0A',
  'SSSE 04': '009412',
  'SSSE 10': '009010',
  'DF01 8A': '004F2E',
  'DF01 82': '009742',
  'DF01 83': '009A43',
  'DF01 84': '009A84', // *
  'DF01 85': '017624',
  'DF01 86': '017925',
  'DF01 87': '009D42',
  'DF02 8A': '006435',
  'DF02 84': '00A002', // *
  'DF03 8A': '01962C',
  'DF03 84': '00A003', // *
  'DF04 8A': '01822D',
  'DF04 84': '00A004', // *
  'DF04 89': '00A389', // *
  'DF05 8A': '01932B',
  'DF05 84': '00A005', // *
  'DF06 8A': '0193F6', // *
  'DF06 84': '00A006', // *
  'DF07 8B': '007A3D',
  'DF07 8C': '00803F',
  'DF07 8D': '0086B1',
  'DF07 84': '00A007', // *
};

export function addressOf(key: KeyName): string {
  const address = addresses[keyText(key)];
  if (!address) throw refuse('key-level', { key: keyText(key) });
  return address;
}

/** The key at an address; refuses `bad-parameter`. */
export function keyAt(address: string): KeyName {
  const [name] = Object.entries(addresses).find(([, one]) => one === address) ?? [];
  if (!name) throw refuse('bad-parameter', { what: 'KEYADD' });
  const [directory, ref] = name.split(' ') as [string, string];
  return { directory, ref: Number.parseInt(ref, 16) };
}
