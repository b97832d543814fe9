// One scheme over the amount inside the scope: deductible, then bands by the year's amount, the cap, and what pays beyond it.
import { type Counters, read } from './counters.ts';
import { type Item, type Piece, PolicyGap } from './items.ts';
import { type Circumstances, choose, holds, type PolicySet, type Scheme } from './policy-set.ts';
import { divide, least, notBelowZero, share, whole } from './share.ts';

export interface PartInput {
  readonly set: PolicySet;
  readonly scheme: Scheme;
  readonly person: Circumstances;
  /** Points per ten thousand taken off each rate, for treatment elsewhere. */
  readonly less: bigint;
  readonly year: number;
  /** The year's counters, those of earlier parts of the same settlement included. */
  readonly counters: Counters;
  readonly amountFen: bigint;
  /** Deductible this visit or admission has already consumed. */
  readonly takenHereFen: bigint;
}

export interface Part {
  readonly scheme: Scheme;
  readonly deductibleFen: bigint;
  readonly basicFen: bigint;
  readonly beyondFen: bigint;
  readonly items: readonly Item[];
  readonly moves: Counters;
  /** What each cap could still pay before this part; the smallest is what the basic fund could still pay. */
  readonly leftOfCapFen: bigint | null;
}

export function computePart(input: PartInput): Part {
  const { scheme, amountFen, counters } = input;
  const start = read(counters, `scope:${scheme.counter}`);
  const deductibleFen = least(amountFen, deductibleLeft(input));
  const pieces = cut(input, start + deductibleFen, start + amountFen);
  const caps = capsLeft(input);
  const leftOfCapFen = caps.length === 0 ? null : least(caps[0]!.left, ...caps.map(({ left }) => left));
  const basic = payBasic(pieces, leftOfCapFen);
  const beyondFen = payBeyond(input, basic);
  const moves = new Map<string, bigint>([
    [`scope:${scheme.counter}`, amountFen],
    [`dedc:${scheme.counter}`, deductibleFen],
    [`beyond:${scheme.counter}`, beyondFen],
    ...caps.map(({ id }) => [`cap:${id}`, basic.paidFen] as const),
  ]);
  return {
    ...{ scheme, deductibleFen, basicFen: basic.paidFen, beyondFen, moves, leftOfCapFen },
    items: [...deductibleItem(input, deductibleFen), ...basic.items, ...beyondItem(input, basic, beyondFen)],
  };
}

function deductibleLeft({ scheme, person, counters, takenHereFen, set }: PartInput): bigint {
  if (!scheme.deductible) return 0n;
  const row = choose(scheme.deductible.amounts, person);
  if (!row) throw new PolicyGap('no-rule', { set: set.id, scheme: scheme.id, what: 'deductible' });
  const taken = scheme.deductible.per === 'year' ? read(counters, `dedc:${scheme.counter}`) : takenHereFen;
  return notBelowZero(BigInt(row.fen) - taken);
}

/** The rate that applies: the band's, the retired factor on the own share, then the reduction for elsewhere. */
function rateOf({ set, scheme, person, less }: PartInput, rates: Scheme['bands'][number]['rates']): bigint {
  const row = choose(rates, person);
  if (!row) throw new PolicyGap('no-rule', { set: set.id, scheme: scheme.id, what: 'rate' });
  const factor = scheme.selfPayFactor && choose(scheme.selfPayFactor.rates, person);
  const rate = factor
    ? whole - divide((whole - BigInt(row.rate)) * BigInt(factor.rate), whole, 'up')
    : BigInt(row.rate);
  return notBelowZero(rate - less);
}

/** Cuts the year's amounts from `from` to `to` at the band edges. */
function cut(input: PartInput, from: bigint, to: bigint): Piece[] {
  const { bands } = input.scheme;
  const pieces: Piece[] = [];
  for (const [i, band] of bands.entries()) {
    const next = bands[i + 1];
    // Asked for even where nothing falls into the band: a case with a gap in its rules is refused, however small the fee.
    const rate = rateOf(input, band.rates);
    const low = from > BigInt(band.aboveFen) ? from : BigInt(band.aboveFen);
    const high = next ? least(to, BigInt(next.aboveFen)) : to;
    if (high > low) pieces.push({ amountFen: high - low, rate, cite: band.cite });
  }
  return pieces;
}

