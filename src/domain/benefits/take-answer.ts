// Action: a bank answers an envelope, in one file or in parts: which lines it paid, which came back and why (支付退票).
import { createHash } from 'node:crypto';
import { action } from '../../base/action.ts';
import { canonicalJson } from '../../base/json.ts';
import { parseFen } from '../../base/money.ts';
import { Code, Fen, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { readEndToEndId } from './run.ts';
import type { Answered, Run } from './run-store.ts';
import { openAnswer, settleAnswer, wrongAnswer } from './settle-answer.ts';

const mostItems = 250_000;

export const AnswerOutcome = shape({
  envelopeId: Id,
  paid: Type.Integer(),
  failed: Type.Integer(),
  state: Type.String(),
});

export const takeAnswer = action({
  name: 'benefits.take-answer',
  title: { zh: '接收银行回盘', en: 'Take the answer of a bank' },
  by: ['bank-office'],
  bodyLimit: 32 * 1024 * 1024,
  input: shape({
    envelopeId: Id,
    items: Type.Array(
      shape({
        id: Type.String({ maxLength: 35 }),
        amountFen: Fen,
        /** Null: paid. Otherwise a code of the reason table. */ reason: Maybe(Code),
      }),
      { minItems: 1, maxItems: mostItems },
    ),
    totalFen: Fen,
  }),
  output: AnswerOutcome,
  async run(call, { envelopeId, items, totalFen }) {
    const answering = await openAnswer(call, envelopeId);
    const digest = createHash('sm3').update(canonicalJson(items)).digest();
    return settleAnswer(call, answering, readItems(answering.run, items, totalFen), digest);
  },
});

function readItems(
  run: Run,
  items: readonly { id: string; amountFen: string; reason: string | null }[],
  totalFen: string,
): Answered[] {
  let sum = 0n;
  const seen = new Set<bigint>();
  const answered = items.map(({ id, amountFen, reason }) => {
    const line = readEndToEndId(id);
    if (!line || line.runNumber !== run.number)
      throw wrongAnswer(`${id}不属于本批`, `${id} is no line of this envelope`);
    if (seen.has(line.entitlement)) throw wrongAnswer(`${id}出现两次`, `${id} stands twice`);
    seen.add(line.entitlement);
    const amount = parseFen(amountFen);
    sum += amount;
    return { entitlement: line.entitlement, amountFen: amount, reason };
  });
  if (sum !== parseFen(totalFen)) throw wrongAnswer('合计金额与明细不符', 'the total is not the sum of the lines');
  return answered;
}
