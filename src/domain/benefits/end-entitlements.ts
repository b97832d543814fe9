// Action: end lasting entitlements with a period: moved away, found work, died.
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { Month } from './check-list.ts';
import { handleProgramme } from './get-programme.ts';
import { periodOf } from './programme.ts';
import { endEntitlements as end } from './store.ts';

export const endEntitlements = action({
  name: 'benefits.end-entitlements',
  title: { zh: '终止待遇', en: 'End entitlements' },
  by: ['benefit-officer'],
  input: shape({
    programmeId: Id,
    holderIds: Type.Array(Id, { minItems: 1, maxItems: 10_000, uniqueItems: true }),
    /** Last period that is paid. */
    last: Month,
    reason: OneOf(['died', 'moved', 'found-work', 'term-over', 'granted-wrongly']),
  }),
  output: shape({ ended: Type.Integer() }),
  async run(call, { programmeId, holderIds, last, reason }) {
    await handleProgramme(call, programmeId);
    const ended = await end(call.db, programmeId, holderIds, periodOf(last));
    call.about(...holderIds);
    call.note({ programmeId, last, reason, ended });
    return { ended };
  },
});
