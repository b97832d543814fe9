// Action: a region's catalogue of drugs, services and materials, with classes, first self-pay shares and price caps.
import { action } from '../../base/action.ts';
import { DayText, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { requireBureauOf } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { saveCatalogue } from './store-register.ts';

const Price = Maybe(Type.String({ pattern: '^[0-9]{1,18}$' }));

export const loadCatalogue = action({
  name: 'medical.load-catalogue',
  title: { zh: '导入医保目录', en: 'Load a catalogue' },
  by: ['bureau-clerk', 'policy-officer', 'system'],
  bodyLimit: 4 * 1024 * 1024,
  input: shape({
    region: Type.String({ maxLength: 40 }),
    version: Text(20),
    items: Type.Array(
      shape({
        code: Text(50),
        kind: OneOf(['1301', '1302', '1303', '1304', '1305', '1306', '1307', '1308', '1309']),
        name: Text(200),
        grade: OneOf(['01', '02', '03']),
        listType: Type.String({ pattern: '^[0-9]{3}$' }),
        chargeType: Type.String({ pattern: '^[0-9]{2}$' }),
        firstSelfPay: Type.Integer({ minimum: 0, maximum: 10_000 }),
        limited: Type.Optional(Type.Boolean()),
        mark: Type.Optional(Maybe(Text(40))),
        /** Millionths of a yuan, for institutions of level 1, 2 and 3. */
        priceCaps: Type.Optional(Type.Array(Price, { minItems: 3, maxItems: 3 })),
        validFrom: DayText,
        validTo: Type.Optional(Maybe(DayText)),
      }),
      { minItems: 1, maxItems: 20_000 },
    ),
  }),
  output: shape({ items: Type.Integer() }),
  async run(call, { region, version, items }) {
    await requireBureauOf(call, region);
    const keys = new Set<string>();
    const rows = items.map(({ priceCaps = [null, null, null], ...item }) => {
      const key = `${item.code} ${item.validFrom}`;
      // Class A has no first self-pay share; everything of class C is one's own anyhow.
      if (keys.has(key) || (item.grade === '01' && item.firstSelfPay !== 0))
        throw refuse('catalogue-wrong', { code: item.code });
      keys.add(key);
      const [cap1, cap2, cap3] = priceCaps.map((cap) => (cap === null ? null : BigInt(cap)));
      return {
        ...item,
        ...{ region, version, limited: item.limited ?? false, mark: item.mark ?? null },
        ...{ validTo: item.validTo ?? null, cap1: cap1 ?? null, cap2: cap2 ?? null, cap3: cap3 ?? null },
      };
    });
    await saveCatalogue(call.db, rows);
    call.note({ region, version, items: rows.length });
    return { items: rows.length };
  },
});
