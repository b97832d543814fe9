// The bureau records, on a ruling, that a person lacks full legal capacity, or has it again (open question 11).
import { action } from '../../base/action.ts';
import { Id, Nothing, OneOf, shape, Text } from '../../base/shape.ts';
import { refuse } from './refuse.ts';
import { addProvenChange, lockRows, saveHolders } from './store.ts';

export const recordCapacity = action({
  name: 'holders.record-capacity',
  title: { zh: '登记民事行为能力', en: 'Record legal capacity' },
  by: ['bureau-clerk'],
  input: shape({
    holderId: Id,
    capacity: OneOf(['full', 'limited', 'none']),
    proof: shape({ kind: OneOf(['court-ruling']), number: Text(60, 4) }),
  }),
  output: Nothing,
  async run(call, { holderId, capacity, proof }) {
    call.about(holderId);
    const [row] = await lockRows(call.db, [holderId]);
    if (!row) throw refuse('no-such-holder');
    if (row.mergedInto) throw refuse('merged', { holderId: row.id, into: row.mergedInto });
    if (row.deceasedOn) throw refuse('deceased');
    if (row.capacity === capacity) throw refuse('nothing-changes');
    await saveHolders(call.db, [{ ...row, capacity }], call.now);
    const id = call.newId();
    await addProvenChange(
      call.db,
      {
        id,
        holderId,
        changed: ['capacity'],
        proofKind: proof.kind,
        proofNumber: call.vault.seal(proof.number, `holders.proven_change.proof_number:${id}`),
        formerName: null,
        staffId: call.actor.id,
      },
      call.now,
    );
    // Which capacity is a matter of health: it stays out of the journal.
    call.note({ holderId, proofKind: proof.kind });
    return {};
  },
});
