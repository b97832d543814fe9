// Action: clear a finding, or confirm it; confirmed people stay held until their entitlement is ended.
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Text } from '../../base/shape.ts';
import { decideRow, lockFinding } from './finding-store.ts';
import { getProgramme, requireAgency } from './get-programme.ts';
import { refuse } from './refuse.ts';

export const decideFinding = action({
  name: 'benefits.decide-finding',
  title: { zh: '核查结论', en: 'Decide a finding' },
  by: ['benefit-approver'],
  input: shape({ findingId: Id, verdict: OneOf(['cleared', 'confirmed']), reason: Text(200, 4) }),
  output: shape({ findingId: Id }),
  async run(call, { findingId, verdict, reason }) {
    const finding = await lockFinding(call.db, findingId);
    if (!finding) throw refuse('no-such-finding');
    await requireAgency(call, await getProgramme(call, finding.programmeId));
    if (finding.state !== 'open') throw refuse('finding-decided');
    await decideRow(call.db, findingId, verdict, call.actor.id, reason);
    call.about(finding.holderId);
    call.note({ findingId, kind: finding.kind, verdict });
    return { findingId };
  },
});
