// Action: asks a bank to remind the holders of cards whose accounts wait to be activated. The bank's own text, no link in it.
import { action } from '../../base/action.ts';
import { Code, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { listCards } from '../cards/index.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { cardsToActivate } from './store.ts';
import { tellBank } from './tell-bank.ts';

const most = 1_000;

export const remindActivation = action({
  name: 'banking.remind-activation',
  title: { zh: '提醒激活金融功能', en: 'Remind holders to activate' },
  by: ['bureau-clerk'],
  input: shape({ region: Code, bankCode: Code, after: Type.Optional(Id) }),
  output: shape({ reminded: Type.Integer(), next: Maybe(Id) }),
  async run(call, { region, bankCode, after }) {
    await requireStaffIn(call, region);
    const waiting = await cardsToActivate(call.db, region, bankCode, after ?? null, most);
    if (waiting.length > 0) {
      const cards = await listCards(
        call.db,
        waiting.map(({ cardId }) => cardId),
      );
      const cardNumbers = cards.map(({ cardNumber }) => cardNumber);
      if (
        !(await tellBank(call, { region, bankCode }, { kind: 'send-sms', template: 'activate-in-person', cardNumbers }))
      )
        throw refuse('no-link');
    }
    call.about(...waiting.map(({ holderId }) => holderId));
    call.note({ region, bankCode, reminded: waiting.length });
    return { reminded: waiting.length, next: waiting.length === most ? waiting.at(-1)!.cardId : null };
  },
});
