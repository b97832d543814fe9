// Action: the channel or the bank says what became of a message it took. Receipts may come twice, late, and before our own note.
import { action } from '../../base/action.ts';
import { Id, OneOf, shape } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { type MessageState, messageStates } from './message.ts';
import { refuse } from './refuse.ts';
import { lockMessage, moveMessages } from './store.ts';

export const reportReceipt = action({
  name: 'notices.report-receipt',
  title: { zh: '回报短信送达结果', en: 'Report what became of a message' },
  by: ['system', 'bank-office'],
  input: shape({ messageId: Id, outcome: OneOf(['delivered', 'failed']) }),
  output: shape({ state: OneOf(Object.keys(messageStates.moves) as [MessageState, ...MessageState[]]) }),
  async run(call, { messageId, outcome }) {
    const message = await lockMessage(call.db, messageId);
    if (!message) throw refuse('no-such-message');
    if (call.actor.role === 'bank-office') {
      const own = await getInstitution(call.db, call.actor.institutionId ?? '');
      if (message.bankCode === null || own.bankCode !== message.bankCode || own.region !== message.region) {
        throw refuse('other-bank');
      }
    }
    // A receipt that comes again, or after the end, changes nothing.
    const [moved] = await moveMessages(call, [messageId], outcome);
    call.note({ messageId, outcome, moved: moved !== undefined });
    return { state: moved ? outcome : message.state };
  },
});
