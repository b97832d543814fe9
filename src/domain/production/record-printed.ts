// Action, step 3: the face of the card is printed.
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { MakingAnswer, takeStep } from './making-step.ts';

export const recordPrinted = action({
  name: 'production.record-printed',
  title: { zh: '即时制卡：登记打印', en: 'Making on the spot: record the print' },
  by: ['bank-teller'],
  input: shape({ makingId: Id }),
  output: MakingAnswer,
  run: (call, { makingId }) => takeStep(call, makingId, 'print', () => ({})),
});
