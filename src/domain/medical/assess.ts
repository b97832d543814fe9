// Puts the case of one settlement together from what is stored, and computes it: the same for pre-settlement and settlement.
import type { Call } from '../../base/call.ts';
import { ageOn, type Day } from '../../base/day.ts';
import { lockBalances } from './accounts.ts';
import { levelOf, type MedicalInstitution } from './institution.ts';
import { type Insured, insurancesOf, pickInsurance } from './person.ts';
import { refuse } from './refuse.ts';
import { computeSettlement, type Settlement } from './settlement/compute-settlement.ts';
import type { Counters } from './settlement/counters.ts';
import { PolicyGap } from './settlement/items.ts';
import type { FilingState, Network, PolicySet } from './settlement/policy-set.ts';
import { findPolicySet } from './settlement/policy-sets.ts';
import { moveTurns, readCounters, type StoredLine, standingSettlements } from './store.ts';
import { type Filing, findFiling, listChosen, ownersSharingWith } from './store-register.ts';
import type { Visit } from './visit.ts';

export type AccountUse = '0' | '1' | '2';

export interface Assessed {
  readonly settlement: Settlement;
  readonly set: PolicySet;
  readonly filing: FilingState;
  readonly year: number;
  readonly personType: string;
  /** Whose accounts pay, and how much. */
  readonly payers: readonly { readonly holderId: string; readonly fen: bigint }[];
  /** Balance of the person's own account before. */
  readonly ownFen: bigint;
}

/** Whose settlement it is, and for what. */
export interface Assessable {
  readonly institution: MedicalInstitution;
  readonly visit: Visit;
  readonly born: Day;
  readonly lines: readonly Pick<StoredLine, 'fullSelfFen' | 'overLimitFen' | 'firstSelfFen' | 'inScopeFen' | 'mark'>[];
  readonly use: AccountUse;
  readonly today: Day;
}

/** What it depends on beside the visit itself; all of it as of one moment. */
export interface Facts {
  readonly insurances: readonly Insured[];
  readonly counters: Counters;
  /** The filing that covers the region of treatment today. */
  readonly filing: Pick<Filing, 'kind'> | undefined;
  readonly chosen: readonly { readonly code: string; readonly how: 'chosen' | 'referred' }[];
  /** Whose accounts the person may use beside the own one, in order. */
  readonly owners: readonly string[];
  readonly balances: ReadonlyMap<string, bigint>;
  /** Deductible that earlier settlements of the same stay consumed. */
  readonly takenHereFen: bigint;
}

/** Gathers the facts and assesses; the caller has taken the person's turn where the outcome is to be booked. */
export async function assess(
  call: Call,
  institution: MedicalInstitution,
  visit: Visit,
  person: { readonly id: string; readonly born: Day },
  lines: readonly StoredLine[],
  use: AccountUse,
): Promise<Assessed> {
  const { db, today } = call;
  const owners = use === '2' ? await ownersSharingWith(db, visit.holderId) : [];
  // Money of others may be spent: their own settlements must not be written on what was there before.
  if (owners.length > 0) await moveTurns(db, owners);
  const elsewhere = visit.region !== institution.region;
  const earlier = visit.kind === 'inpatient' ? await standingSettlements(db, visit.id) : [];
  return assessFacts(
    { institution, visit, born: person.born, lines, use, today },
    {
      insurances: await insurancesOf(db, person, today),
      counters: await readCounters(db, visit.holderId, visit.insurance, yearOf(today)),
      filing: elsewhere ? await findFiling(db, visit.holderId, visit.region, institution.region, today) : undefined,
      chosen: await listChosen(db, visit.holderId, today),
      owners,
      balances: use === '0' ? new Map() : await lockBalances(call, [visit.holderId, ...owners]),
      takenHereFen: earlier.reduce((all, { deductibleFen }) => all + deductibleFen, 0n),
    },
  );
}

export const yearOf = (day: Day): number => Number(day.slice(0, 4));

/** Pure: what a settlement comes to. */
export function assessFacts({ institution, visit, born, lines, use, today }: Assessable, facts: Facts): Assessed {
  const insured = pickInsurance(facts.insurances, {
    region: visit.region,
    insurance: visit.insurance,
    place: institution.region,
  });
  const set = findPolicySet(visit.region, visit.insurance, today);
  if (!set) throw refuse('no-policy', { region: visit.region });
  const medType = visit.medType;
  if (!medType) throw refuse('no-visit-type');
  const { owners, balances, counters } = facts;
  const year = yearOf(today);
  const filing = filingStateOf(institution, visit, facts.filing);
  const familyFen = owners.reduce((all, owner) => all + (balances.get(owner) ?? 0n), 0n);
  const ownFen = balances.get(visit.holderId) ?? 0n;
  try {
    const settlement = computeSettlement({
      ...{ set, medType, filing, year, counters },
      lines: lines.map((line) => ({ split: splitOf(line), mark: line.mark ?? undefined })),
      person: {
        group: insured.group,
        age: ageOn(born, today),
        level: levelOf(institution),
        community: institution.community,
        network: networkOf(institution, facts.chosen),
        monthsInsured: insured.monthsInsured,
      },
      takenHereFen: facts.takenHereFen,
      account: { use, ownFen, familyFen },
    });
    return {
      ...{ settlement, set, filing, year, ownFen },
      personType: insured.personType,
      payers: payersOf(settlement, visit.holderId, owners, balances),
    };
  } catch (error) {
    if (!(error instanceof PolicyGap)) throw error;
    if (error.reason === 'not-filed') throw refuse('not-filed');
    throw refuse('policy-gap', {
      what: `${error.facts.scheme ?? error.facts.medType ?? ''} ${error.facts.what ?? ''}`.trim(),
    });
  }
}

const splitOf = (line: Assessable['lines'][number]) => ({
  fullSelfFen: line.fullSelfFen,
  overLimitFen: line.overLimitFen,
  firstSelfFen: line.firstSelfFen,
  inScopeFen: line.inScopeFen,
  rule: 'in-scope' as const,
});

/** Emergency counts as filed; a filing must cover the region and the day. */
function filingStateOf(institution: MedicalInstitution, visit: Visit, filing: Facts['filing']): FilingState {
  if (visit.region === institution.region) return 'home';
  if (filing) return filing.kind;
  return visit.emergency || visit.medType?.startsWith('13') ? 'emergency' : 'unfiled';
}

/** Who never chose an institution is free everywhere; who did is bound to the chosen ones and to referrals. */
function networkOf(institution: MedicalInstitution, chosen: Facts['chosen']): Network {
  const here = chosen.find(({ code }) => code === institution.code);
  if (here) return here.how;
  return chosen.some(({ how }) => how === 'chosen') ? 'outside' : 'open';
}

function payersOf(
  settlement: Settlement,
  holderId: string,
  owners: readonly string[],
  balances: ReadonlyMap<string, bigint>,
): Assessed['payers'] {
  const payers: { holderId: string; fen: bigint }[] = [];
  const own = settlement.accountFen - settlement.familyFen;
  if (own > 0n) payers.push({ holderId, fen: own });
  let left = settlement.familyFen;
  for (const owner of owners) {
    const fen = left < (balances.get(owner) ?? 0n) ? left : (balances.get(owner) ?? 0n);
    if (fen > 0n) payers.push({ holderId: owner, fen });
    left -= fen;
  }
  return payers;
}
