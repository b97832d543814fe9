// Books a settlement and takes it back: money, counters, lines and the settlement itself in the caller's one transaction.
import type { Call } from '../../base/call.ts';
import { postOrRefuse, transfersOf } from './accounts.ts';
import type { Assessed } from './assess.ts';
import type { MedicalInstitution } from './institution.ts';
import { refuse } from './refuse.ts';
import type { Fund } from './settlement/policy-set.ts';
import { storedItems } from './shapes.ts';
import {
  findReversalOf,
  freeLines,
  insertSettlement,
  moveCounters,
  moveCountersBack,
  type SettlementRow,
  type StoredLine,
  settleLines,
} from './store.ts';
import { clearingTypeOf, type Visit } from './visit.ts';

export interface Booking {
  readonly institution: MedicalInstitution;
  readonly visit: Visit;
  readonly lines: readonly Pick<StoredLine, 'serial'>[];
  readonly cardId: string | null;
  readonly certificateType: string;
  readonly message: string;
}

/** The row of a settlement as it would stand; a pre-settlement goes no further. */
export function settlementRow(call: Pick<Call, 'newId' | 'now'>, booking: Booking, assessed: Assessed): SettlementRow {
  const { settlement: s, set, filing, year, personType, payers, ownFen } = assessed;
  const { visit, institution } = booking;
  const own = payers.find(({ holderId }) => holderId === visit.holderId)?.fen ?? 0n;
  // Written out: this is made for every settlement at speed, and spreading costs ten times as much.
  return {
    id: call.newId(),
    visitId: visit.id,
    institutionId: institution.id,
    holderId: visit.holderId,
    cardId: booking.cardId,
    reverses: null,
    message: booking.message,
    region: visit.region,
    treatedIn: institution.region,
    insurance: visit.insurance,
    medType: visit.medType!,
    clearingType: clearingTypeOf(visit.medType!),
    policySet: set.id,
    filing,
    year,
    personType,
    certificateType: booking.certificateType,
    totalFen: s.totalFen,
    fullSelfFen: s.fullSelfFen,
    overLimitFen: s.overLimitFen,
    firstSelfFen: s.firstSelfFen,
    inScopeFen: s.inScopeFen,
    deductibleFen: s.deductibleFen,
    hifpFen: s.funds.hifp_pay,
    hifobFen: s.funds.hifob_pay,
    hifmiFen: s.funds.hifmi_pay,
    fundFen: s.fundFen,
    personFen: s.personFen,
    accountFen: s.accountFen,
    familyFen: s.familyFen,
    cashFen: s.cashFen,
    basicRate: Number(s.basicRate),
    balanceFen: ownFen - own,
    moves: Object.fromEntries([...s.moves].map(([name, by]) => [name, by.toString()])),
    items: storedItems(assessed),
    payers: payers.map(({ holderId, fen }) => ({ holderId, fen: fen.toString() })),
    settledAt: call.now,
  };
}

/** The caller holds the locks of the person and the visit, and has the card's use recorded. */
export async function book(call: Call, booking: Booking, assessed: Assessed): Promise<SettlementRow> {
  const row = settlementRow(call, booking, assessed);
  await insertSettlement(call.db, row);
  const serials = booking.lines.map(({ serial }) => serial);
  const settled = await settleLines(call.db, row.visitId, serials, row.id);
  if (settled !== serials.length) throw new Error('a fee line was settled by somebody else under our lock');
  await moveCounters(call.db, row.holderId, row.insurance, row.year, movesOf(row));
  await postOrRefuse(call, transfersOf({ ...paidBy(row), id: row.id }, call.today, false));
  call.about(...row.payers.map(({ holderId }) => holderId));
  call.note({ settlementId: row.id, visitId: row.visitId, policySet: row.policySet });
  return row;
}

/** Takes a settlement back: negative row, counters of ITS year, the same transfers the other way round, lines free again. */
export async function takeBack(call: Call, row: SettlementRow, message: string): Promise<SettlementRow> {
  if (row.reverses) throw refuse('settlement-unknown');
  if (await findReversalOf(call.db, row.id)) throw refuse('already-reversed');
  const own = row.payers.find(({ holderId }) => holderId === row.holderId)?.fen ?? '0';
  const reversal: SettlementRow = {
    ...row,
    ...{ id: call.newId(), reverses: row.id, message, settledAt: call.now },
    ...{ totalFen: -row.totalFen, fullSelfFen: -row.fullSelfFen, overLimitFen: -row.overLimitFen },
    ...{ firstSelfFen: -row.firstSelfFen, inScopeFen: -row.inScopeFen, deductibleFen: -row.deductibleFen },
    ...{ hifpFen: -row.hifpFen, hifobFen: -row.hifobFen, hifmiFen: -row.hifmiFen, fundFen: -row.fundFen },
    ...{ personFen: -row.personFen, accountFen: -row.accountFen, familyFen: -row.familyFen, cashFen: -row.cashFen },
    balanceFen: row.balanceFen + BigInt(own),
    items: row.items.map((item) => ({ ...item, amountFen: minus(item.amountFen), paidFen: minus(item.paidFen) })),
  };
  await insertSettlement(call.db, reversal);
  await freeLines(call.db, row.id, row.visitId);
  await moveCountersBack(call.db, row.holderId, row.insurance, row.year, movesOf(row));
  await postOrRefuse(call, transfersOf({ ...paidBy(row), id: reversal.id }, call.today, true));
  call.about(row.holderId, ...row.payers.map(({ holderId }) => holderId));
  call.note({ settlementId: row.id, reversalId: reversal.id });
  return reversal;
}

const minus = (fen: string): string => (-BigInt(fen)).toString();
export const movesOf = (row: SettlementRow) =>
  new Map(Object.entries(row.moves).map(([name, by]) => [name, BigInt(by)]));

export function paidBy(row: SettlementRow) {
  const funds: Record<Fund, bigint> = { hifp_pay: row.hifpFen, hifob_pay: row.hifobFen, hifmi_pay: row.hifmiFen };
  return {
    ...{ region: row.region, treatedIn: row.treatedIn, institutionId: row.institutionId, funds },
    payers: row.payers.map(({ holderId, fen }) => ({ holderId, fen: BigInt(fen) })),
  };
}
