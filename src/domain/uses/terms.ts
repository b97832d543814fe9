// What one point of service accepts for one service: the catalogue, narrowed by its region and its institution (GEN-15), and
// the regions whose cards it takes (GOAL-13). Pure; kept for as long as the access revision stands (gate.ts).
import type { Day } from '../../base/day.ts';
import { generationsFor, type OfflineTerms, type Service, type Way, ways } from './catalogue.ts';
import type { Terminal } from './terminal.ts';

/** A row of what a region or an institution accepts less than the catalogue. */
export interface Acceptance {
  readonly service: string;
  readonly region: string;
  readonly institutionId: string | null;
  readonly generations: readonly number[] | null;
  readonly ways: readonly Way[] | null;
  readonly pinWays: readonly Way[] | null;
  readonly staleHours: number | null;
  readonly closed: boolean;
}

export interface Alliance {
  readonly code: string;
  readonly name: string;
  readonly regions: readonly string[];
  readonly services: readonly string[];
  readonly from: Day;
  readonly until: Day | null;
}

export interface Terms {
  readonly terminal: Terminal;
  readonly service: Service;
  readonly closed: boolean;
  /** By way: bit g is set when generation g is accepted. */
  readonly generations: Readonly<Record<Way, number>>;
  readonly pinWays: ReadonlySet<Way>;
  /** Regions whose cards are taken on a day, comma between them; null: all. */
  regionsOn(day: Day): string | null;
  /** Null where nothing is accepted without a line. */
  readonly offline: OfflineTerms | null;
}

export function termsOf(
  terminal: Terminal,
  service: Service,
  acceptances: readonly Acceptance[],
  alliances: readonly Alliance[],
  /** What the policy pack of the region says of every service (open question 14); null: nothing. */
  regionHours: number | null = null,
): Terms {
  const applying = acceptances.filter(
    ({ service: code, region, institutionId }) =>
      code === service.code &&
      region === terminal.region &&
      (institutionId === null || institutionId === terminal.institutionId),
  );
  const accepts = (generation: number, way: Way) =>
    terminal.ways.includes(way) &&
    applying.every((row) => (row.generations?.includes(generation) ?? true) && (row.ways?.includes(way) ?? true));
  const generations = Object.fromEntries(
    ways.map((way) => [
      way,
      generationsFor(service, way)
        .filter((generation) => accepts(generation, way))
        .reduce((mask, generation) => mask | (1 << generation), 0),
    ]),
  ) as Record<Way, number>;
  const allied = alliances.filter(
    ({ regions, services }) => regions.includes(terminal.region) && services.includes(service.code),
  );
  // A shorter staleness than the policy pack's is the region's or the institution's to set, and so is a longer one.
  const stale = applying.filter((row) => row.staleHours !== null).sort(narrowestFirst)[0]?.staleHours;
  return {
    terminal,
    service,
    closed:
      terminal.state !== 'open' || !terminal.services.includes(service.code) || applying.some((row) => row.closed),
    generations,
    pinWays: new Set([...(service.pin ?? []), ...applying.flatMap((row) => row.pinWays ?? [])]),
    regionsOn: (day) =>
      service.everywhere
        ? null
        : [
            ...new Set([
              terminal.region,
              ...allied
                .filter(({ from, until }) => from <= day && (until === null || day <= until))
                .flatMap(({ regions }) => regions),
            ]),
          ].join(','),
    offline:
      service.offline && terminal.offline
        ? { ways: service.offline.ways, staleHours: stale ?? regionHours ?? service.offline.staleHours }
        : null,
  };
}

const narrowestFirst = (a: Acceptance, b: Acceptance) =>
  Number(a.institutionId === null) - Number(b.institutionId === null);
