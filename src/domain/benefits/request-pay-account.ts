// Action: a holder asks online for the pay accounts to follow to a card; the place of change confirms it when the person comes.
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { holderOfCall } from '../holders/index.ts';
import { requirePayCard } from './change-pay-accounts.ts';
import { listPayAccounts, wishPayAccounts } from './pay-account-store.ts';

export const requestPayAccount = action({
  name: 'benefits.request-pay-account',
  title: { zh: '申请变更待遇账户', en: 'Ask for a change of pay accounts' },
  by: ['citizen'],
  input: shape({ holderId: Type.Optional(Id), cardId: Id }),
  output: shape({ requested: Type.Array(Id) }),
  async run(call, { holderId: named, cardId }) {
    const holderId = await holderOfCall(call, named);
    await requirePayCard(call, holderId, cardId);
    const requested = (await listPayAccounts(call.db, holderId, call.today))
      .filter((account) => account.cardId !== null && account.cardId !== cardId)
      .map(({ programmeId }) => programmeId);
    await wishPayAccounts(call.db, holderId, requested, cardId);
    call.note({ cardId, requested });
    return { requested };
  },
});
