// The bureau records a death on a certificate. Guardianships and mandates of the person end that day (open question 6).
import { action } from '../../base/action.ts';
import { addDays } from '../../base/day.ts';
import { DayText, Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { refuse } from './refuse.ts';
import {
  addProvenChange,
  endGuardianships,
  endMandates,
  listGuardiansOf,
  listMandates,
  listWardsOf,
  lockRows,
  saveHolders,
} from './store.ts';

export const recordDeath = action({
  name: 'holders.record-death',
  title: { zh: '登记死亡', en: 'Record a death' },
  by: ['bureau-clerk'],
  input: shape({
    holderId: Id,
    diedOn: DayText,
    proof: shape({ kind: OneOf(['death-certificate', 'household-register', 'court-ruling']), number: Text(60, 4) }),
  }),
  output: shape({
    /** False when the same death was on record already. */
    recorded: Type.Boolean(),
  }),
  async run(call, { holderId, diedOn, proof }) {
    call.about(holderId);
    const [row] = await lockRows(call.db, [holderId]);
    if (!row) throw refuse('no-such-holder');
    if (row.mergedInto) throw refuse('merged', { holderId: row.id, into: row.mergedInto });
    if (diedOn < row.born || diedOn > call.today) throw refuse('death-day-impossible');
    if (row.deceasedOn === diedOn) return { recorded: false };
    await saveHolders(call.db, [{ ...row, deceasedOn: diedOn }], call.now);
    const lastDay = addDays(diedOn, -1);
    const links = [...(await listGuardiansOf(call.db, holderId)), ...(await listWardsOf(call.db, holderId))];
    await endGuardianships(
      call.db,
      links.map(({ id }) => id),
      lastDay,
    );
    const mandates = await listMandates(call.db, holderId);
    await endMandates(
      call.db,
      mandates.map(({ id }) => id),
      lastDay,
    );
    const id = call.newId();
    await addProvenChange(
      call.db,
      {
        id,
        holderId,
        changed: ['deceased-on'],
        proofKind: proof.kind,
        proofNumber: call.vault.seal(proof.number, `holders.proven_change.proof_number:${id}`),
        formerName: null,
        staffId: call.actor.id,
      },
      call.now,
    );
    call.note({ holderId, diedOn, proofKind: proof.kind, corrected: row.deceasedOn !== null });
    return { recorded: true };
  },
});
