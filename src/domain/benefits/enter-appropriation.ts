// Action: enter money that a budget line gives to a programme: the first step of every yuan's path (BEN-07).
import { action } from '../../base/action.ts';
import { parseFen } from '../../base/money.ts';
import { Fen, Id, shape, Text } from '../../base/shape.ts';
import { post, stands } from '../ledger/index.ts';
import { moneyOf } from './accounts.ts';
import { handleProgramme } from './get-programme.ts';
import { refuse } from './refuse.ts';
import { insertAppropriation } from './store.ts';

export const enterAppropriation = action({
  name: 'benefits.enter-appropriation',
  title: { zh: '登记拨款', en: 'Enter an appropriation' },
  by: ['benefit-approver'],
  input: shape({ programmeId: Id, budgetLine: Text(60), document: Text(80), amountFen: Fen }),
  output: shape({ appropriationId: Id }),
  async run(call, { programmeId, budgetLine, document, amountFen }) {
    await handleProgramme(call, programmeId);
    const appropriation = {
      id: call.newId(),
      programmeId,
      budgetLine,
      document,
      amountFen: parseFen(amountFen),
      by: call.actor.id,
    };
    if (appropriation.amountFen <= 0n)
      throw refuse('answer-wrong', { problem: '金额须大于零', problem_en: 'the amount must be above zero' });
    if ((await insertAppropriation(call.db, appropriation, call.now)) === 0) throw refuse('appropriation-exists');
    const money = await moneyOf(call, programmeId);
    const [answer] = await post(call, [
      {
        // The appropriation and its transfer share one id: whoever holds the one finds the other.
        id: appropriation.id,
        debitAccountId: money.treasury.accountId,
        creditAccountId: money.fund.accountId,
        amountFen: appropriation.amountFen,
        code: 'benefit-appropriation',
        reference: appropriation.id,
        day: call.today,
      },
    ]);
    if (!stands(answer!)) throw new Error(`the ledger refused an appropriation: ${answer}`);
    call.note({ programmeId, budgetLine, document, amountFen });
    return { appropriationId: appropriation.id };
  },
});
