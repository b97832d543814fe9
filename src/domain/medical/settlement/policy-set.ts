// A policy set (待遇政策): what one insurance of one region pays, from a day on, as data with its citations.
import type { Day } from '../../../base/day.ts';
import { Code, DayText, Fen, Maybe, OneOf, requireShape, type Static, shape, Text, Type } from '../../../base/shape.ts';

/** Who a person is to the rules; psn_type of the national code table says more. */
export const groups = ['in-service', 'retired', 'minor', 'adult-resident', 'elderly-resident'] as const;
export type Group = (typeof groups)[number];

/** How the visit stands to the insured region. `referral`, `emergency` and `resettled` are filed; `unfiled` is not. */
export const filings = ['home', 'resettled', 'referral', 'emergency', 'unfiled'] as const;
export type FilingState = (typeof filings)[number];

/** How the institution stands to the person inside the own region. */
export const networks = ['open', 'chosen', 'referred', 'outside'] as const;
export type Network = (typeof networks)[number];

/** The funds that pay, by the key under which the national interface answers them. */
export const funds = ['hifp_pay', 'hifob_pay', 'hifmi_pay'] as const;
export type Fund = (typeof funds)[number];

const Rate = Type.Integer({ minimum: 0, maximum: 10_000 });
const Level = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]);

/** A condition; everything it names must hold. */
const When = shape({
  groups: Type.Optional(Type.Array(OneOf(groups))),
  ageFrom: Type.Optional(Type.Integer()),
  ageBelow: Type.Optional(Type.Integer()),
  levels: Type.Optional(Type.Array(Level)),
  community: Type.Optional(Type.Boolean()),
  networks: Type.Optional(Type.Array(OneOf(networks))),
  monthsFrom: Type.Optional(Type.Integer()),
  monthsBelow: Type.Optional(Type.Integer()),
  /** The how-manieth admission of the year this is, counted from 1. */
  admissionFrom: Type.Optional(Type.Integer()),
});
export type When = Static<typeof When>;

const Rates = Type.Array(shape({ when: Type.Optional(When), rate: Rate }), { minItems: 1 });
const Amounts = Type.Array(shape({ when: Type.Optional(When), fen: Fen }), { minItems: 1 });
const Cite = Text(80);

/** A ceiling on what the basic fund pays in a year, as an amount or as a share of a published wage figure. */
const Cap = shape({
  id: Code,
  when: Type.Optional(When),
  amounts: Type.Array(
    shape({
      when: Type.Optional(When),
      fen: Type.Optional(Fen),
      ofFigure: Type.Optional(shape({ figure: Code, rate: Rate, yearsBefore: Type.Integer({ minimum: 0 }) })),
    }),
    { minItems: 1 },
  ),
  cite: Cite,
});

const Band = shape({ aboveFen: Fen, rates: Rates, cite: Cite });

const Scheme = shape({
  id: Code,
  title: shape({ zh: Text(80), en: Text(120) }),
  /** med_type codes it is for; a longer code belongs to the shorter one it begins with. */
  medTypes: Type.Array(Text(8), { minItems: 1 }),
  groups: Type.Optional(Type.Array(OneOf(groups))),
  /** Lines of the catalogue that carry this mark are settled by this scheme instead of the unmarked one. */
  mark: Type.Optional(Code),
  /** Name of the year's counters that it reads and moves. */
  counter: Code,
  deductible: Maybe(shape({ per: OneOf(['year', 'settlement', 'admission']), amounts: Amounts, cite: Cite })),
  /** Bands over the year's amount inside the policy's scope, the deductible included. */
  bands: Type.Array(Band, { minItems: 1 }),
  /** The part of the in-service person's own share that this person pays. */
  selfPayFactor: Type.Optional(shape({ rates: Rates, cite: Cite })),
  caps: Type.Array(Cap),
  /** What pays where the basic fund has reached its cap, up to a yearly total of both. */
  beyond: Type.Optional(shape({ fund: OneOf(funds), rates: Rates, totalCapFen: Fen, cite: Cite })),
});
export type Scheme = Static<typeof Scheme>;

/** A second insurance on what is left with the person inside the scope (大病保险): yearly threshold, then bands. */
const TopUp = shape({
  id: Code,
  title: shape({ zh: Text(80), en: Text(120) }),
  fund: OneOf(funds),
  counters: Type.Array(Code, { minItems: 1 }),
  thresholdFen: Fen,
  bands: Type.Array(Band, { minItems: 1 }),
  capFen: Maybe(Fen),
  cite: Cite,
});

const Source = shape({
  id: Code,
  document: Text(200),
  url: Maybe(Text(300)),
  /** A: the rule's own text was read; B: official summary; C: second hand; D: hearsay. */
  grade: OneOf(['A', 'B', 'C', 'D']),
  verified: Type.Boolean(),
  note: Maybe(Text(600)),
});

