// Shapes that several actions of medical settlement share.
import { DayText, Fen, Id, Instant, Maybe, OneOf, type Static, shape, Text, Type } from '../../base/shape.ts';
import type { Assessed } from './assess.ts';
import type { SettlementRow, StoredItem } from './store.ts';

export const AccountUse = OneOf(['0', '1', '2']);
export const Division = Type.String({ pattern: '^[0-9]{6}$' });
/** A kind of visit of the national code table. */
export const MedType = Type.String({ pattern: '^[0-9]{2,6}$' });
export const Message = Text(30);

export const Diagnoses = Type.Array(
  shape({
    code: Text(20),
    kind: Text(3),
    number: Type.Integer({ minimum: 0, maximum: 9999 }),
    name: Text(100),
    department: Text(50),
    doctor: Text(50),
    at: Instant,
    valid: Type.Boolean(),
  }),
  { maxItems: 200 },
);

export const LineInput = shape({
  serial: Text(30),
  batch: Text(30),
  listCode: Text(50),
  ownCode: Text(150),
  amountFen: Type.String({ pattern: '^[0-9]{1,14}$' }),
  /** Ten-thousandths. */
  count: Type.String({ pattern: '^[0-9]{1,16}$' }),
  /** Millionths of a yuan. */
  price: Type.String({ pattern: '^[0-9]{1,18}$' }),
  occurredAt: Instant,
  approval: OneOf(['0', '1', '2']),
});

export const ItemShape = shape({
  kind: Type.String(),
  amountFen: Fen,
  paidFen: Fen,
  fund: Maybe(Type.String()),
  rate: Maybe(Type.Integer()),
  cite: Maybe(Type.String()),
});

/** A settlement without a word about who the person is. */
export const SettlementShape = shape({
  settlementId: Maybe(Id),
  reverses: Maybe(Id),
  visitId: Id,
  holderId: Id,
  message: Type.String(),
  insurance: Type.String(),
  region: Type.String(),
  treatedIn: Type.String(),
  personType: Type.String(),
  certificateType: Type.String(),
  medType: Type.String(),
  clearingType: Type.String(),
  policySet: Type.String(),
  filing: Type.String(),
  year: Type.Integer(),
  settledAt: Instant,
  totalFen: Fen,
  fullSelfFen: Fen,
  overLimitFen: Fen,
  firstSelfFen: Fen,
  inScopeFen: Fen,
  deductibleFen: Fen,
  hifpFen: Fen,
  hifobFen: Fen,
  hifmiFen: Fen,
  fundFen: Fen,
  personFen: Fen,
  accountFen: Fen,
  familyFen: Fen,
  cashFen: Fen,
  /** Per ten thousand. */
  basicRate: Type.Integer(),
  balanceFen: Fen,
  items: Type.Array(ItemShape),
});
export type SettlementAnswer = Static<typeof SettlementShape>;

export const settlementAnswer = (row: SettlementRow, known = true): SettlementAnswer => ({
  settlementId: known ? row.id : null,
  reverses: row.reverses,
  visitId: row.visitId,
  holderId: row.holderId,
  message: row.message,
  insurance: row.insurance,
  region: row.region,
  treatedIn: row.treatedIn,
  personType: row.personType,
  certificateType: row.certificateType,
  medType: row.medType,
  clearingType: row.clearingType,
  policySet: row.policySet,
  filing: row.filing,
  year: row.year,
  settledAt: row.settledAt.toISOString(),
  totalFen: row.totalFen.toString(),
  fullSelfFen: row.fullSelfFen.toString(),
  overLimitFen: row.overLimitFen.toString(),
  firstSelfFen: row.firstSelfFen.toString(),
  inScopeFen: row.inScopeFen.toString(),
  deductibleFen: row.deductibleFen.toString(),
  hifpFen: row.hifpFen.toString(),
  hifobFen: row.hifobFen.toString(),
  hifmiFen: row.hifmiFen.toString(),
  fundFen: row.fundFen.toString(),
  personFen: row.personFen.toString(),
  accountFen: row.accountFen.toString(),
  familyFen: row.familyFen.toString(),
  cashFen: row.cashFen.toString(),
  basicRate: row.basicRate,
  balanceFen: row.balanceFen.toString(),
  items: [...row.items],
});

export const storedItems = ({ settlement }: Assessed): StoredItem[] =>
  settlement.items.map(({ kind, amountFen, paidFen, fund, rate, cite }) => ({
    kind,
    amountFen: amountFen.toString(),
    paidFen: paidFen.toString(),
    fund: fund ?? null,
    rate: rate === undefined ? null : Number(rate),
    cite,
  }));

export const Period = { from: DayText, until: DayText };
