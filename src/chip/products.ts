// Card products: generation, room, interfaces, specification versions. Both readings of the sources on G3 room (48K, 80K) are kept.
import { applicationCode } from './card-application.ts';
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
  /** Codes of the applications its ROM can hold; absent = any, also ones written after its issue. */
  readonly programs?: readonly number[];
  /** Cipher of the social security application. */
  readonly algorithm: number;
};

const contact: readonly Face[] = ['contact'];
const dual: readonly Face[] = ['contact', 'contactless'];

const medical = [applicationCode.plainFiles, applicationCode.socialSecurity];

type Common = Omit<CardProduct, 'code' | 'capacity'>;

// First generation: medical use only. Second: bank application beside it. Third: whatever may come.
const first: Common = { generation: 1, faces: contact, cardSpec: '1.00', programs: medical, algorithm: algorithm.des };
const second: Common = {
  ...{ generation: 2, faces: contact, cardSpec: '2.00', bankSpec: '2.0' },
  ...{ programs: [...medical, applicationCode.bank], algorithm: algorithm.des },
};
const third: Common = { generation: 3, faces: dual, cardSpec: '3.00', bankSpec: '3.0', algorithm: algorithm.sm4 };

export const products = {
  'G1-8K': { code: 'G1-8K', capacity: 8192, ...first },
  'G1-16K': { code: 'G1-16K', capacity: 16384, ...first },
  'G2-32K': { code: 'G2-32K', capacity: 32768, ...second },
  'G3-48K': { code: 'G3-48K', capacity: 49152, ...third },
  'G3-80K': { code: 'G3-80K', capacity: 81920, ...third },
} satisfies Record<string, CardProduct>;
