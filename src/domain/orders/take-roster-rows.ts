// Rows of a checked roster become draft orders with their invitations; rows that are not good any more join the report (APP-01).
import type { Call } from '../../base/call.ts';
import { listGoodCards } from '../cards/index.ts';
import { identitiesOf, lockHolders, takePhones } from '../holders/index.ts';
import { openPhones, openReport, sealReport } from './check-roster.ts';
import type { GroupOrder, RosterImport } from './group-store.ts';
import { checkAgainstFacts, type RowError } from './roster/check-rows.ts';
import { insertOrders, type NewOrder } from './store.ts';

export type Taken = Pick<RosterImport, 'rowNumbers' | 'holderIds' | 'badRows' | 'report' | 'taken'>;

/** Takes the next `atMost` good rows of an import that is locked; gives how the import stands then, which the caller saves. */
export async function takeRosterRows(
  call: Call,
  group: GroupOrder,
  found: RosterImport,
  atMost: number,
): Promise<Taken> {
  const from = found.taken;
  const until = Math.min(found.holderIds.length, from + atMost);
  const holderIds = found.holderIds.slice(from, until);
  const rowNumbers = found.rowNumbers.slice(from, until);
  const holders = await lockHolders(call, holderIds);
  const cards = await listGoodCards(call.db, holderIds);
  const alive = holderIds.filter((id) => holders.get(id)!.deceasedOn === null);
  const drafts = alive.map((holderId) => draftFor(call, group, holderId, cards.get(holderId)?.id ?? null));
  const added = new Map((await insertOrders(call, drafts)).map(({ holderId, id }) => [holderId, id]));
  const rows = holderIds.map((holderId, i) => ({ holderId, row: rowNumbers[i]! }));
  const good = rows.filter(({ holderId }) => added.has(holderId));
  const errors = await lateErrors(
    call,
    rows.filter(({ holderId }) => !added.has(holderId)),
    holders,
  );
  await takePhones(call, openPhones(call, found, from, until));
  call.about(...added.keys());
  call.note({ groupOrderId: group.id, importId: found.id, invited: added.size, orderIds: [...added.values()] });
  const report = [...openReport(call, found), ...errors].sort((a, b) => a.row - b.row);
  return {
    rowNumbers: [...found.rowNumbers.slice(0, from), ...good.map(({ row }) => row), ...found.rowNumbers.slice(until)],
    holderIds: [
      ...found.holderIds.slice(0, from),
      ...good.map(({ holderId }) => holderId),
      ...found.holderIds.slice(until),
    ],
    badRows: found.badRows + rows.length - good.length,
    report: errors.length > 0 ? sealReport(call, found.id, report) : found.report,
    taken: from + good.length,
  };
}

function draftFor(call: Call, group: GroupOrder, holderId: string, replacesCardId: string | null): NewOrder {
  return {
    id: call.newId(),
    holderId,
    region: group.region,
    kind: group.kind,
    channel: group.channel,
    groupOrderId: group.id,
    organiserId: group.organiserId,
    replacesCardId,
    reason: replacesCardId ? 'upgrade' : 'first',
    bankCode: null,
    pickUp: null,
    outletId: null,
    generation: 3,
    state: 'draft',
    stateReason: 'choose-bank',
    placedOn: call.today,
    groupCode: null,
    batchCode: null,
    decision: null,
    promiseDay: null,
    promiseUnit: null,
    feeFen: null,
    accountRule: null,
    steps: ['draft'],
    invited: true,
  };
}

/** Rows that were good when checked and are not any more, in the words of the check. */
async function lateErrors(
  call: Call,
  late: readonly { readonly holderId: string; readonly row: number }[],
  holders: ReadonlyMap<string, { deceasedOn: string | null }>,
): Promise<RowError[]> {
  const ids = late.map(({ holderId }) => holderId);
  const identities = await identitiesOf(call, ids);
  call.about(...ids);
  return late.flatMap(({ holderId, row }) => {
    const { name, documentKind, documentNumber } = identities.get(holderId)!;
    const source = { row, name, documentKind, documentNumber, phone: '', district: null, ownNumber: null };
    // Who has died counts as not insured; everybody else was faster elsewhere.
    const facts = {
      insured: holders.get(holderId)!.deceasedOn === null,
      registeredName: null,
      district: null,
      openOrder: '',
    };
    const known = new Map([[`${documentKind}:${documentNumber}`, facts]]);
    return checkAgainstFacts({ good: [source], errors: [] }, known, null).errors;
  });
}
