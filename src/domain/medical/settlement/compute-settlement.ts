// Settlement: pure function from fee lines, policy set, the year's counters and filing to who pays which fen, and why.
import { computePart, type Part } from './compute-part.ts';
import { type Counters, moved, read } from './counters.ts';
import { type Item, PolicyGap } from './items.ts';
import { type Circumstances, type FilingState, type Fund, type PolicySet, schemeFor } from './policy-set.ts';
import { divide, least, notBelowZero, sum, whole } from './share.ts';
import type { SplitLine } from './split-fee.ts';

export interface SettlementCase {
  readonly set: PolicySet;
  readonly medType: string;
  readonly lines: readonly { readonly split: SplitLine; readonly mark?: string | undefined }[];
  readonly person: Omit<Circumstances, 'admission'>;
  readonly filing: FilingState;
  /** The year whose counters these are. */
  readonly year: number;
  readonly counters: Counters;
  /** Deductible that this same admission consumed in an earlier settlement of it. */
  readonly takenHereFen?: bigint;
  readonly account: {
    /** acct_used_flag: 0 no, 1 own, 2 own and then the family's. */
    readonly use: '0' | '1' | '2';
    readonly ownFen: bigint;
    readonly familyFen: bigint;
  };
}

export interface Settlement {
  readonly totalFen: bigint;
  readonly fullSelfFen: bigint;
  readonly overLimitFen: bigint;
  readonly firstSelfFen: bigint;
  readonly inScopeFen: bigint;
  readonly deductibleFen: bigint;
  readonly funds: Readonly<Record<Fund, bigint>>;
  readonly fundFen: bigint;
  readonly personFen: bigint;
  /** From accounts, the family's included. */
  readonly accountFen: bigint;
  readonly familyFen: bigint;
  readonly cashFen: bigint;
  /** Basic fund over the amount that its rates applied to, per ten thousand. */
  readonly basicRate: bigint;
  readonly items: readonly Item[];
  /** What the counters of the year move by. */
  readonly moves: Counters;
  /** What the basic fund could still have paid before this settlement; null: no cap. */
  readonly leftOfCapFen: bigint | null;
}

