// Queries of the catalogue: page by page, and as a file of one kind for the institution's own system.
import { action, query } from '../../base/action.ts';
import { DayText, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { keepFile, tableText, zipped } from './files.ts';
import { requireInstitution } from './guard.ts';
import { countCatalogue, listCatalogue } from './store-register.ts';

export const catalogueKinds = ['1301', '1302', '1303', '1304', '1305', '1306', '1307', '1308', '1309'] as const;
/** What is paid for; the others name diseases and operations. */
const paid = ['1301', '1302', '1303', '1304', '1305', '1306'] as const;

export const browseCatalogue = query({
  name: 'medical.browse-catalogue',
  title: { zh: '医保目录查询', en: 'Browse the catalogue' },
  by: ['scene-operator'],
  personal: false,
  input: shape({
    kind: Type.Optional(OneOf(catalogueKinds)),
    page: Type.Integer({ minimum: 1, maximum: 100_000 }),
    size: Type.Integer({ minimum: 1, maximum: 100 }),
  }),
  output: shape({
    region: Type.String(),
    division: Type.String(),
    total: Type.Integer(),
    items: Type.Array(
      shape({
        ...{ code: Type.String(), kind: Type.String(), name: Type.String(), grade: Type.String() },
        ...{
          listType: Type.String(),
          chargeType: Type.String(),
          firstSelfPay: Type.Integer(),
          limited: Type.Boolean(),
        },
        caps: Type.Array(Maybe(Type.String())),
        ...{ validFrom: DayText, validTo: Maybe(DayText), version: Type.String() },
      }),
    ),
  }),
  async run(call, { kind, page, size }) {
    const { region, division } = await requireInstitution(call);
    const kinds = kind ? [kind] : paid;
    const rows = await listCatalogue(call.db, region, kinds, call.today, (page - 1) * size, size);
    return {
      ...{ region, division, total: await countCatalogue(call.db, region, kinds, call.today) },
      items: rows.map(({ cap1, cap2, cap3, region: _, mark: __, ...row }) => ({
        ...row,
        caps: [cap1, cap2, cap3].map((cap) => cap?.toString() ?? null),
      })),
    };
  },
});

export const catalogueFile = action({
  name: 'medical.catalogue-file',
  title: { zh: '目录文件下载', en: 'A file of the catalogue' },
  by: ['scene-operator'],
  input: shape({ kind: OneOf(catalogueKinds), version: Text(20) }),
  output: shape({ number: Type.String(), name: Type.String(), until: Instant, count: Type.Integer() }),
  async run(call, { kind }) {
    const { region } = await requireInstitution(call);
    const rows = await listCatalogue(call.db, region, [kind], call.today, 0, 100_000);
    const text = tableText(
      rows.map((row) => [
        ...[row.code, row.name, row.listType, row.chargeType, row.grade, (row.firstSelfPay / 10_000).toFixed(4)],
        ...[row.limited ? '1' : '0', row.validFrom, row.validTo, row.version],
      ]),
    );
    const name = `${kind}_${region}_${call.today}`;
    const file = await keepFile(call, {
      institutionId: null,
      name: `${name}.zip`,
      content: zipped(`${name}.txt`, text),
    });
    return { number: file.number, name: file.name, until: file.until.toISOString(), count: rows.length };
  },
});