export const PolicySetShape = shape({
  id: Code,
  region: Code,
  /** Division of the insured place, six digits. */
  division: Type.String({ pattern: '^[0-9]{6}$' }),
  title: shape({ zh: Text(80), en: Text(120) }),
  /** insutype of the national code table. */
  insurance: Type.String({ pattern: '^[0-9]{3}$' }),
  validFrom: DayText,
  /** Last day it is in force. */
  validTo: Maybe(DayText),
  sources: Type.Array(Source, { minItems: 1 }),
  schemes: Type.Array(Scheme, { minItems: 1 }),
  topUps: Type.Array(TopUp),
  /** Published figures that caps refer to, by year. */
  figures: Type.Record(Type.String(), Type.Record(Type.String(), Fen)),
  elsewhere: shape({
    /** Points (per ten thousand) taken off every rate; null: not settled there at all. */
    less: shape({
      resettled: Maybe(Rate),
      referral: Maybe(Rate),
      emergency: Maybe(Rate),
      unfiled: Maybe(Rate),
    }),
    cite: Cite,
  }),
});
export type PolicySet = Static<typeof PolicySetShape>;

/** What a condition is asked about. */
export interface Circumstances {
  readonly group: Group;
  readonly age: number;
  readonly level: 1 | 2 | 3;
  readonly community: boolean;
  readonly network: Network;
  /** Months insured without a gap. */
  readonly monthsInsured: number;
  readonly admission: number;
}

export function holds(when: When | undefined, c: Circumstances): boolean {
  if (!when) return true;
  return (
    (when.groups?.includes(c.group) ?? true) &&
    (when.ageFrom === undefined || c.age >= when.ageFrom) &&
    (when.ageBelow === undefined || c.age < when.ageBelow) &&
    (when.levels?.includes(c.level) ?? true) &&
    (when.community === undefined || when.community === c.community) &&
    (when.networks?.includes(c.network) ?? true) &&
    (when.monthsFrom === undefined || c.monthsInsured >= when.monthsFrom) &&
    (when.monthsBelow === undefined || c.monthsInsured < when.monthsBelow) &&
    (when.admissionFrom === undefined || c.admission >= when.admissionFrom)
  );
}

/** The first row whose condition holds; rows are written from the special to the general. */
export const choose = <T extends { when?: When }>(rows: readonly T[], c: Circumstances): T | undefined =>
  rows.find(({ when }) => holds(when, c));

/** The scheme for a kind of visit, a group of people and a mark of lines: the longest matching code wins. */
export function schemeFor(set: PolicySet, medType: string, group: Group, mark: string | undefined): Scheme | undefined {
  const fits = (scheme: Scheme) => !scheme.groups || scheme.groups.includes(group);
  let best: Scheme | undefined;
  let length = -1;
  for (const scheme of set.schemes) {
    if (scheme.mark !== mark || !fits(scheme)) continue;
    for (const code of scheme.medTypes) {
      if (medType.startsWith(code) && code.length > length) [best, length] = [scheme, code.length];
    }
  }
  return best;
}

/** Checks a policy set beyond its shape; throws with what is wrong, because a wrong set must never go into force. */
export function requirePolicySet(data: unknown): PolicySet {
  const set = requireShape(PolicySetShape, data);
  const known = new Set(set.sources.map(({ id }) => id));
  const cited = [
    set.elsewhere.cite,
    ...set.topUps.flatMap((top) => [top.cite, ...top.bands.map(({ cite }) => cite)]),
    ...set.schemes.flatMap(({ deductible, bands, caps, beyond, selfPayFactor }) => [
      ...(deductible ? [deductible.cite] : []),
      ...[...bands, ...caps].map(({ cite }) => cite),
      ...(beyond ? [beyond.cite] : []),
      ...(selfPayFactor ? [selfPayFactor.cite] : []),
    ]),
  ];
  const fault = (text: string) => new Error(`policy set ${set.id}: ${text}`);
  for (const cite of cited) if (!known.has(cite.split('#')[0]!)) throw fault(`cites ${cite}, which is no source`);
  for (const bands of [...set.schemes, ...set.topUps].map((part) => part.bands)) {
    if (bands[0]!.aboveFen !== '0') throw fault('the first band begins at 0');
    for (const [i, band] of bands.entries())
      if (i > 0 && BigInt(band.aboveFen) <= BigInt(bands[i - 1]!.aboveFen)) throw fault('bands go upwards');
  }
  for (const { amounts, id } of set.schemes.flatMap(({ caps }) => caps)) {
    for (const { fen, ofFigure } of amounts) {
      if ((fen === undefined) === (ofFigure === undefined))
        throw fault(`cap ${id} is an amount or a share of a figure`);
      if (ofFigure && !set.figures[ofFigure.figure])
        throw fault(`cap ${id} names the unknown figure ${ofFigure.figure}`);
    }
  }
  return set;
}

export const inForce = (set: PolicySet, day: Day): boolean =>
  set.validFrom <= day && (set.validTo === null || day <= set.validTo);
