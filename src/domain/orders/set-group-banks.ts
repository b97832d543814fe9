// Action: the clerk changes the banks of the group; a bank that somebody has chosen stays (BNK-05).
import { action } from '../../base/action.ts';
import { Code, Id, shape, Type } from '../../base/shape.ts';
import { packInForce } from '../policy/index.ts';
import { groupClerks, lockGroup } from './get-group.ts';
import { mayOpenGroup } from './group-order.ts';
import { banksChosen, saveGroupBanks } from './group-store.ts';
import { DesignatedOutlets, GroupBanks, requireDesignated } from './open-group-order.ts';
import { refuse, refuseWish } from './refuse.ts';

export const setGroupBanks = action({
  name: 'orders.set-group-banks',
  title: { zh: '调整集体申领银行', en: 'Set the banks of a group order' },
  by: groupClerks,
  input: shape({ groupOrderId: Id, banks: GroupBanks, designatedOutletIds: Type.Optional(DesignatedOutlets) }),
  output: shape({ groupOrderId: Id, banks: Type.Array(Code) }),
  async run(call, { groupOrderId, banks, designatedOutletIds }) {
    const before = await lockGroup(call, groupOrderId);
    const group = { ...before, banks, designatedOutletIds: designatedOutletIds ?? before.designatedOutletIds };
    const may = mayOpenGroup(await packInForce(call.db, group.region, call.today), group, call.today);
    if (!may.ok) throw may.wrongBanks ? refuse('organiser-banks', { offered: may.offered }) : refuseWish(may);
    const missed = (await banksChosen(call.db, groupOrderId)).filter((bank) => !banks.includes(bank));
    if (missed.length > 0) throw refuse('banks-in-use', { banks: missed });
    await requireDesignated(call, group);
    await saveGroupBanks(call.db, groupOrderId, banks, group.designatedOutletIds);
    call.note({ groupOrderId, banks: [...banks] });
    return { groupOrderId, banks };
  },
});
