// Action: name the agency's own account at a bank, from which its envelopes are paid, and the profile of files there.
import { action } from '../../base/action.ts';
import { Code, OneOf, shape, Type } from '../../base/shape.ts';
import { mostLines, type ProfileCode, profiles } from '../banking/index.ts';
import { savePayingAccount } from './store.ts';

export const setPayingAccount = action({
  name: 'benefits.set-paying-account',
  title: { zh: '登记发放账户', en: 'Set a paying account' },
  by: ['benefit-approver'],
  input: shape({
    bankCode: Code,
    accountNumber: Type.String({ pattern: '^[0-9]{10,32}$' }),
    /** Twelve digits of the branch. */
    cnaps: Type.String({ pattern: '^[0-9]{12}$' }),
    profile: OneOf(Object.keys(profiles) as ProfileCode[]),
    /** Most lines the bank takes in one file; what is more goes out in several. */
    mostLines: Type.Optional(Type.Integer({ minimum: 1, maximum: mostLines })),
  }),
  output: shape({ bankCode: Code }),
  async run(call, input) {
    await savePayingAccount(
      call.db,
      { mostLines, ...input, agencyId: call.actor.institutionId! },
      call.actor.id,
      call.now,
    );
    call.note({ bank: input.bankCode, profile: input.profile });
    return { bankCode: input.bankCode };
  },
});
