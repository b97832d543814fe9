// Action, step 1: the bank has opened the account of the card, or the holder does without one where the region lets them.
import { action } from '../../base/action.ts';
import { Id, Maybe, shape, Text } from '../../base/shape.ts';
import { lockHolder } from '../holders/index.ts';
import { getOrder } from '../orders/index.ts';
import { getOwnMaking, lockMaking, MakingAnswer, requireStep, saveStep } from './making-step.ts';
import { refuse } from './refuse.ts';
import { steps } from './steps.ts';
import { openAtCounter } from './tell-accounts.ts';

export const recordAccount = action({
  name: 'production.record-account',
  title: { zh: '即时制卡：登记账户', en: 'Making on the spot: record the account' },
  by: ['bank-teller'],
  input: shape({ makingId: Id, bankCardNumber: Maybe(Text(19, 12)) }),
  output: MakingAnswer,
  async run(call, { makingId, bankCardNumber }) {
    const { holderId, orderId, cardId } = await getOwnMaking(call, makingId);
    await lockHolder(call, holderId);
    const making = await lockMaking(call, makingId);
    requireStep(call, making, 'account');
    const { accountRule, region, bankCode } = await getOrder(call.db, orderId);
    if (bankCardNumber === null && accountRule === 'required-with-order') throw refuse('account-missing');
    if (bankCardNumber !== null) await openAtCounter(call, { region, bankCode: bankCode! }, cardId, bankCardNumber);
    return saveStep(call, making, { state: steps.account.to, failedStep: null, failure: null });
  },
});
