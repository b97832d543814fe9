// A recorded use as people read it.
import type { Static } from '../../base/shape.ts';
import { findService } from './catalogue.ts';
import type { Reason, Signal } from './reasons.ts';
import { reasonWords, type UseRowShape } from './shapes.ts';
import type { UseRow } from './store.ts';
import { transferIdOf } from './transfer-id.ts';

export const transferOf = (row: Pick<UseRow, 'terminal' | 'number' | 'amountFen'>) =>
  row.amountFen > 0n ? transferIdOf(row.terminal, row.number) : undefined;

export function presentUse(row: UseRow, paid: ReadonlySet<string>): Static<typeof UseRowShape> {
  const transferId = transferOf(row);
  const outcome = row.outcome === 'allowed' && transferId && !paid.has(transferId) ? 'funds-short' : row.outcome;
  const service = findService(row.service);
  return {
    terminal: row.terminal,
    number: row.number.toString(),
    at: row.at.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
    institution: row.institutionName,
    institutionId: row.institutionId,
    place: row.terminalName,
    region: row.terminalRegion,
    service: row.service,
    serviceZh: service?.zh ?? row.service,
    serviceEn: service?.en ?? row.service,
    purpose: row.purpose,
    way: row.way,
    allowed: outcome === 'allowed',
    reason: outcome === 'allowed' ? null : reasonWords(outcome as Reason),
    offline: row.offline,
    amountFen: row.amountFen.toString(),
    signals: row.signals as Signal[],
    complaint: row.complaint,
  };
}
