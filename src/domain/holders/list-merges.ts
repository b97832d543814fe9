// Query: merges that wait for a second person, both records masked.
import { query } from '../../base/action.ts';
import { Id, Instant, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from './find-people.ts';
import { pageMerges } from './merge-store.ts';

const pageSize = 50;
const RecordShape = shape({ holderId: Id, name: Text(100), number: Text(40) });

export const listMerges = query({
  name: 'holders.list-merges',
  title: { zh: '待批准的档案合并', en: 'Merges that wait for approval' },
  by: ['bureau-clerk', 'auditor'],
  personal: true,
  input: shape({ after: Type.Optional(Id) }),
  output: shape({
    merges: Type.Array(
      shape({
        mergeId: Id,
        from: RecordShape,
        into: RecordShape,
        proofKind: Type.String(),
        proposedBy: Type.String(),
        proposedAt: Instant,
      }),
    ),
    next: Maybe(Id),
  }),
  async run(call, { after = null }) {
    const merges = await pageMerges(call.db, after, pageSize);
    const ids = [...new Set(merges.flatMap(({ fromId, intoId }) => [fromId, intoId]))];
    const people = await maskedIdentityOf(call, ids);
    call.about(...ids);
    const record = (holderId: string) => {
      const { name, number } = people.get(holderId)!;
      return { holderId, name, number };
    };
    return {
      merges: merges.map(({ id, fromId, intoId, proofKind, proposedBy, proposedAt }) => ({
        mergeId: id,
        from: record(fromId),
        into: record(intoId),
        proofKind,
        proposedBy,
        proposedAt: proposedAt.toISOString(),
      })),
      next: merges.length === pageSize ? merges.at(-1)!.id : null,
    };
  },
});
