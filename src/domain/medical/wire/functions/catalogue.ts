// 1301–1309 catalogue files, 1312 1316 1317 1318 1319 pages of the catalogue, 1901 the code tables.
import { browseCatalogue, catalogueFile, catalogueKinds } from '../../browse-catalogue.ts';
import { codeLabels } from '../codes.ts';
import { ratio } from '../envelope.ts';
import { decimalText, node, WireFault, wireTime } from '../field-table.ts';
import type { Ask, WireFunction } from '../function.ts';

const paged =
  node(`page_num(6)! page_size(4)! updt_time:dt! query_date:date hilist_code(30) insu_admdvs(6) vali_flag(3)=flag
  fixmedins_code(12) medins_list_codg(150) list_type(6)=list_type`);

type Item = Awaited<ReturnType<typeof page>>['items'][number];

const positive = (text: string, field: string, most: number): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) throw new WireFault(`data.${field}：应为1至${most}`);
  return value;
};

async function page(asked: Ask) {
  const row = asked.row('data');
  const size = positive(row.page_size!, 'page_size', 100);
  const number = positive(row.page_num!, 'page_num', 100_000);
  const found = await asked.ask(browseCatalogue, { page: number, size });
  return { ...found, number, size };
}

const pages = (infno: string, lines: (item: Item, division: string, asked: Ask) => object[]): WireFunction => ({
  infno,
  input: { data: paged },
  async run(asked) {
    const { items, division, total, number, size } = await page(asked);
    return {
      data: items.flatMap((item) => lines(item, division, asked)),
      ...{ page_num: number.toString(), page_size: size.toString(), record_counts: total.toString() },
    };
  },
});

const since = (item: Item) => ({ begndate: item.validFrom, enddate: item.validTo ?? '', vali_flag: '1' });

export const catalogue: readonly WireFunction[] = [
  ...catalogueKinds.flatMap((kind): WireFunction[] =>
    [kind, `${kind}A`].map((infno) => ({
      infno,
      input: { data: node('ver(20)!') },
      async run(asked) {
        const file = await asked.perform(catalogueFile, { kind, version: asked.row('data').ver! });
        return {
          ...{ file_qury_no: file.number, filename: file.name, dld_end_time: wireTime(new Date(file.until)) },
          data_cnt: file.count.toString(),
        };
      },
    })),
  ),
  pages('1312', (item, division) => [
    {
      ...{ hilist_code: item.code, hilist_name: item.name, insu_admdvs: division, ...since(item) },
      ...{ med_chrgitm_type: item.chargeType, chrgitm_lv: item.grade, lmt_used_flag: item.limited ? '1' : '0' },
      list_type: item.listType,
    },
  ]),
  pages('1316', (item, division) => [
    {
      ...{ med_list_codg: item.code, hilist_code: item.code, list_type: item.listType, insu_admdvs: division },
      ...since(item),
    },
  ]),
  pages('1317', (item, division, { institution }) => [
    {
      ...{ fixmedins_code: institution.code, medins_list_codg: item.code, medins_list_name: item.name },
      ...{ med_list_codg: item.code, list_type: item.listType, insu_admdvs: division, ...since(item) },
    },
  ]),
  pages('1318', (item, division) =>
    item.caps.flatMap((cap, i) =>
      cap === null
        ? []
        : [
            {
              ...{ hilist_code: item.code, hilist_lmtpric_type: (i + 1).toString(), overlmt_dspo_way: '2' },
              ...{ insu_admdvs: division, ...since(item), hilist_pric_uplmt_amt: decimalText(BigInt(cap), 6) },
            },
          ],
    ),
  ),
  pages('1319', (item, division) => [
    {
      ...{ hilist_code: item.code, selfpay_prop_psn_type: '99', selfpay_prop_type: '10', insu_admdvs: division },
      ...{ ...since(item), selfpay_prop: item.grade === '03' ? '1.0000' : ratio(item.firstSelfPay) },
    },
  ]),
  {
    infno: '1901',
    input: { data: node('type(30)! parent_value(50) admdvs(6)! date:date! Vali_Flag(3)=flag') },
    async run(asked) {
      const { type, date } = asked.row('data');
      const labels = Object.hasOwn(codeLabels, type!) ? codeLabels[type!]! : {};
      return {
        list: Object.entries(labels).map(([value, label], i) => ({
          ...{ type, label, value, parentValue: '', sort: (i + 1).toString(), valiFlag: '1' },
          ...{ createUser: '', createDate: date, version: '1' },
        })),
      };
    },
  },
];
