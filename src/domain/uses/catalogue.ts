// The catalogue of services a card is presented for, as data: what each accepts, generation by generation (GEN-14, GEN-15).
import catalogue from '../../../policies/services.json' with { type: 'json' };
import type { Purpose } from '../../base/call.ts';
import { type Generation, generations } from '../cards/index.ts';

/** How a card comes to a point of service (GEN-13): stripe 刷卡, contact 插卡, contactless 闪卡, code 扫码, number and document by hand. */
export const ways = ['stripe', 'contact', 'contactless', 'qr', 'number', 'document'] as const;
export type Way = (typeof ways)[number];

export type Field = keyof typeof catalogue.fields;
/** The six basic functions and the two of the third generation (GEN-14). */
export type CardFunction = keyof typeof catalogue.functions;

/** What is accepted without a line, and how old the block list may be (open question 14). */
export interface OfflineTerms {
  readonly staleHours: number;
  readonly ways: readonly Way[];
}

export interface Service {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly field: Field;
  readonly function?: CardFunction;
  /** Which side of the card has to be in use; the social one unless said otherwise. */
  readonly side?: 'social' | 'financial';
  /** Ways by generation; a generation that is missing is not accepted. */
  readonly ways: Readonly<Partial<Record<'1' | '2' | '3', readonly Way[]>>>;
  /** Ways that need the card's PIN as well. */
  readonly pin?: readonly Way[];
  readonly purposes: readonly Purpose[];
  /** Accepts cards of every region; others only their own and those of an alliance (GOAL-13). */
  readonly everywhere?: boolean;
  /** Needs a lasting consent of the holder to this service. */
  readonly consent?: boolean;
  /** May take money from the personal account. */
  readonly pays?: boolean;
  /** Largest amount of one use. */
  readonly mostFen?: string;
  /** What the point of service learns about the person; nothing unless said otherwise. */
  readonly tells?: readonly ('person' | 'insurance')[];
  readonly offline?: OfflineTerms;
}

export const services = catalogue.services as unknown as readonly Service[];
export const fields = catalogue.fields;
export const functions = catalogue.functions;
/** What the human resources and social security side does for people, as the sources name it, and the service it is done under (BEN-05). */
export const hrssBusinesses = catalogue.hrss;
export const serviceCodes: readonly string[] = services.map(({ code }) => code);

const byCode = new Map(services.map((service) => [service.code, service]));
export const findService = (code: string): Service | undefined => byCode.get(code);

/** Generations a service accepts when a card comes in a certain way. */
export const generationsFor = (service: Service, way: Way): Generation[] =>
  generations.filter((generation) => service.ways[`${generation}`]?.includes(way));

/** Whether a generation of card has a function at all: some service of that function takes it in some way (GEN-14). */
export const hasFunction = (generation: Generation, wanted: CardFunction): boolean =>
  services.some((service) => service.function === wanted && (service.ways[`${generation}`]?.length ?? 0) > 0);
