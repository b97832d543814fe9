// Action: the clerk takes the good rows of a checked roster: a draft order and an invitation for each person, all at once (APP-01).
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, shape } from '../../base/shape.ts';
import { listGoodCards } from '../cards/index.ts';
import { identitiesOf, lockHolders, takePhones } from '../holders/index.ts';
import { openPhones, openReport, RosterAnswer, rosterAnswer, sealReport } from './check-roster.ts';
import { getGroup, groupClerks } from './get-group.ts';
import { findImport, type GroupOrder, lockImport, type RosterImport, saveCommitted } from './group-store.ts';
import { refuse } from './refuse.ts';
import { checkAgainstFacts, type RowError } from './roster/check-rows.ts';
import { insertOrders, type NewOrder } from './store.ts';

export const commitRoster = action({
  name: 'orders.commit-roster',
  title: { zh: '导入名册', en: 'Commit a roster' },
  by: groupClerks,
  input: shape({ importId: Id }),
  output: RosterAnswer,
  async run(call, { importId }) {
    const known = await findImport(call.db, importId);
    if (!known) throw refuse('no-such-import');
    const group = await getGroup(call, known.groupOrderId);
    const found = (await lockImport(call.db, importId))!;
    // Pressed twice, or sent by two browsers: the first one did it.
    if (found.state === 'committed') return rosterAnswer(call, found);

    const holders = await lockHolders(call, found.holderIds);
    const cards = await listGoodCards(call.db, found.holderIds);
    const alive = found.holderIds.filter((id) => holders.get(id)!.deceasedOn === null);
    const drafts = alive.map((holderId) => draftFor(call, group, holderId, cards.get(holderId)?.id ?? null));
    const added = await insertOrders(call, drafts);
    const taken = new Map(added.map(({ holderId, id }) => [holderId, id]));
    const outcome = await reportLate(call, found, (holderId) => taken.has(holderId), holders);
    await takePhones(call, openPhones(call, found));
    await saveCommitted(call, importId, outcome);
    call.about(...taken.keys());
    call.note({ groupOrderId: group.id, importId, invited: taken.size, orderIds: [...taken.values()] });
    return rosterAnswer(call, { ...found, ...outcome, state: 'committed' });
  },
});

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

/** Rows that were good when checked and are not any more: they join the report, with the same words. */
async function reportLate(
  call: Call,
  found: RosterImport,
  isTaken: (holderId: string) => boolean,
  holders: ReadonlyMap<string, { deceasedOn: string | null }>,
): Promise<Pick<RosterImport, 'rowNumbers' | 'holderIds' | 'badRows' | 'report'>> {
  const good = found.holderIds.flatMap((holderId, i) =>
    isTaken(holderId) ? [{ holderId, row: found.rowNumbers[i]! }] : [],
  );
  const late = found.holderIds.flatMap((holderId, i) =>
    isTaken(holderId) ? [] : [{ holderId, row: found.rowNumbers[i]! }],
  );
  const identities = await identitiesOf(
    call,
    late.map(({ holderId }) => holderId),
  );
  call.about(...late.map(({ holderId }) => holderId));
  const errors: RowError[] = late.flatMap(({ holderId, row }) => {
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
  const all = [...openReport(call, found), ...errors].sort((a, b) => a.row - b.row);
  return {
    rowNumbers: good.map(({ row }) => row),
    holderIds: good.map(({ holderId }) => holderId),
    badRows: found.badRows + late.length,
    report: errors.length > 0 ? sealReport(call, found.id, all) : found.report,
  };
}
