// Action: bind everybody of a programme who has no pay account yet to the own card, where its account is active (BEN-01).
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { changer } from './change-pay-accounts.ts';
import { handleProgramme } from './get-programme.ts';
import { bindToGoodCards } from './pay-account-store.ts';

export const bindPayAccounts = action({
  name: 'benefits.bind-pay-accounts',
  title: { zh: '批量登记待遇账户', en: 'Bind pay accounts of a programme' },
  by: ['benefit-approver'],
  input: shape({ programmeId: Id }),
  output: shape({ bound: Type.Integer() }),
  async run(call, { programmeId }) {
    await handleProgramme(call, programmeId);
    const bound = await bindToGoodCards(call.db, programmeId, changer(call), call.now);
    call.note({ programmeId, bound });
    return { bound };
  },
});
