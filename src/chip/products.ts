// Card products: generation, room, interfaces, specification versions. Both readings of the sources on G3 room (48K, 80K) are kept.
import { algorithm } from './suites.ts';

export type Face = 'contact' | 'contactless';
export type Generation = 1 | 2 | 3;

export type CardProduct = {
  readonly code: string;
  readonly generation: Generation;
  /** Room for files and keys in bytes. */
  readonly capacity: number;
  readonly faces: readonly Face[];
  /** 规范版本 the card reports in EF05 tag 03. */
  readonly cardSpec: '1.00' | '2.00' | '3.00';
  /** Version of the bank specification of the co-resident application. */
  readonly bankSpec?: '2.0' | '3.0';
  /** Cipher of the social security application. */
  readonly algorithm: number;
};

const contact: readonly Face[] = ['contact'];
const dual: readonly Face[] = ['contact', 'contactless'];

export const products = {
  'G1-8K': { code: 'G1-8K', generation: 1, capacity: 8192, faces: contact, cardSpec: '1.00', algorithm: algorithm.des },
  'G1-16K': {
    ...{ code: 'G1-16K', generation: 1, capacity: 16384, faces: contact },
    ...{ cardSpec: '1.00', algorithm: algorithm.des },
  },
  'G2-32K': {
    ...{ code: 'G2-32K', generation: 2, capacity: 32768, faces: contact },
    ...{ cardSpec: '2.00', bankSpec: '2.0', algorithm: algorithm.des },
  },
  'G3-48K': {
    ...{ code: 'G3-48K', generation: 3, capacity: 49152, faces: dual },
    ...{ cardSpec: '3.00', bankSpec: '3.0', algorithm: algorithm.sm4 },
  },
  'G3-80K': {
    ...{ code: 'G3-80K', generation: 3, capacity: 81920, faces: dual },
    ...{ cardSpec: '3.00', bankSpec: '3.0', algorithm: algorithm.sm4 },
  },
} as const satisfies Record<string, CardProduct>;
