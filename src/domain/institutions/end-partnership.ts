// A bank leaves the partnership: after its last day it takes no new orders, what was ordered before is still finished.
import { action } from '../../base/action.ts';
import { DayText, Id, Maybe, shape, Text } from '../../base/shape.ts';
import { lockInstitution } from './get-institution.ts';
import { refuse } from './refuse.ts';
import { requireBureauOf } from './require-staff-of.ts';
import { asAnswer, InstitutionShape } from './shapes.ts';
import { setPartnerUntil } from './store.ts';

export const endPartnership = action({
  name: 'institutions.end-partnership',
  title: { zh: '银行退出合作', en: 'End the partnership with a bank' },
  by: ['bureau-clerk', 'system'],
  /** `lastDay` null: the bank stays after all. */
  input: shape({ bankId: Id, lastDay: Maybe(DayText), reason: Text(200) }),
  output: InstitutionShape,
  async run(call, { bankId, lastDay, reason }) {
    const bank = await lockInstitution(call, bankId);
    await requireBureauOf(call, bank.region);
    if (bank.kind !== 'bank') throw refuse('not-a-bank');
    if (lastDay && lastDay < call.today) throw refuse('day-passed', { day: lastDay });
    await setPartnerUntil(call.db, bankId, lastDay, call.now);
    call.note({ bankId, bankCode: bank.bankCode, lastDay, reason });
    return asAnswer({ ...bank, partnerUntil: lastDay });
  },
});
