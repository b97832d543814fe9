// Action: a clerk has found one person on record twice and proposes, on proof, which record gives way; somebody else approves.
import { action } from '../../base/action.ts';
import { personOf } from '../../base/actor.ts';
import { Id, OneOf, shape, Text } from '../../base/shape.ts';
import { requireMergeable } from './merge-records.ts';
import { insertMerge } from './merge-store.ts';
import { refuse } from './refuse.ts';

export const proposeMerge = action({
  name: 'holders.propose-merge',
  title: { zh: '提议合并重复档案', en: 'Propose to merge two records' },
  by: ['bureau-clerk'],
  input: shape({
    /** The record that gives way: the second one, or the one with the wrong number. */
    fromId: Id,
    /** The record that stays. */
    intoId: Id,
    proof: shape({
      kind: OneOf(['household-register', 'identity-document', 'court-ruling', 'police-certificate']),
      number: Text(60, 4),
    }),
  }),
  output: shape({ mergeId: Id }),
  async run(call, { fromId, intoId, proof }) {
    await requireMergeable(call, fromId, intoId);
    call.about(fromId, intoId);
    const id = call.newId();
    const proofNumber = call.vault.seal(proof.number, `holders.merge.proof_number:${id}`);
    const proposedBy = personOf(call.actor);
    const isNew = await insertMerge(
      call.db,
      { id, fromId, intoId, proofKind: proof.kind, proofNumber, proposedBy },
      call.now,
    );
    if (!isNew) throw refuse('merge-proposed');
    call.note({ mergeId: id, fromId, intoId, proofKind: proof.kind });
    return { mergeId: id };
  },
});
