// A guardianship ends: the guardian gives it up, or the bureau ends it. Coming of age ends it by itself.
import { action } from '../../base/action.ts';
import { addDays, type Day } from '../../base/day.ts';
import { DayText, Id, shape } from '../../base/shape.ts';
import { lockHolders } from './find-people.ts';
import { refuse } from './refuse.ts';
import { endGuardianships, findGuardianship } from './store.ts';

export const endGuardianship = action({
  name: 'holders.end-guardianship',
  title: { zh: '终止监护关系', en: 'End a guardianship' },
  by: ['citizen', 'bureau-clerk'],
  input: shape({ guardianshipId: Id }),
  output: shape({ lastDay: DayText }),
  async run(call, { guardianshipId }) {
    const link = await findGuardianship(call.db, guardianshipId);
    // A citizen learns nothing about guardianships of others.
    if (!link || (call.actor.role === 'citizen' && link.guardianId !== call.actor.id))
      throw refuse('no-such-guardianship');
    await lockHolders(call, [link.guardianId, link.wardId]);
    call.about(link.guardianId, link.wardId);
    // Over at once: yesterday was the last day.
    const lastDay: Day = link.until && link.until < call.today ? link.until : addDays(call.today, -1);
    await endGuardianships(call.db, [link.id], lastDay);
    call.note({ guardianshipId: link.id, guardianId: link.guardianId, wardId: link.wardId });
    return { lastDay };
  },
});
