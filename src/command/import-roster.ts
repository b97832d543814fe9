// `yikatong import-roster FILE`: hands a roster to the running platform, shows what is wrong with it row by row, and takes the good rows on --commit.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Command, WrongUsage } from './command.ts';
import { httpCall, type Outcome, printProblem } from './http-call.ts';
import { fromKept, readKept } from './kept.ts';

const pauseMs = 500;

interface Imported {
  readonly importId: string;
  readonly state: string;
  readonly goodRows: number;
  readonly taken: number;
  readonly badRows: number;
  readonly errors: readonly {
    row: number;
    column: string;
    documentNumber: string;
    zh: string;
    en: string;
    remedy: { zh: string; en: string };
  }[];
}

export const importRosterCommand: Command = {
  usage:
    'import-roster <FILE.csv | FILE.xlsx> --group <groupOrderId | %word.field> [--as clerk] [--commit] [--report <FILE.csv>]',
  about: { zh: '核对并导入名册，逐行报告错误', en: 'check and import a roster, with a report row by row' },
  async run(args, config) {
    const { file, group, as, commit, report } = parse(args);
    const groupOrderId = group.startsWith('%') ? fromKept(readKept(config.home), group.slice(1)) : group;
    const call = (operation: string, input: object) => httpCall(config, operation, input, { as });
    const checked = await call('orders.check-roster', {
      groupOrderId,
      fileName: basename(file),
      file: readFile(file).toString('base64'),
    });
    if (!checked.ok) return refused(checked);
    const found = checked.answer as Imported;
    console.log(`可导入 good rows: ${found.goodRows}，有误 bad rows: ${found.badRows}`);
    for (const { row, column, documentNumber, zh, en, remedy } of found.errors) {
      console.log(
        `  第${row}行 row ${row} ${column} ${documentNumber}\n    ${zh}。${remedy.zh}\n    ${en}. ${remedy.en}`,
      );
    }
    if (report) {
      const written = await call('orders.roster-report', { importId: found.importId });
      if (!written.ok) return refused(written);
      writeFileSync(report, (written.answer as { csv: string }).csv);
      console.log(`报告 report: ${report}`);
    }
    if (!commit) {
      console.log('尚未导入；加 --commit 导入可用的行。 Nothing is imported yet; --commit takes the good rows.');
      return 0;
    }
    const done = await call('orders.commit-roster', { importId: found.importId });
    if (!done.ok) return refused(done);
    let { state, taken, goodRows } = done.answer as Imported;
    // A large roster is taken piece by piece; meanwhile the platform serves others.
    while (state === 'importing') {
      console.log(`  ${taken} / ${goodRows}`);
      await setTimeout(pauseMs);
      const further = await call('orders.roster-progress', { importId: found.importId });
      if (!further.ok) return refused(further);
      ({ state, taken, goodRows } = further.answer as Imported);
    }
    console.log(`已导入并邀请 imported and invited: ${goodRows}`);
    return 0;
  },
};

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const read = () =>
    parseArgs({
      args,
      allowPositionals: true,
      options: { group: text, as: text, report: text, commit: { type: 'boolean' } },
    });
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read();
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
  const { values, positionals } = parsed;
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new WrongUsage('请指定一个文件 · name one file');
  if (!values.group) throw new WrongUsage('请用 --group 指定集体申领 · name the group order with --group');
  return { file, group: values.group, as: values.as ?? 'clerk', commit: values.commit === true, report: values.report };
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new WrongUsage(`读不到文件 · cannot read: ${file}`);
  }
}

function refused(outcome: Extract<Outcome, { ok: false }>): number {
  printProblem(outcome.problem);
  return 1;
}