function capsLeft({ set, scheme, person, counters, year }: PartInput): { id: string; left: bigint }[] {
  return scheme.caps
    .filter(({ when }) => holds(when, person))
    .map(({ id, amounts }) => {
      const row = choose(amounts, person);
      const { fen, ofFigure } = row ?? {};
      const figure = ofFigure && set.figures[ofFigure.figure]?.[String(year - ofFigure.yearsBefore)];
      const cap = fen ?? (ofFigure && figure && share(BigInt(figure), BigInt(ofFigure.rate)));
      if (cap === undefined) throw new PolicyGap('no-rule', { set: set.id, scheme: scheme.id, what: `cap ${id}` });
      return { id, left: notBelowZero(BigInt(cap) - read(counters, `cap:${id}`)) };
    });
}

interface Basic {
  readonly paidFen: bigint;
  readonly items: readonly Item[];
  /** What lies above the cap, exactly: `dividend / divisor` fen; and as the whole fen that are shown. */
  readonly above: { readonly dividend: bigint; readonly divisor: bigint; readonly shownFen: bigint };
}

/**
 * Sums exact ten-thousandths and rounds once for the fund. Where the cap is reached inside a piece, what remains above is
 * the exact rest: the cap is met at a point between two fen.
 */
function payBasic(pieces: readonly Piece[], capFen: bigint | null): Basic {
  const items: Item[] = [];
  let exact = 0n;
  let paidFen = 0n;
  for (const [i, { amountFen, rate, cite }] of pieces.entries()) {
    const wish = exact + amountFen * rate;
    const whollyPaid = capFen === null || wish <= capFen * whole;
    exact = whollyPaid ? wish : capFen * whole;
    const upTo = whollyPaid ? divide(wish, whole) : capFen;
    const covered = whollyPaid ? amountFen : least(amountFen, divide(amountFen * rate - (wish - exact), rate));
    if (covered > 0n)
      items.push({ kind: 'band', amountFen: covered, fund: 'hifp_pay', paidFen: upTo - paidFen, rate, cite });
    paidFen = upTo;
    if (!whollyPaid) {
      const later = pieces.slice(i + 1).reduce((all, piece) => all + piece.amountFen, 0n);
      const dividend = wish - exact + later * rate;
      return { paidFen, items, above: { dividend, divisor: rate, shownFen: amountFen - covered + later } };
    }
  }
  return { paidFen, items, above: { dividend: 0n, divisor: 1n, shownFen: 0n } };
}

function payBeyond(input: PartInput, { paidFen, above }: Basic): bigint {
  const { beyond, counter, caps } = input.scheme;
  if (!beyond || above.dividend === 0n) return 0n;
  const { selfPayFactor: _, ...scheme } = input.scheme;
  const rate = rateOf({ ...input, scheme }, beyond.rates);
  const pay = divide(above.dividend * rate, above.divisor * whole);
  const before = read(input.counters, `beyond:${counter}`) + read(input.counters, `cap:${caps[0]!.id}`);
  return least(pay, notBelowZero(BigInt(beyond.totalCapFen) - before - paidFen));
}

function deductibleItem({ scheme }: PartInput, amountFen: bigint): Item[] {
  return amountFen === 0n ? [] : [{ kind: 'deductible', amountFen, paidFen: 0n, cite: scheme.deductible!.cite }];
}

function beyondItem({ scheme }: PartInput, { above }: Basic, paidFen: bigint): Item[] {
  if (above.shownFen === 0n) return [];
  const cite = scheme.beyond?.cite ?? scheme.caps[0]!.cite;
  if (!scheme.beyond) return [{ kind: 'above-cap', amountFen: above.shownFen, paidFen: 0n, cite }];
  return [{ kind: 'beyond', amountFen: above.shownFen, fund: scheme.beyond.fund, paidFen, cite }];
}
