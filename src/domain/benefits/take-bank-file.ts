// Actions: answers and statements as the signed files banks really send, in the profile of the bank.
import { createHash } from 'node:crypto';
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { FileBase64, Id, shape, Type } from '../../base/shape.ts';
import {
  type FileFault,
  isFault,
  profiles,
  readPaymentAnswer,
  readStatement,
  type StatementEntry,
  signedByBank,
} from '../banking/index.ts';
import { getInstitution } from '../institutions/index.ts';
import { getProgramme } from './get-programme.ts';
import { type GivenEntry, matchStatement, StatementOutcome } from './match-statement.ts';
import { refuse } from './refuse.ts';
import { readWireId } from './run.ts';
import { type Answered, listAnswerable } from './run-store.ts';
import { type Answering, openAnswer, runOfAnswer, settleAnswer, wrongAnswer } from './settle-answer.ts';
import { findPayingAccount } from './store.ts';
import { AnswerOutcome } from './take-answer.ts';

const mostBytes = 48 * 1024 * 1024;
const bodyLimit = Math.ceil(mostBytes * 1.4);
const Signed = { file: FileBase64(mostBytes), signature: Type.String({ pattern: '^[0-9a-f]{128}$' }) };

export const takeAnswerFile = action({
  name: 'benefits.take-answer-file',
  title: { zh: '接收银行回盘文件', en: 'Take an answer file' },
  by: ['bank-office'],
  bodyLimit,
  input: shape({ envelopeId: Id, ...Signed }),
  output: AnswerOutcome,
  async run(call, { envelopeId, file, signature }) {
    // Read before anything is locked: another bank's answer is settled meanwhile.
    const { programmeId } = await runOfAnswer(call, envelopeId);
    const { profile, bytes, digest } = await openFile(call, await getProgramme(call, programmeId), file, signature);
    const read = readPaymentAnswer(profile, bytes);
    if (isFault(read)) throw faulty(read);
    const answering = await openAnswer(call, envelopeId);
    if (read.messageId !== envelopeId) throw wrongAnswer('文件回复的不是本批', 'the file answers another envelope');
    const answered = read.refused
      ? await allRefused(call, answering, read.refused)
      : read.lines.flatMap(({ id, amountFen, outcome, reason }): Answered[] => {
          const line = readWireId(id);
          if (line?.runNumber !== answering.run.number)
            throw wrongAnswer(`${id}不属于本批`, `${id} is no line of this envelope`);
          return outcome === 'pending'
            ? []
            : [{ entitlement: line.entitlement, amountFen, reason: outcome === 'paid' ? null : (reason ?? 'other') }];
        });
    if (new Set(answered.map(({ entitlement }) => entitlement)).size !== answered.length) {
      throw wrongAnswer('同一笔出现两次', 'a line stands twice');
    }
    return settleAnswer(call, answering, answered, digest);
  },
});

/** The whole file came back: every line that waits failed for the one reason. */
async function allRefused(call: Call, { envelope }: Answering, reason: string): Promise<Answered[]> {
  return (await listAnswerable(call.db, envelope)).map(({ entitlement, amountFen }) => ({
    entitlement,
    amountFen,
    reason,
  }));
}

export const takeStatementFile = action({
  name: 'benefits.take-statement-file',
  title: { zh: '接收银行对账文件', en: 'Take a statement file' },
  by: ['bank-office'],
  bodyLimit,
  input: shape({ programmeId: Id, ...Signed }),
  output: StatementOutcome,
  async run(call, { programmeId, file, signature }) {
    const programme = await getProgramme(call, programmeId);
    const { profile, bytes, paying } = await openFile(call, programme, file, signature);
    const read = readStatement(profile, bytes);
    if (isFault(read)) throw faulty(read);
    if (read.accountNumber !== paying.accountNumber)
      throw wrongAnswer('不是本机构的发放账户', 'this is not the paying account of the agency');
    return matchStatement(call, {
      programmeId,
      number: read.statementId.slice(0, 35),
      day: read.day,
      openingFen: read.openingFen,
      closingFen: read.closingFen,
      entries: read.entries.map(entryOf),
    });
  },
});

/** Money that comes in otherwise than as a return is the bank's matter with finance, and no line of ours. */
const entryOf = ({ side, reversal, lineId, amountFen }: StatementEntry): GivenEntry => ({
  kind: side === 'debit' && !reversal ? 'debit' : 'reversal',
  line: (lineId && readWireId(lineId)) ?? (lineId ?? '').slice(0, 35),
  amountFen,
});

async function openFile(call: Call, programme: { region: string; agencyId: string }, file: string, signature: string) {
  const bank = await getInstitution(call.db, call.actor.institutionId!);
  const paying = await findPayingAccount(call.db, programme.agencyId, bank.bankCode ?? '');
  if (!paying) throw refuse('no-paying-account', { bank: bank.bankCode ?? '' });
  const bytes = Buffer.from(file, 'base64');
  if (!(await signedByBank(call, { region: programme.region, bankCode: bank.bankCode! }, bytes, signature))) {
    throw refuse('wrong-signature');
  }
  return { bytes, paying, profile: profiles[paying.profile], digest: createHash('sm3').update(bytes).digest() };
}

function faulty({ fault, at, problem }: FileFault) {
  const words: Record<FileFault['fault'], string> = {
    'too-large': '文件过大',
    'wrong-encoding': '编码不符',
    unreadable: '无法识别',
    truncated: '文件不完整',
    'wrong-count': '笔数与明细不符',
    'wrong-total': '合计与明细不符',
  };
  const where = at === undefined ? '' : `（第${at}处）`;
  return wrongAnswer(
    `${words[fault]}${where}`,
    `${fault}${at === undefined ? '' : ` at ${at}`}${problem ? `: ${problem}` : ''}`,
  );
}
