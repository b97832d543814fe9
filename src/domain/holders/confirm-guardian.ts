// The bureau has looked at the proof of a guardianship claimed online: it stands, or it does not.
import { action } from '../../base/action.ts';
import { addDays } from '../../base/day.ts';
import { Id, Nothing, shape, Type } from '../../base/shape.ts';
import { lockHolders } from './find-people.ts';
import { canActAsGuardian, needsGuardian } from './guardianship.ts';
import { maxGuardians } from './link-guardian.ts';
import { asLink } from './may-act.ts';
import { refuse } from './refuse.ts';
import { endGuardianships, findGuardianship, listGuardiansOf, proveGuardianship } from './store.ts';

export const confirmGuardian = action({
  name: 'holders.confirm-guardian',
  title: { zh: '核验监护关系', en: 'Verify a guardianship' },
  by: ['bureau-clerk'],
  input: shape({ guardianshipId: Id, stands: Type.Boolean() }),
  output: Nothing,
  async run(call, { guardianshipId, stands }) {
    const claim = await findGuardianship(call.db, guardianshipId);
    if (!claim) throw refuse('no-such-guardianship');
    const people = await lockHolders(call, [claim.guardianId, claim.wardId]);
    call.about(claim.guardianId, claim.wardId);
    const links = await listGuardiansOf(call.db, claim.wardId);
    const link = links.find(({ id }) => id === guardianshipId)!;
    if (link.proofSeenOn || link.until) throw refuse('no-such-guardianship');
    if (stands) {
      const ward = people.get(link.wardId)!;
      if (!needsGuardian(ward, call.today)) throw refuse('no-guardian-needed');
      const others = new Set(links.map(({ guardianId }) => guardianId).filter((id) => id !== link.guardianId));
      const inForce = [...others].filter((id) => canActAsGuardian(id, ward, links.map(asLink), call.today).ok);
      if (inForce.length >= maxGuardians) throw refuse('enough-guardians', { limit: maxGuardians });
      await proveGuardianship(call.db, guardianshipId, call.today);
    } else await endGuardianships(call.db, [guardianshipId], addDays(call.today, -1));
    call.note({ guardianshipId, guardianId: link.guardianId, wardId: link.wardId, stands });
    return {};
  },
});
