// Fee lines come in: split at once by the catalogue of the place of treatment, and stored with the rule that decided.
import type { Call } from '../../base/call.ts';
import { dayOf } from '../../base/day.ts';
import type { Static } from '../../base/shape.ts';
import { levelOf, type MedicalInstitution } from './institution.ts';
import { refuse } from './refuse.ts';
import { divide } from './settlement/share.ts';
import { splitFee } from './settlement/split-fee.ts';
import type { LineInput } from './shapes.ts';
import { insertLines, type StoredLine } from './store.ts';
import { type CatalogueRow, findEntries } from './store-register.ts';

const scale = 10n ** 8n;
/** Hospitals round by line or by item: a fen for each unit is let pass, more is a mistake. */
const tolerance = (count: bigint) => 1n + count / 10_000n;

export async function splitLines(
  call: Call,
  institution: MedicalInstitution,
  inputs: readonly Static<typeof LineInput>[],
): Promise<StoredLine[]> {
  const codes = [...new Set(inputs.map(({ listCode }) => listCode))];
  const entries = await findEntries(call.db, institution.region, codes, dayOf(call.now));
  return inputs.map((input) => {
    const amountFen = BigInt(input.amountFen);
    const count = BigInt(input.count);
    const price = BigInt(input.price);
    const fits = divide(price * count, scale) - amountFen;
    if (fits > tolerance(count) || fits < -tolerance(count)) throw refuse('line-amount', { serial: input.serial });
    const row = entries.get(input.listCode);
    const priceCap = row ? capOf(row, levelOf(institution)) : null;
    const entry = row && { grade: row.grade, firstSelfPay: BigInt(row.firstSelfPay), priceCap, limited: row.limited };
    const split = splitFee({ amountFen, count, price, approval: input.approval }, entry);
    return {
      ...{ serial: input.serial, batch: input.batch, listCode: input.listCode, ownCode: input.ownCode },
      ...{ name: row?.name ?? null, amountFen, count, price, occurredAt: new Date(input.occurredAt) },
      ...{ approval: input.approval, grade: row?.grade ?? '03', chargeType: row?.chargeType ?? '14' },
      ...{ mark: row?.mark ?? null, limited: row?.limited ?? false, priceCap, settlementId: null },
      ...{ firstSelfRate: row?.firstSelfPay ?? (row ? 0 : 10_000), ...split },
    };
  });
}

const capOf = (row: CatalogueRow, level: 1 | 2 | 3): bigint | null =>
  ({ 1: row.cap1, 2: row.cap2, 3: row.cap3 })[level];

/** A batch comes whole or not at all. */
export async function storeLines(call: Call, visitId: string, lines: readonly StoredLine[]): Promise<void> {
  const serials = new Set<string>();
  for (const { serial } of lines) {
    if (serials.has(serial)) throw refuse('line-twice', { serial });
    serials.add(serial);
  }
  if ((await insertLines(call.db, visitId, lines, call.now)) !== lines.length)
    throw refuse('line-twice', { serial: lines.length === 1 ? lines[0]!.serial : '…' });
}
