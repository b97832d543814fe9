// 3201 totals, 3202 line by line, 9101 9102 files.
import { downloadFile, uploadFile } from '../../files.ts';
import { compareLines, compareTotals } from '../../reconcile.ts';
import { node, type Row, unitsOf, WireFault, wireTime } from '../field-table.ts';
import type { WireFunction } from '../function.ts';

const day = (row: Row, name: string) => row[name]!.slice(0, 10) as never;
const countOf = (text: string): number => Number(text.split('.')[0]);

export const books: readonly WireFunction[] = [
  {
    infno: '3201',
    input: {
      data: node(`insutype(6)!=insutype clr_type(6)!=clr_type setl_optins(6)! stmt_begndate:date! stmt_enddate:date! medfee_sumamt:n16,2!
        fund_pay_sumamt:n16,2! acct_pay:n16,2! fixmedins_setl_cnt:n10,0! refd_setl_flag(3)=flag fixmedins_refd_setl_flag(3)!=flag`),
    },
    async run(asked) {
      const row = asked.row('data');
      const fen = (name: string) => unitsOf(row[name]!, 2).toString();
      const told = await asked.ask(compareTotals, {
        ...{ insurance: row.insutype!, clearingType: row.clr_type!, office: row.setl_optins! },
        ...{ fromDay: day(row, 'stmt_begndate'), untilDay: day(row, 'stmt_enddate') },
        ...{ totalFen: fen('medfee_sumamt'), fundFen: fen('fund_pay_sumamt'), accountFen: fen('acct_pay') },
        count: countOf(row.fixmedins_setl_cnt!),
      });
      return {
        stmtinfo: {
          ...{ setl_optins: row.setl_optins, stmt_rslt: told.balanced ? '0' : '1', stmt_rslt_dscr: told.words },
        },
      };
    },
  },
  {
    infno: '3202',
    input: {
      data: node(`setl_optins(6)! file_qury_no(40)! stmt_begndate:date! stmt_enddate:date! medfee_sumamt:n16,2! fund_pay_sumamt:n16,2!
        cash_payamt:n16,2! fixmedins_setl_cnt:n10,0! clr_type(6)!=clr_type refd_setl_flag(3)=flag fixmedins_refd_setl_flag(3)!=flag`),
    },
    async run(asked) {
      const row = asked.row('data');
      const file = await asked.perform(compareLines, {
        ...{ file: row.file_qury_no!, insurance: null, clearingType: row.clr_type!, office: row.setl_optins! },
        ...{ fromDay: day(row, 'stmt_begndate'), untilDay: day(row, 'stmt_enddate') },
      });
      const until = wireTime(new Date(file.until));
      return { fileinfo: { file_qury_no: file.number, filename: file.name, dld_endtime: until } };
    },
  },
  {
    infno: '9101',
    input: { fsUploadIn: node('in(6000000)! filename(200)! fixmedins_code(12)!') },
    async run(asked) {
      const { in: content, filename } = asked.row('fsUploadIn');
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content!)) throw new WireFault('fsUploadIn.in：应为Base64');
      const file = await asked.perform(uploadFile, { name: filename!, content: content! });
      return {
        ...{ file_qury_no: file.number, filename: file.name, fixmedins_code: asked.institution.code },
        dld_endtime: wireTime(new Date(file.until)),
      };
    },
  },
  {
    infno: '9102',
    input: { fsDownloadIn: node('file_qury_no(40)! filename(200)! fixmedins_code(12)!') },
    async run(asked) {
      // The gateway turns it into the bytes themselves on the address of files.
      return { file: await asked.ask(downloadFile, { number: asked.row('fsDownloadIn').file_qury_no! }) };
    },
  },
];
