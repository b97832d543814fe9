// Sets how much of one kind of work an institution takes on in a day, from a day on; null lifts the quota.
import { action } from '../../base/action.ts';
import { DayText, Id, Maybe, Nothing, OneOf, shape, Type } from '../../base/shape.ts';
import { getInstitution } from './get-institution.ts';
import { refuse } from './refuse.ts';
import { requireStaffIn, requireStaffOf } from './require-staff-of.ts';
import { setQuotaRow } from './store.ts';
import { quotaWorks } from './take-quota.ts';

export const setQuota = action({
  name: 'institutions.set-quota',
  title: { zh: '设定每日名额', en: 'Set a daily quota' },
  by: ['bureau-clerk', 'bank-office', 'outlet-manager', 'system'],
  input: shape({
    institutionId: Id,
    work: OneOf(quotaWorks),
    perDay: Maybe(Type.Integer({ minimum: 0, maximum: 100_000 })),
    from: DayText,
  }),
  output: Nothing,
  async run(call, { institutionId, work, perDay, from }) {
    const institution = await getInstitution(call.db, institutionId);
    if (call.actor.role === 'bureau-clerk') await requireStaffIn(call, institution.region);
    else if (call.actor.role !== 'system') await requireStaffOf(call, institutionId);
    if (from < call.today) throw refuse('day-passed', { day: from });
    await setQuotaRow(call.db, { institutionId, work, perDay, from });
    call.note({ institutionId, work, perDay, from });
    return {};
  },
});
