// The three generations as card products: specifications, chip sizes, interfaces and algorithms (GEN-02, 03, 05..08).
import type { Generation } from './card.ts';

export interface CardProduct {
  readonly generation: Generation;
  /** Social security card specification and, where there is a bank side, its PBOC version (GEN-07). */
  readonly socialSpecification: '1.0' | '2.0' | '3.0';
  readonly bankSpecification: 'PBOC 2.0' | 'PBOC 3.0' | null;
  /** Sizes on the market in kilobytes, to choose from; sources name 48 and 80 for the third generation (GEN-06, K13). */
  readonly capacitiesK: readonly number[];
  readonly interfaces: readonly ('contact' | 'contactless')[];
  readonly algorithms: readonly ('DES' | 'SSF33' | 'RSA' | 'SM2' | 'SM3' | 'SM4')[];
}

/** Source: encyclopaedia text, table of generations; Hengshui launch text. */
export const cardProducts: Readonly<Record<Generation, CardProduct>> = {
  1: {
    generation: 1,
    socialSpecification: '1.0',
    bankSpecification: null,
    capacitiesK: [8, 16],
    interfaces: ['contact'],
    algorithms: ['DES', 'SSF33'],
  },
  2: {
    generation: 2,
    socialSpecification: '2.0',
    bankSpecification: 'PBOC 2.0',
    capacitiesK: [32],
    interfaces: ['contact'],
    algorithms: ['DES', 'SSF33', 'RSA'],
  },
  3: {
    generation: 3,
    socialSpecification: '3.0',
    bankSpecification: 'PBOC 3.0',
    capacitiesK: [48, 80],
    interfaces: ['contact', 'contactless'],
    algorithms: ['DES', 'SSF33', 'RSA', 'SM2', 'SM3', 'SM4'],
  },
};
