// A point of service: whose it is, how it reads cards, what it may ask for (GEN-12).
import type { Way } from './catalogue.ts';

export interface Terminal {
  readonly id: number;
  readonly institutionId: string;
  readonly region: string;
  readonly code: string;
  readonly name: string;
  readonly services: readonly string[];
  readonly ways: readonly Way[];
  readonly online: boolean;
  readonly offline: boolean;
  /** Degrees, WGS 84. */
  readonly longitude: number | null;
  readonly latitude: number | null;
  /** The busy ledger account that takes what people pay here from their personal accounts. */
  readonly payTo: string | null;
  readonly state: 'open' | 'closed';
}
