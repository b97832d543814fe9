// Action: the clerk submits what people have chosen: each order judged by policy, accepted or turned down by itself (APP-01, APP-05).
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { listGoodCards } from '../cards/index.ts';
import { issueEcards } from '../ecard/index.ts';
import { listPersonFacts, lockHolders } from '../holders/index.ts';
import { banksThatLeft } from '../institutions/index.ts';
import { packInForce } from '../policy/index.ts';
import { filingOf } from './file-order.ts';
import { groupClerks, lockGroup } from './get-group.ts';
import { organiserOf } from './group-order.ts';
import { listDrafts, saveSubmitted } from './group-store.ts';
import { judgeAlike, type Objection } from './judge-order.ts';
import { withCard } from './open-case.ts';
import type { Order } from './order.ts';
import { refuse } from './refuse.ts';
import { membershipOf } from './roster-people.ts';
import { type Filing, findAfterSleep, lockOrderRows, saveFilings } from './store.ts';

const shownRejections = 200;

export const submitGroup = action({
  name: 'orders.submit-group',
  title: { zh: '提交集体申领', en: 'Submit a group order' },
  by: groupClerks,
  input: shape({ groupOrderId: Id }),
  output: shape({
    accepted: Type.Integer(),
    forReview: Type.Integer(),
    undecided: Type.Integer(),
    rejected: Type.Integer(),
    /** The first of them; the rest stands in group-status. */
    rejections: Type.Array(shape({ orderId: Id, reason: Type.String() })),
  }),
  async run(call, { groupOrderId }) {
    const group = await lockGroup(call, groupOrderId);
    const chosen = await listDrafts(call.db, groupOrderId, true);
    if (chosen.length === 0) throw refuse('nobody-decided');
    const holderIds = chosen.map(({ holderId }) => holderId);
    const holders = await lockHolders(call, holderIds);
    const orders = (
      await lockOrderRows(
        call.db,
        chosen.map(({ id }) => id),
      )
    ).filter(({ state }) => state === 'draft');
    const rules = await packInForce(call.db, group.region, call.today);
    const people = await listPersonFacts(call.db, holderIds);
    const cards = await listGoodCards(call.db, holderIds);
    const slept = await findAfterSleep(call.db, holderIds, group.region);
    const left = await banksThatLeft(call.db, group.region, call.today);
    const organiser = organiserOf(group);
    const judge = judgeAlike(rules);
    const withEcard: string[] = [];

    const filings = orders.map((order): Filing => {
      const { holderId, bankCode: bank, pickUp } = order;
      if (holders.get(holderId)!.deceasedOn) return rejection(order, call.today, 'holder-deceased');
      if (left.includes(bank!)) return rejection(order, call.today, 'bank-left');
      const person = withCard(people.get(holderId)!, cards.get(holderId));
      // Between roster and submission people leave; the day of the order decides (open question 4).
      if (!membershipOf(person, group, rules.pack, call.today)) return rejection(order, call.today, 'left-organiser');
      const wish = {
        day: call.today,
        kind: order.kind,
        person,
        channel: order.channel,
        organiser,
        bank,
        pickUp: pickUp!,
        afterSleep: slept.has(holderId),
      };
      const judged = judge(wish);
      if (!judged.ok) return rejection(order, call.today, judged.objection, judged.grounds);
      if (judged.withEcard) withEcard.push(holderId);
      const choice = { bank, pickUp: pickUp!, outletId: order.outletId ?? undefined };
      return filingOf(judged, choice, { id: order.id, placedOn: call.today });
    });
    await saveFilings(call, filings, ['draft']);
    if (withEcard.length > 0) await issueEcards(call, withEcard);
    await saveSubmitted(call.db, groupOrderId, call.now);

    const ids = (state: Filing['state']) => filings.filter((one) => one.state === state).map(({ id }) => id);
    const [accepted, forReview, rejected] = [ids('accepted'), ids('submitted'), ids('rejected')];
    const undecided = await listDrafts(call.db, groupOrderId, false);
    call.about(...orders.map(({ holderId }) => holderId));
    call.note({ groupOrderId, orderIds: accepted, reviewIds: forReview, rejectedIds: rejected });
    return {
      accepted: accepted.length,
      forReview: forReview.length,
      undecided: undecided.length,
      rejected: rejected.length,
      rejections: filings
        .filter(({ state }) => state === 'rejected')
        .slice(0, shownRejections)
        .map(({ id, stateReason }) => ({ orderId: id, reason: stateReason! })),
    };
  },
});

function rejection(
  order: Order,
  today: Order['placedOn'],
  why: Objection | 'holder-deceased' | 'bank-left' | 'left-organiser',
  grounds: readonly { code: string }[] = [],
): Filing {
  return {
    id: order.id,
    bankCode: order.bankCode,
    pickUp: order.pickUp,
    outletId: order.outletId,
    generation: order.generation,
    reason: order.reason,
    state: 'rejected',
    stateReason: why,
    placedOn: today,
    groupCode: null,
    batchCode: null,
    decision: { grounds: grounds.map(({ code }) => ({ code })) },
    promiseDay: null,
    promiseUnit: null,
    feeFen: null,
    accountRule: null,
    steps: ['submitted', 'rejected'],
  };
}
