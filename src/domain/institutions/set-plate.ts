// Hangs or takes down the plate of an instant-making outlet (BNK-12); the bureau decides, with a day.
import { action } from '../../base/action.ts';
import { DayText, Id, Maybe, shape } from '../../base/shape.ts';
import { lockInstitution } from './get-institution.ts';
import { refuse } from './refuse.ts';
import { requireBureauOf } from './require-staff-of.ts';
import { asAnswer, InstitutionShape } from './shapes.ts';
import { setPlate as savePlate } from './store.ts';

export const setPlate = action({
  name: 'institutions.set-plate',
  title: { zh: '即时制卡网点挂牌或摘牌', en: 'Hang or take down the instant-making plate' },
  by: ['bureau-clerk', 'system'],
  input: shape({ outletId: Id, since: Maybe(DayText) }),
  output: InstitutionShape,
  async run(call, { outletId, since }) {
    const outlet = await lockInstitution(call, outletId);
    await requireBureauOf(call, outlet.region);
    if (outlet.kind !== 'outlet') throw refuse('not-an-outlet');
    await savePlate(call.db, outletId, since, call.now);
    call.note({ outletId, since });
    return asAnswer({ ...outlet, instantSince: since });
  },
});
