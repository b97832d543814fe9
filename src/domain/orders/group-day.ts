// Which day decides to which group an order belongs: the day of the order, or where the bureau says so the day of hand-over (open question 4).
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { findGoodCard } from '../cards/index.ts';
import { personFacts } from '../holders/index.ts';
import { type BankChoice, banksFor, groupOf, type Pack, packInForce, ruleFor } from '../policy/index.ts';
import { withCard } from './open-case.ts';
import type { Order } from './order.ts';
import { refuse } from './refuse.ts';
import { saveGroupCode } from './store.ts';

const byHandOver = (pack: Pack, day: Day): boolean => ruleFor(pack, 'groupAt', { day }).value === 'hand-over-day';

/** The day whose group and rules hold for an order that is looked at again today. */
export async function decisiveDay(
  call: Pick<Call, 'db' | 'today'>,
  { region, placedOn }: Pick<Order, 'region' | 'placedOn'>,
): Promise<Day> {
  const { pack } = await packInForce(call.db, region, call.today);
  return byHandOver(pack, call.today) ? call.today : placedOn;
}

interface GroupToday {
  readonly code: string | null;
  /** The banks of that group when the order's own is not one of them. */
  readonly otherBanks: BankChoice['banks'] | null;
}

/** The group of today, where that is the one that counts and it is another than the order's. */
async function changedGroup(call: Call, order: Order): Promise<GroupToday | undefined> {
  const { pack, openings } = await packInForce(call.db, order.region, call.today);
  if (!byHandOver(pack, call.today)) return undefined;
  const facts = await personFacts(call.db, order.holderId);
  const person = withCard(facts, await findGoodCard(call.db, order.holderId));
  const member = groupOf(pack, person, call.today).value;
  const code = member === 'unknown' ? null : member.group === 'individual' ? member.subGroup : member.group;
  if (code === order.groupCode) return undefined;
  const choice = banksFor(pack, { day: call.today, person, openings, channel: order.channel }).value;
  // Among the banks of a new organiser nobody can have chosen: only a group that settles the bank by itself stands in the way.
  const settled = choice !== 'unknown' && choice.kind !== 'organiser' && order.bankCode !== null;
  return { code, otherBanks: settled && !choice.banks.includes(order.bankCode!) ? choice.banks : null };
}

/** Before a card is handed over: the group of the day is written to the order, or the bank is not one this group may have. */
export async function regroupAtHandOver(call: Call, order: Order): Promise<void> {
  const today = await changedGroup(call, order);
  if (!today) return;
  if (today.otherBanks) throw refuse('group-changed', { offered: today.otherBanks });
  await saveGroupCode(call.db, order.id, today.code);
  call.note({ groupBefore: order.groupCode, groupNow: today.code });
}

/** Whether a finished card can never be handed over because its person came into another group; then the order may be taken back. */
export const isOvertaken = async (call: Call, order: Order): Promise<boolean> =>
  (await changedGroup(call, order))?.otherBanks != null;
