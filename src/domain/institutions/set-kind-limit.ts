// Limits how many institutions of one kind a region admits (GOV-06); null lifts the limit.
import { action } from '../../base/action.ts';
import { Maybe, Nothing, OneOf, shape, Type } from '../../base/shape.ts';
import { institutionKinds } from './institution.ts';
import { requireBureauOf } from './require-staff-of.ts';
import { Region } from './shapes.ts';
import { setLimit } from './store.ts';

export const setKindLimit = action({
  name: 'institutions.set-kind-limit',
  title: { zh: '设定机构数量上限', en: 'Limit the number of institutions of a kind' },
  by: ['bureau-clerk', 'system'],
  input: shape({
    region: Region,
    kind: OneOf(institutionKinds),
    most: Maybe(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  }),
  output: Nothing,
  async run(call, { region, kind, most }) {
    await requireBureauOf(call, region);
    await setLimit(call.db, region, kind, most);
    call.note({ region, kind, most });
    return {};
  },
});
