// Action: the clerk opens the group order of the own unit, school or community and sets its banks (APP-01, APP-05, BNK-05, BNK-06).
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Code, DayText, Id, shape, Type } from '../../base/shape.ts';
import { getInstitution, listInstitutions } from '../institutions/index.ts';
import { packInForce } from '../policy/index.ts';
import { groupClerks, sealDelivery } from './get-group.ts';
import { groupChannel, groupKindOf, mayOpenGroup } from './group-order.ts';
import { type GroupOrder, insertGroup } from './group-store.ts';
import { refuse, refuseWish } from './refuse.ts';
import { Address } from './shapes.ts';

export const GroupBanks = Type.Array(Code, { minItems: 1, maxItems: 20 });
export const DesignatedOutlets = Type.Array(Id, { maxItems: 20 });

export const openGroupOrder = action({
  name: 'orders.open-group-order',
  title: { zh: '开启集体申领', en: 'Open a group order' },
  by: groupClerks,
  input: shape({
    banks: GroupBanks,
    /** Where a batch by proxy is collected: one outlet for each bank. */
    designatedOutletIds: Type.Optional(DesignatedOutlets),
    /** Lets people choose delivery to the unit. */
    deliveryAddress: Type.Optional(Address),
    deliveryWishDay: Type.Optional(DayText),
  }),
  output: shape({ groupOrderId: Id, region: Code, channel: Type.String(), banks: Type.Array(Code) }),
  async run(call, { banks, designatedOutletIds = [], deliveryAddress, deliveryWishDay }) {
    const organiser = await getInstitution(call.db, call.actor.institutionId ?? '');
    const kind = groupKindOf[organiser.kind];
    if (!kind) throw refuse('not-a-counter');
    const { region } = organiser;
    const rules = await packInForce(call.db, region, call.today);
    const id = call.newId();
    const group: GroupOrder = {
      id,
      kind,
      organiserId: organiser.id,
      region,
      district: organiser.district,
      channel: groupChannel(rules.pack, kind),
      banks,
      designatedOutletIds,
      deliveryAddress: deliveryAddress ? sealDelivery(call, id, deliveryAddress) : null,
      deliveryWishDay: deliveryWishDay ?? null,
      deliveryRequestedAt: null,
      openedOn: call.today,
    };
    const may = mayOpenGroup(rules, group, call.today);
    if (!may.ok) throw may.wrongBanks ? refuse('organiser-banks', { offered: may.offered }) : refuseWish(may);
    await requireDesignated(call, group);
    if (!(await insertGroup(call, group))) throw refuse('group-exists');
    call.note({ groupOrderId: id, organiserId: organiser.id, region, banks: [...banks] });
    return { groupOrderId: id, region, channel: group.channel, banks };
  },
});

/** Each designated outlet belongs to one of the banks, none to the same bank as another (PCK-07). */
export async function requireDesignated(
  call: Call,
  { region, banks, designatedOutletIds }: Pick<GroupOrder, 'region' | 'banks' | 'designatedOutletIds'>,
): Promise<void> {
  if (designatedOutletIds.length === 0) return;
  const outlets = await listInstitutions(call.db, designatedOutletIds);
  const good = outlets.filter(
    (one) => one.kind === 'outlet' && one.region === region && banks.includes(one.bankCode ?? ''),
  );
  const each = new Set(good.map(({ bankCode }) => bankCode));
  if (good.length !== designatedOutletIds.length || each.size !== good.length) throw refuse('outlet-wrong');
}
