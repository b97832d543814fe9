// At hand-over: the holder who came of age, or the present guardian, confirms again what a former guardian ordered (open question 5).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { lockHolder } from './find-people.ts';
import { canActAsGuardian, needsGuardian } from './guardianship.ts';
import { asLink, words } from './may-act.ts';
import { refuse } from './refuse.ts';
import { addReconfirmation, listGuardiansOf } from './store.ts';

export const reconfirmGuardian = action({
  name: 'holders.reconfirm-guardian',
  title: { zh: '领卡前重新确认', en: 'Confirm again before hand-over' },
  by: ['citizen', 'bank-teller', 'bank-visitor', 'bureau-clerk'],
  input: shape({
    holderId: Id,
    /** Who confirms, present before the member of staff; the holder when left out. A citizen confirms online. */
    confirmedBy: Type.Optional(Id),
  }),
  output: shape({ confirmedAs: OneOf(['holder', 'guardian']) }),
  async run(call, { holderId, confirmedBy }) {
    const who = call.actor.role === 'citizen' ? call.actor.id : (confirmedBy ?? holderId);
    const holder = await lockHolder(call, holderId);
    const isHolder = who === holderId;
    if (isHolder) {
      // A child, or an adult without full capacity, cannot confirm what needs a guardian.
      if (needsGuardian(holder, call.today)) throw refuse('needs-guardian');
    } else {
      const links = (await listGuardiansOf(call.db, holderId)).map(asLink);
      const may = canActAsGuardian(who, holder, links, call.today);
      if (!may.ok) throw refuse('not-yours', words(may));
    }
    if (holder.deceasedOn) throw refuse('deceased');
    call.about(holderId, who);
    await addReconfirmation(call.db, {
      id: call.newId(),
      holderId,
      confirmedBy: who,
      witnessedBy: call.actor.id,
      on: call.today,
    });
    call.note({ holderId, confirmedBy: who });
    return { confirmedAs: isHolder ? ('holder' as const) : ('guardian' as const) };
  },
});