/** Throws a PolicyGap where the policy set has no answer. */
export function computeSettlement(given: SettlementCase): Settlement {
  const { set, medType, lines, filing } = given;
  const part = (pick: (split: SplitLine) => bigint) => sum(lines.map(({ split }) => pick(split)));
  const fullSelfFen = part(({ fullSelfFen }) => fullSelfFen);
  const overLimitFen = part(({ overLimitFen }) => overLimitFen);
  const firstSelfFen = part(({ firstSelfFen }) => firstSelfFen);
  const inScopeFen = part(({ inScopeFen }) => inScopeFen);
  const totalFen = fullSelfFen + overLimitFen + firstSelfFen + inScopeFen;
  const less = filing === 'home' ? 0 : set.elsewhere.less[filing];
  if (less === null) throw new PolicyGap('not-filed', { set: set.id, filing });

  const schemes = new Map<string, { mark: string | undefined; amount: bigint }>();
  for (const { split, mark } of lines) {
    // A mark the set has no scheme for is settled like everything else.
    const own = mark !== undefined && schemeFor(set, medType, given.person.group, mark) ? mark : undefined;
    const key = own ?? '';
    schemes.set(key, { mark: own, amount: (schemes.get(key)?.amount ?? 0n) + split.inScopeFen });
  }
  // Marked parts first, by name: the order in which lines come must not matter.
  const keys = [...schemes.keys()].toSorted((a, b) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
  let counters = given.counters;
  let takenHereFen = given.takenHereFen ?? 0n;
  const parts: Part[] = [];
  for (const key of keys) {
    const { mark, amount } = schemes.get(key)!;
    const scheme = schemeFor(set, medType, given.person.group, mark);
    if (!scheme) throw new PolicyGap('no-scheme', { set: set.id, medType, group: given.person.group });
    const admission = Number(read(given.counters, `count:${scheme.counter}`)) + 1;
    const person = { ...given.person, admission };
    const done = computePart({
      ...{ set, scheme, person, less: BigInt(less), year: given.year, counters, takenHereFen, amountFen: amount },
    });
    counters = moved(counters, done.moves);
    takenHereFen += done.deductibleFen;
    parts.push(done);
  }
  const topUps = payTopUps(set, parts, given.counters);

  const deductibleFen = sum(parts.map((p) => p.deductibleFen));
  const basicFen = sum(parts.map((p) => p.basicFen));
  const funds: Record<Fund, bigint> = { hifp_pay: basicFen, hifob_pay: 0n, hifmi_pay: 0n };
  for (const { scheme, beyondFen } of parts) if (scheme.beyond) funds[scheme.beyond.fund] += beyondFen;
  for (const { fund, paidFen } of topUps) funds[fund] += paidFen;
  const fundFen = sum(Object.values(funds));
  const personFen = totalFen - fundFen;
  const { ownFen, familyFen } = fromAccounts(personFen, given.account);
  const rated = inScopeFen - deductibleFen;
  const moves = new Map<string, bigint>();
  const add = (name: string, by: bigint) => by !== 0n && moves.set(name, (moves.get(name) ?? 0n) + by);
  for (const p of parts) for (const [name, by] of p.moves) add(name, by);
  for (const counter of new Set(parts.map(({ scheme }) => scheme.counter))) add(`count:${counter}`, 1n);
  for (const { id, selfFen, paidFen } of topUps) {
    add(`self:${id}`, selfFen);
    add(`top:${id}`, paidFen);
  }
  const left = parts.flatMap(({ leftOfCapFen }) => leftOfCapFen ?? []);
  return {
    totalFen,
    fullSelfFen,
    overLimitFen,
    firstSelfFen,
    inScopeFen,
    deductibleFen,
    funds,
    fundFen,
    personFen,
    accountFen: ownFen + familyFen,
    familyFen,
    cashFen: personFen - ownFen - familyFen,
    basicRate: rated > 0n ? divide(basicFen * whole, rated) : 0n,
    items: [
      ...catalogueItems({ fullSelfFen, overLimitFen, firstSelfFen }),
      ...parts.flatMap(({ items }) => items),
      ...topUps.flatMap(({ item }) => (item.paidFen > 0n ? [item] : [])),
    ],
    moves,
    leftOfCapFen: left.length === 0 ? null : least(left[0]!, ...left),
  };
}

/** The own account pays first, then the family's where it was asked for; cash is the rest. */
function fromAccounts(personFen: bigint, { use, ...balances }: SettlementCase['account']) {
  const ownFen = use === '0' ? 0n : least(personFen, notBelowZero(balances.ownFen));
  const familyFen = use === '2' ? least(personFen - ownFen, notBelowZero(balances.familyFen)) : 0n;
  return { ownFen, familyFen };
}

function catalogueItems(split: { fullSelfFen: bigint; overLimitFen: bigint; firstSelfFen: bigint }): Item[] {
  const item = (kind: Item['kind'], amountFen: bigint): Item[] =>
    amountFen > 0n ? [{ kind, amountFen, paidFen: 0n, cite: null }] : [];
  return [
    ...item('full-self', split.fullSelfFen),
    ...item('over-limit', split.overLimitFen),
    ...item('first-self', split.firstSelfFen),
  ];
}

interface TopUpPaid {
  readonly id: string;
  readonly fund: Fund;
  readonly selfFen: bigint;
  readonly paidFen: bigint;
  readonly item: Item;
}

/** Serious-illness insurance: on the year's own shares above a threshold, by bands, rounded once. */
function payTopUps(set: PolicySet, parts: readonly Part[], counters: Counters): TopUpPaid[] {
  return set.topUps.flatMap((top) => {
    const counted = parts.filter(({ scheme }) => top.counters.includes(scheme.counter));
    if (counted.length === 0) return [];
    const selfFen = sum(
      counted.flatMap(({ items, basicFen, beyondFen }) => [
        ...items.map(({ amountFen }) => amountFen),
        -basicFen,
        -beyondFen,
      ]),
    );
    const before = read(counters, `self:${top.id}`) - BigInt(top.thresholdFen);
    const from = notBelowZero(before);
    const to = notBelowZero(before + selfFen);
    let exact = 0n;
    for (const [i, { aboveFen, rates }] of top.bands.entries()) {
      const next = top.bands[i + 1];
      const low = from > BigInt(aboveFen) ? from : BigInt(aboveFen);
      const high = next ? least(to, BigInt(next.aboveFen)) : to;
      if (high > low) exact += (high - low) * BigInt(rates[0]!.rate);
    }
    const wish = divide(exact, whole);
    const paidFen =
      top.capFen === null ? wish : least(wish, notBelowZero(BigInt(top.capFen) - read(counters, `top:${top.id}`)));
    const item: Item = { kind: 'top-up', amountFen: to - from, fund: top.fund, paidFen, cite: top.cite };
    return [{ id: top.id, fund: top.fund, selfFen, paidFen, item }];
  });
}
