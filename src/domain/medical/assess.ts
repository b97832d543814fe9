// Puts the case of one settlement together from what is stored, and computes it: the same for pre-settlement and settlement.
import type { Call } from '../../base/call.ts';
import { ageOn, type Day } from '../../base/day.ts';
import { lockBalances } from './accounts.ts';
import { levelOf, type MedicalInstitution } from './institution.ts';
import { insurancesOf, pickInsurance } from './person.ts';
import { refuse } from './refuse.ts';
import { computeSettlement, type Settlement } from './settlement/compute-settlement.ts';
import { PolicyGap } from './settlement/items.ts';
import type { FilingState, Network, PolicySet } from './settlement/policy-set.ts';
import { findPolicySet } from './settlement/policy-sets.ts';
import { readCounters, type StoredLine, standingSettlements } from './store.ts';
import { findFiling, listChosen, ownersSharingWith } from './store-register.ts';
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

/** The caller holds the person's lock where the outcome is to be booked. */
export async function assess(
  call: Call,
  institution: MedicalInstitution,
  visit: Visit,
  person: { readonly id: string; readonly born: Day },
  lines: readonly StoredLine[],
  use: AccountUse,
): Promise<Assessed> {
  const insured = pickInsurance(await insurancesOf(call.db, person, call.today), {
    region: visit.region,
    insurance: visit.insurance,
    place: institution.region,
  });
  const set = findPolicySet(visit.region, visit.insurance, call.today);
  if (!set) throw refuse('no-policy', { region: visit.region });
  const medType = visit.medType;
  if (!medType) throw refuse('no-visit-type');
  const year = Number(call.today.slice(0, 4));
  const counters = await readCounters(call.db, visit.holderId, visit.insurance, year);
  const filing = await filingOf(call, institution, visit);
  const owners = use === '2' ? await ownersSharingWith(call.db, visit.holderId) : [];
  const balances = use === '0' ? new Map<string, bigint>() : await lockBalances(call, [visit.holderId, ...owners]);
  const familyFen = owners.reduce((all, owner) => all + (balances.get(owner) ?? 0n), 0n);
  const ownFen = balances.get(visit.holderId) ?? 0n;
  const earlier = visit.kind === 'inpatient' ? await standingSettlements(call.db, visit.id) : [];
  try {
    const settlement = computeSettlement({
      ...{ set, medType, filing, year, counters },
      lines: lines.map((line) => ({ split: splitOf(line), mark: line.mark ?? undefined })),
      person: {
        group: insured.group,
        age: ageOn(person.born, call.today),
        level: levelOf(institution),
        community: institution.community,
        network: await networkOf(call, institution, visit.holderId),
        monthsInsured: insured.monthsInsured,
      },
      takenHereFen: earlier.reduce((all, { deductibleFen }) => all + deductibleFen, 0n),
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

const splitOf = (line: StoredLine) => ({
  ...{ fullSelfFen: line.fullSelfFen, overLimitFen: line.overLimitFen, firstSelfFen: line.firstSelfFen },
  ...{ inScopeFen: line.inScopeFen, rule: 'in-scope' as const },
});

/** Emergency counts as filed; a filing must cover the region and the day. */
async function filingOf(call: Call, institution: MedicalInstitution, visit: Visit): Promise<FilingState> {
  if (visit.region === institution.region) return 'home';
  const filing = await findFiling(call.db, visit.holderId, visit.region, institution.region, call.today);
  if (filing) return filing.kind;
  return visit.emergency || visit.medType?.startsWith('13') ? 'emergency' : 'unfiled';
}

/** Who never chose an institution is free everywhere; who did is bound to the chosen ones and to referrals. */
async function networkOf(call: Call, institution: MedicalInstitution, holderId: string): Promise<Network> {
  const chosen = await listChosen(call.db, holderId, call.today);
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
