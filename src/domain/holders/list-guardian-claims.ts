// What the bureau works through: guardianships claimed online whose proof nobody has seen yet, oldest first.
import { query } from '../../base/action.ts';
import { Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from './find-people.ts';
import { proofKinds, proofPlace } from './link-guardian.ts';
import { listClaims } from './store.ts';

const pageSize = 20;

export const listGuardianClaims = query({
  name: 'holders.list-guardian-claims',
  title: { zh: '待核验的监护关系', en: 'Guardianships to verify' },
  by: ['bureau-clerk'],
  personal: true,
  input: shape({ after: Type.Optional(Id) }),
  output: shape({
    claims: Type.Array(
      shape({
        guardianshipId: Id,
        guardianId: Id,
        guardianName: Text(100),
        wardId: Id,
        wardName: Text(100),
        proofKind: OneOf(proofKinds),
        /** In clear: it is what the clerk looks up. */
        proofNumber: Text(60),
      }),
    ),
    next: Maybe(Id),
  }),
  async run(call, { after = null }) {
    const rows = await listClaims(call.db, after, pageSize);
    const ids = [...new Set(rows.flatMap(({ guardianId, wardId }) => [guardianId, wardId]))];
    call.about(...ids);
    const people = await maskedIdentityOf(call, ids);
    return {
      claims: rows.map(({ id, guardianId, wardId, proofKind, proofNumber }) => ({
        guardianshipId: id,
        guardianId,
        guardianName: people.get(guardianId)!.name,
        wardId,
        wardName: people.get(wardId)!.name,
        proofKind,
        proofNumber: call.vault.open(proofNumber, proofPlace(id)),
      })),
      next: rows.length === pageSize ? rows.at(-1)!.id : null,
    };
  },
});
