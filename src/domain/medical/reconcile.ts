// Reconciliation (对账): first the totals, then, where they differ, line by line with a file each way.
import { action, query } from '../../base/action.ts';
import { addDays, type Day, startOfDay } from '../../base/day.ts';
import { yuan } from '../../base/money.ts';
import { DayText, Fen, Instant, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { keepFile, ownFile, readTable, tableText, zipped } from './files.ts';
import { requireInstitution } from './guard.ts';
import { wireNumber } from './ids.ts';
import { refuse } from './refuse.ts';
import { regionOfDivision } from './regions.ts';
import { Division } from './shapes.ts';
import { type SettlementRow, settlementsBetween, totalsOf } from './store.ts';

/** Days run from the first second of the first to the last of the last. */
const period = (from: Day, until: Day) => ({ from: startOfDay(from), until: startOfDay(addDays(until, 1)) });

export const compareTotals = query({
  name: 'medical.compare-totals',
  title: { zh: '对总账', en: 'Compare totals' },
  by: ['scene-operator'],
  personal: false,
  input: shape({
    insurance: Text(3),
    clearingType: Text(6),
    /** Division of the office that clears: the insured region's. */
    office: Division,
    fromDay: DayText,
    untilDay: DayText,
    totalFen: Fen,
    fundFen: Fen,
    accountFen: Fen,
    count: Type.Integer({ minimum: 0 }),
  }),
  output: shape({ balanced: Type.Boolean(), words: Type.String() }),
  async run(call, input) {
    const { id } = await requireInstitution(call);
    const centre = await totalsOf(call.db, {
      ...{ institutionId: id, insurance: input.insurance, clearingType: input.clearingType },
      region: regionOfDivision(input.office) ?? '',
      ...period(input.fromDay, input.untilDay),
    });
    const differences = [
      ['医疗费总额', BigInt(input.totalFen), centre.total],
      ['基金支付', BigInt(input.fundFen), centre.fund],
      ['个人账户支付', BigInt(input.accountFen), centre.account],
    ].filter(([, theirs, ours]) => theirs !== ours) as [string, bigint, bigint][];
    const words = differences.map(([what, theirs, ours]) => `${what}：机构${yuan(theirs)}，中心${yuan(ours)}`);
    if (input.count !== centre.count) words.push(`笔数：机构${input.count}，中心${centre.count}`);
    return { balanced: words.length === 0, words: words.join('；') || '账平' };
  },
});

interface Line {
  readonly settlementId: string;
  readonly visitId: string;
  readonly personNumber: string;
  readonly total: string;
  readonly fund: string;
  readonly account: string;
  readonly refund: string;
}

const lineOf = ([settlementId, visitId, personNumber, total, fund, account, refund]: (string | null)[]): Line => ({
  ...{ settlementId: settlementId ?? '', visitId: visitId ?? '', personNumber: personNumber ?? '' },
  ...{ total: total ?? '0', fund: fund ?? '0', account: account ?? '0', refund: refund ?? '0' },
});

/** The same amount may be written 12, 12.0 or 12.00. */
const sameAmount = (text: string, fen: bigint): boolean => {
  const match = /^(-?)(\d{1,14})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return false;
  const value = BigInt(match[2]! + (match[3] ?? '').padEnd(2, '0'));
  return (match[1] ? -value : value) === fen;
};

export const compareLines = action({
  name: 'medical.compare-lines',
  title: { zh: '对明细账', en: 'Compare line by line' },
  by: ['scene-operator'],
  input: shape({
    file: Text(40),
    insurance: Maybe(Text(3)),
    clearingType: Text(6),
    office: Division,
    fromDay: DayText,
    untilDay: DayText,
  }),
  output: shape({ number: Type.String(), name: Type.String(), until: Instant, differences: Type.Integer() }),
  async run(call, input) {
    const institution = await requireInstitution(call);
    const rows = readTable((await ownFile(call, input.file)).content);
    if (!rows || rows.some((row) => row.length < 7)) throw refuse('file-unknown');
    const region = regionOfDivision(input.office) ?? '';
    const { from, until } = period(input.fromDay, input.untilDay);
    const ours = (await settlementsBetween(call.db, institution.id, from, until)).filter(
      (row) => row.clearingType === input.clearingType && row.region === region,
    );
    const compared = compare(rows.map(lineOf), ours);
    const name = `${institution.code}_${input.fromDay}_${input.untilDay}_result`;
    const content = zipped(`${name}.txt`, tableText(compared));
    const file = await keepFile(call, { institutionId: institution.id, name: `${name}.zip`, content });
    const differences = compared.filter((row) => row[4] === '1').length;
    call.note({ file: file.number, differences });
    return { number: file.number, name: file.name, until: file.until.toISOString(), differences };
  },
});

/** Out columns: psn_no mdtrt_id setl_id msgid stmt_rslt refd_setl_flag memo medfee_sumamt fund_pay_sumamt acct_pay. */
export function compare(theirs: readonly Line[], ours: readonly SettlementRow[]): (string | null)[][] {
  const open = new Map(ours.map((row) => [wireNumber(row.id), row]));
  const out: (string | null)[][] = theirs.map((line) => {
    const row = open.get(line.settlementId);
    open.delete(line.settlementId);
    const same =
      row &&
      wireNumber(row.visitId) === line.visitId &&
      wireNumber(row.holderId) === line.personNumber &&
      sameAmount(line.total, row.totalFen) &&
      sameAmount(line.fund, row.fundFen) &&
      sameAmount(line.account, row.accountFen);
    const memo = same ? null : row ? '金额或人员不一致' : '中心无此结算';
    return [
      ...[
        line.personNumber,
        line.visitId,
        line.settlementId,
        row?.message ?? null,
        same ? '0' : '1',
        line.refund,
        memo,
      ],
      ...(row ? [yuan(row.totalFen), yuan(row.fundFen), yuan(row.accountFen)] : [line.total, line.fund, line.account]),
    ];
  });
  // What only the centre has comes back with empty numbers, as the standard says.
  for (const row of open.values())
    out.push([
      ...[wireNumber(row.holderId), '', '', row.message, '1', row.reverses ? '1' : '0', '机构无此结算'],
      ...[yuan(row.totalFen), yuan(row.fundFen), yuan(row.accountFen)],
    ]);
  return out;
}
