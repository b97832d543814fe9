// Payment files in ISO 20022: pain.001 order, pain.002 answer, camt.053 statement, camt.054 notice. Chinese branches by CNAPS code.
import type { Day } from '../../../base/day.ts';
import { parseYuan, yuan } from '../../../base/money.ts';
import { isoOf, type Reason, reasonOfIso } from '../reasons.ts';
import {
  type AnswerLine,
  type OrderHead,
  type OrderText,
  type Outcome,
  type Party,
  type PaymentAnswer,
  type PaymentLine,
  type PaymentOrder,
  type PaymentPurpose,
  purposes,
  readWireId,
  requireClosing,
  type Statement,
  type StatementEntry,
  totalOf,
  Unreadable,
  wireId,
} from './payment.ts';
import { escapeXml, type Leaves, readXml } from './xml.ts';

const namespaceOf = (message: string) => `urn:iso:std:iso:20022:tech:xsd:${message}`;
export const isoMessages = {
  order: 'pain.001.001.12',
  answer: 'pain.002.001.14',
  statement: 'camt.053.001.12',
  notice: 'camt.054.001.12',
} as const;

const el = (name: string, ...inside: readonly (string | null)[]): string =>
  `<${name}>${inside.filter((part) => part !== null).join('')}</${name}>`;
const leaf = (name: string, value: string): string => `<${name}>${escapeXml(value)}</${name}>`;
const money = (name: string, fen: bigint): string => `<${name} Ccy="CNY">${yuan(fen)}</${name}>`;
const documentOf = (message: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespaceOf(message)}">${body}</Document>\n`;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytesOf = (message: string, body: string): Uint8Array => encode(documentOf(message, body));
/** Stands where the lines will; no XML can hold it. */
const linesHere = '\u0000';

const account = (number: string) => `<Id><Othr>${leaf('Id', number)}</Othr></Id>`;
const agent = (cnaps: string) =>
  `<FinInstnId><ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId>${leaf('MmbId', cnaps)}</ClrSysMmbId></FinInstnId>`;

