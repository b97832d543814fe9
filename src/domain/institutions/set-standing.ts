// Admits, suspends or ends an institution. A suspension works at once: every token of it and its staff stops (CHN-09, GOV-06).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Text } from '../../base/shape.ts';
import { lockInstitution } from './get-institution.ts';
import { standingMoves } from './institution.ts';
import { refuse } from './refuse.ts';
import { requireBureauOf } from './require-staff-of.ts';
import { asAnswer, InstitutionShape } from './shapes.ts';
import { setStanding as saveStanding } from './store.ts';

export const setStanding = action({
  name: 'institutions.set-standing',
  title: { zh: '机构准入、暂停或终止', en: 'Admit, suspend or end an institution' },
  by: ['bureau-clerk', 'system'],
  input: shape({ institutionId: Id, standing: OneOf(['admitted', 'suspended', 'ended']), reason: Text(200) }),
  output: InstitutionShape,
  async run(call, { institutionId, standing, reason }) {
    const institution = await lockInstitution(call, institutionId);
    await requireBureauOf(call, institution.region);
    // A bureau cannot lock itself out; the platform does that.
    if (institution.kind === 'bureau' && call.actor.role !== 'system') throw refuse('not-your-institution');
    const from = institution.standing;
    if (!standingMoves[from].includes(standing)) throw refuse('wrong-standing', { from, to: standing });
    await saveStanding(call.db, institutionId, standing, call.now);
    call.note({ institutionId, from, to: standing, reason });
    return asAnswer({ ...institution, standing });
  },
});
