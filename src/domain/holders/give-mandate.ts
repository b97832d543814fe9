// A holder lets a community helper lend a hand, for named acts and a limited time; decisions are never given away.
import { action } from '../../base/action.ts';
import { addDays } from '../../base/day.ts';
import { DayText, Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { lockHolder } from './find-people.ts';
import { helperActs } from './guardianship.ts';
import { holderOfCall } from './may-act.ts';
import { refuse } from './refuse.ts';
import { addMandate } from './store.ts';

const maxDays = 365;

export const giveMandate = action({
  name: 'holders.give-mandate',
  title: { zh: '授权协助人代办', en: 'Let a helper lend a hand' },
  by: ['citizen', 'bureau-clerk'],
  input: shape({
    holderId: Type.Optional(Id),
    /** Staff id of the community worker. */
    helperId: Text(64),
    acts: Type.Array(OneOf(helperActs), { minItems: 1, maxItems: helperActs.length, uniqueItems: true }),
    /** Last day. */
    until: DayText,
    /** The number of the signed paper; a clerk who records a mandate has to give it. */
    paperNumber: Type.Optional(Text(60)),
  }),
  output: shape({ mandateId: Id }),
  async run(call, { holderId, helperId, acts, until, paperNumber }) {
    const forHolder = await holderOfCall(call, holderId);
    const holder = await lockHolder(call, forHolder);
    if (holder.deceasedOn) throw refuse('deceased');
    if (call.actor.role !== 'citizen' && !paperNumber) throw refuse('paper-missing');
    if (until < call.today || until > addDays(call.today, maxDays)) throw refuse('mandate-too-long', { days: maxDays });
    const id = call.newId();
    await addMandate(
      call.db,
      {
        id,
        holderId: forHolder,
        helperId,
        acts,
        from: call.today,
        until,
        paperNumber: paperNumber ? call.vault.seal(paperNumber, `holders.mandate.paper_number:${id}`) : null,
      },
      call.now,
    );
    call.note({ mandateId: id, helperId, acts, until });
    return { mandateId: id };
  },
});