/** Why a line cannot be put into such a file, if it cannot. */
export function isoLineFault({ payee, memo }: PaymentLine): 'name' | 'account' | 'memo' | undefined {
  const bad =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML knows no control characters
    /[\u0000-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
  const fits = (value: string, most: number) => !bad.test(value) && value === value.trim() && [...value].length <= most;
  if (payee.name === '' || !fits(payee.name, 140)) return 'name';
  if (!/^\d{8,34}$/.test(payee.accountNumber) || !/^\d{12}$/.test(payee.cnaps)) return 'account';
  return fits(memo, 140) ? undefined : 'memo';
}

export function isoOrder(head: OrderHead): OrderText {
  const { messageId, createdAt, executeOn, purpose, payer, count, totalFen } = head;
  const sums = [leaf('NbOfTxs', String(count)), leaf('CtrlSum', yuan(totalFen))];
  const inside = el(
    'CstmrCdtTrfInitn',
    el(
      'GrpHdr',
      leaf('MsgId', wireId(messageId)),
      leaf('CreDtTm', createdAt.toISOString()),
      ...sums,
      el('InitgPty', leaf('Nm', payer.name)),
    ),
    el(
      'PmtInf',
      leaf('PmtInfId', wireId(messageId)),
      leaf('PmtMtd', 'TRF'),
      leaf('BtchBookg', 'false'),
      ...sums,
      el('PmtTpInf', el('CtgyPurp', leaf('Cd', purpose))),
      el('ReqdExctnDt', leaf('Dt', executeOn)),
      el('Dbtr', leaf('Nm', payer.name)),
      el('DbtrAcct', account(payer.accountNumber)),
      el('DbtrAgt', agent(payer.cnaps)),
      linesHere,
    ),
  );
  const [open, close] = documentOf(isoMessages.order, inside).split(linesHere) as [string, string];
  // The same for every line: what differs is put between. A million lines are written here.
  const purposeOf = el('Purp', leaf('Cd', purpose));
  return {
    open,
    close,
    encode,
    line: ({ id, payee, amountFen, memo }, position) =>
      `${position === 0 ? '' : '\n'}<CdtTrfTxInf><PmtId><EndToEndId>${wireId(id)}</EndToEndId></PmtId><Amt>${money('InstdAmt', amountFen)}</Amt>` +
      `<CdtrAgt>${agent(payee.cnaps)}</CdtrAgt><Cdtr>${leaf('Nm', payee.name)}</Cdtr><CdtrAcct>${account(payee.accountNumber)}</CdtrAcct>` +
      `${purposeOf}${memo === '' ? '' : `<RmtInf>${leaf('Ustrd', memo)}</RmtInf>`}</CdtTrfTxInf>`,
  };
}

const bad = (problem: string, at?: number): never => {
  throw new Unreadable({ fault: 'unreadable', problem, ...(at ? { at } : {}) });
};
const need = (leaves: Leaves, path: string, at?: number): string => leaves.get(path) ?? bad(path, at);
const fen = (leaves: Leaves, path: string, at?: number): bigint => {
  if (leaves.get(`${path}@Ccy`) !== 'CNY') bad(`${path}@Ccy`, at);
  return yuanIn(need(leaves, path, at), path, at);
};
function yuanIn(value: string, path: string, at?: number): bigint {
  try {
    return parseYuan(value);
  } catch {
    return bad(path, at);
  }
}
const instant = (value: string): Date => {
  const read = new Date(value);
  return Number.isNaN(read.getTime()) ? bad('instant') : read;
};
const dayIn = (value: string, at?: number): Day => (/^\d{4}-\d\d-\d\d$/.test(value) ? (value as Day) : bad('day', at));

/** Count and total as the file claims them must be those of its lines. */
function requireSums(count: string, total: string, lines: readonly { amountFen: bigint }[]): void {
  if (count !== String(lines.length)) throw new Unreadable({ fault: 'wrong-count' });
  if (yuanIn(total, 'CtrlSum') !== totalOf(lines)) throw new Unreadable({ fault: 'wrong-total' });
}

const partyIn = (leaves: Leaves, who: 'Cdtr' | 'Dbtr', at?: number): Party => {
  if (leaves.get(`${who}Agt/FinInstnId/ClrSysMmbId/ClrSysId/Cd`) !== 'CNAPS') bad(`${who}Agt`, at);
  return {
    name: need(leaves, `${who}/Nm`, at),
    accountNumber: need(leaves, `${who}Acct/Id/Othr/Id`, at),
    cnaps: need(leaves, `${who}Agt/FinInstnId/ClrSysMmbId/MmbId`, at),
  };
};

export function readIsoOrder(bytes: Uint8Array): PaymentOrder {
  const { head, records } = readXml(bytes, namespaceOf(isoMessages.order), ['CdtTrfTxInf']);
  const lines = records.map(({ leaves }, i): PaymentLine => {
    return {
      id: readWireId(need(leaves, 'PmtId/EndToEndId', i + 1)),
      payee: partyIn(leaves, 'Cdtr', i + 1),
      amountFen: fen(leaves, 'Amt/InstdAmt', i + 1),
      memo: leaves.get('RmtInf/Ustrd') ?? '',
    };
  });
  const group = 'CstmrCdtTrfInitn/GrpHdr/';
  const block = 'CstmrCdtTrfInitn/PmtInf/';
  requireSums(need(head, `${group}NbOfTxs`), need(head, `${group}CtrlSum`), lines);
  requireSums(need(head, `${block}NbOfTxs`), need(head, `${block}CtrlSum`), lines);
  const below = new Map(
    [...head].filter(([path]) => path.startsWith(block)).map(([path, value]) => [path.slice(block.length), value]),
  );
  const purpose = need(below, 'PmtTpInf/CtgyPurp/Cd');
  if (!purposes.includes(purpose as PaymentPurpose)) bad('CtgyPurp');
  return {
    messageId: readWireId(need(head, `${group}MsgId`)),
    createdAt: instant(need(head, `${group}CreDtTm`)),
    executeOn: dayIn(need(below, 'ReqdExctnDt/Dt')),
    purpose: purpose as PaymentPurpose,
    payer: partyIn(below, 'Dbtr'),
    lines,
  };
}

// Settled on the creditor side is paid; on the debtor side only, or still worked on, is not yet.
const statusOf: Record<Outcome, string> = { paid: 'ACCC', rejected: 'RJCT', pending: 'ACSP' };
const outcomeOf = new Map<string, Outcome>([
  ['ACCC', 'paid'],
  ['RJCT', 'rejected'],
  ['CANC', 'rejected'],
  ...['RCVD', 'PDNG', 'ACTC', 'ACCP', 'ACSP', 'ACSC', 'ACWC', 'PATC'].map((status): [string, Outcome] => [
    status,
    'pending',
  ]),
]);

const statusReason = (reason: Reason, own: string | null) =>
  el('StsRsnInf', el('Rsn', leaf('Cd', isoOf(reason))), own ? leaf('AddtlInf', own) : null);

export function writeIsoAnswer({ messageId, answeredAt, refused, lines }: PaymentAnswer): Uint8Array {
  const rejected = lines.filter(({ outcome }) => outcome === 'rejected').length;
  const group = refused ? 'RJCT' : rejected === 0 ? 'ACSC' : 'PART';
  const original = [leaf('OrgnlMsgId', wireId(messageId)), leaf('OrgnlMsgNmId', isoMessages.order)];
  return bytesOf(
    isoMessages.answer,
    el(
      'CstmrPmtStsRpt',
      el('GrpHdr', leaf('MsgId', `A${wireId(messageId).slice(0, 31)}`), leaf('CreDtTm', answeredAt.toISOString())),
      el(
        'OrgnlGrpInfAndSts',
        ...original,
        leaf('OrgnlNbOfTxs', String(lines.length)),
        leaf('OrgnlCtrlSum', yuan(totalOf(lines))),
        leaf('GrpSts', group),
        refused && statusReason(refused, null),
      ),
      el(
        'OrgnlPmtInfAndSts',
        leaf('OrgnlPmtInfId', wireId(messageId)),
        lines
          .map((line) =>
            el(
              'TxInfAndSts',
              leaf('OrgnlEndToEndId', wireId(line.id)),
              leaf('TxSts', statusOf[line.outcome]),
              line.reason && statusReason(line.reason, line.bankCode),
              leaf('AcctSvcrRef', line.bankReference),
              el('OrgnlTxRef', el('Amt', money('InstdAmt', line.amountFen))),
            ),
          )
          .join('\n'),
      ),
    ),
  );
}

export function readIsoAnswer(bytes: Uint8Array): PaymentAnswer {
  const { head, records } = readXml(bytes, namespaceOf(isoMessages.answer), ['TxInfAndSts']);
  const group = 'CstmrPmtStsRpt/OrgnlGrpInfAndSts/';
  const lines = records.map(({ leaves }, i): AnswerLine => {
    const outcome = outcomeOf.get(need(leaves, 'TxSts', i + 1)) ?? bad('TxSts', i + 1);
    const code = leaves.get('StsRsnInf/Rsn/Cd') ?? leaves.get('StsRsnInf/Rsn/Prtry') ?? null;
    return {
      id: readWireId(need(leaves, 'OrgnlEndToEndId', i + 1)),
      amountFen: fen(leaves, 'OrgnlTxRef/Amt/InstdAmt', i + 1),
      outcome,
      reason: outcome === 'rejected' ? reasonOfIso(code ?? '') : null,
      bankCode: leaves.get('StsRsnInf/AddtlInf') ?? code,
      bankReference: leaves.get('AcctSvcrRef') ?? '',
    };
  });
  requireSums(need(head, `${group}OrgnlNbOfTxs`), need(head, `${group}OrgnlCtrlSum`), lines);
  const refused =
    head.get(`${group}GrpSts`) === 'RJCT' ? reasonOfIso(head.get(`${group}StsRsnInf/Rsn/Cd`) ?? '') : null;
  return {
    messageId: readWireId(need(head, `${group}OrgnlMsgId`)),
    answeredAt: instant(need(head, 'CstmrPmtStsRpt/GrpHdr/CreDtTm')),
    refused,
    lines,
  };
}

const sign = { debit: 'DBIT', credit: 'CRDT' } as const;

const entry = ({ reference, side, amountFen, day, lineId, reversal, reason }: StatementEntry): string =>
  el(
    'Ntry',
    leaf('NtryRef', reference),
    money('Amt', amountFen),
    leaf('CdtDbtInd', sign[side]),
    leaf('RvslInd', String(reversal)),
    el('Sts', leaf('Cd', 'BOOK')),
    el('BookgDt', leaf('Dt', day)),
    leaf('AcctSvcrRef', reference),
    el('BkTxCd', el('Prtry', leaf('Cd', reversal ? 'RETURN' : 'PAYMENT'))),
    lineId &&
      el(
        'NtryDtls',
        el(
          'TxDtls',
          el('Refs', leaf('EndToEndId', wireId(lineId))),
          reason && el('RtrInf', el('Rsn', leaf('Cd', isoOf(reason)))),
        ),
      ),
  );

export function writeIsoStatement(statement: Statement): Uint8Array {
  const { statementId, accountNumber, createdAt, day, openingFen, closingFen, entries } = statement;
  const balance = (code: string, value: bigint) =>
    el(
      'Bal',
      el('Tp', el('CdOrPrtry', leaf('Cd', code))),
      money('Amt', value),
      leaf('CdtDbtInd', 'CRDT'),
      el('Dt', leaf('Dt', day)),
    );
  return bytesOf(
    isoMessages.statement,
    el(
      'BkToCstmrStmt',
      el('GrpHdr', leaf('MsgId', statementId), leaf('CreDtTm', createdAt.toISOString())),
      el(
        'Stmt',
        leaf('Id', statementId),
        leaf('CreDtTm', createdAt.toISOString()),
        el('Acct', account(accountNumber), leaf('Ccy', 'CNY')),
        balance('OPBD', openingFen),
        balance('CLBD', closingFen),
        entries.map(entry).join('\n'),
      ),
    ),
  );
}

const entryIn = (leaves: Leaves, at: number): StatementEntry => {
  const word = need(leaves, 'CdtDbtInd', at);
  const end = leaves.get('NtryDtls/TxDtls/Refs/EndToEndId');
  const code = leaves.get('NtryDtls/TxDtls/RtrInf/Rsn/Cd');
  const amountFen = fen(leaves, 'Amt', at);
  if (amountFen === 0n) bad('Amt', at);
  return {
    reference: need(leaves, 'AcctSvcrRef', at),
    side: word === 'DBIT' ? 'debit' : word === 'CRDT' ? 'credit' : bad('CdtDbtInd', at),
    amountFen,
    day: dayIn(need(leaves, 'BookgDt/Dt', at), at),
    lineId: end ? readWireId(end) : null,
    reversal: leaves.get('RvslInd') === 'true',
    reason: code ? reasonOfIso(code) : null,
  };
};

export function readIsoStatement(bytes: Uint8Array): Statement {
  const { head, records } = readXml(bytes, namespaceOf(isoMessages.statement), ['Bal', 'Ntry']);
  const balances = new Map(
    records
      .filter(({ name }) => name === 'Bal')
      .map(({ leaves }) => {
        const value = fen(leaves, 'Amt');
        return [
          leaves.get('Tp/CdOrPrtry/Cd'),
          { value: leaves.get('CdtDbtInd') === 'DBIT' ? -value : value, day: leaves.get('Dt/Dt') },
        ];
      }),
  );
  const closing = balances.get('CLBD') ?? bad('CLBD');
  const statement = 'BkToCstmrStmt/Stmt/';
  return requireClosing({
    statementId: need(head, `${statement}Id`),
    accountNumber: need(head, `${statement}Acct/Id/Othr/Id`),
    createdAt: instant(need(head, `${statement}CreDtTm`)),
    day: dayIn(closing.day ?? ''),
    openingFen: (balances.get('OPBD') ?? bad('OPBD')).value,
    closingFen: closing.value,
    entries: records.filter(({ name }) => name === 'Ntry').map(({ leaves }, i) => entryIn(leaves, i + 1)),
  });
}

/** Entries told at once, before the day's statement. */
export interface Notice {
  readonly noticeId: string;
  readonly accountNumber: string;
  readonly createdAt: Date;
  readonly entries: readonly StatementEntry[];
}

export function writeIsoNotice({ noticeId, accountNumber, createdAt, entries }: Notice): Uint8Array {
  const made = leaf('CreDtTm', createdAt.toISOString());
  return bytesOf(
    isoMessages.notice,
    el(
      'BkToCstmrDbtCdtNtfctn',
      el('GrpHdr', leaf('MsgId', noticeId), made),
      el(
        'Ntfctn',
        leaf('Id', noticeId),
        made,
        el('Acct', account(accountNumber), leaf('Ccy', 'CNY')),
        entries.map(entry).join('\n'),
      ),
    ),
  );
}

export function readIsoNotice(bytes: Uint8Array): Notice {
  const { head, records } = readXml(bytes, namespaceOf(isoMessages.notice), ['Ntry']);
  const notice = 'BkToCstmrDbtCdtNtfctn/Ntfctn/';
  return {
    noticeId: need(head, `${notice}Id`),
    accountNumber: need(head, `${notice}Acct/Id/Othr/Id`),
    createdAt: instant(need(head, `${notice}CreDtTm`)),
    entries: records.map(({ leaves }, i) => entryIn(leaves, i + 1)),
  };
}
