// Takes in a region's list of outlets, as often as it changes (BNK-03, BNK-13); from then on the list counts as supplied (BNK-16).
import { action } from '../../base/action.ts';
import { DayText, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { registerInstitutions } from './register-institutions.ts';
import { requireBureauOf } from './require-staff-of.ts';
import { placeFields, Region, RegisterCode } from './shapes.ts';
import { setOutletList } from './store.ts';

export const importOutlets = action({
  name: 'institutions.import-outlets',
  title: { zh: '导入网点名录', en: 'Import the list of outlets' },
  by: ['bureau-clerk', 'system'],
  bodyLimit: 4 * 1024 * 1024,
  input: shape({
    region: Region,
    /** Where the list comes from, e.g. the title of the notice. */
    source: Text(200),
    outlets: Type.Array(
      shape({
        code: RegisterCode,
        name: Text(100),
        bankCode: RegisterCode,
        instantSince: Type.Optional(Maybe(DayText)),
        ...placeFields,
      }),
      { minItems: 1, maxItems: 5000 },
    ),
  }),
  output: shape({ outlets: Type.Integer() }),
  async run(call, { region, source, outlets }) {
    await requireBureauOf(call, region);
    const ids = await registerInstitutions(
      call,
      outlets.map((outlet) => ({ ...outlet, region, kind: 'outlet' as const })),
    );
    await setOutletList(call.db, region, { supplied: true, source }, call.now);
    call.note({ region, source });
    return { outlets: ids.length };
  },
});
