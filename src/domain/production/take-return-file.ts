// Action: takes a card maker's return file. What is wrong with the file refuses it whole; what is wrong with a line sets that line apart.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { FileBase64, Id, OneOf, type Static, shape, Text, Type } from '../../base/shape.ts';
import { sm3 } from '../../crypto/index.ts';
import { bankCardNumbersOf, markMade } from '../cards/index.ts';
import { lockHolders } from '../holders/index.ts';
import { findKeyedCards } from '../keys/index.ts';
import { lockOrders, moveOrders, type Order } from '../orders/index.ts';
import { getOwnBatch } from './batch-access.ts';
import { judgeLines, type LineFault, lineFaults } from './judge-lines.ts';
import { ownInstitution } from './own-institution.ts';
import { batchCap, planBatches } from './plan-batches.ts';
import { refuse } from './refuse.ts';
import {
  type Batch,
  countReturns,
  findBatchByNumber,
  findMakerKey,
  findReturn,
  listItems,
  saveReturn,
  settleBatch,
  settleItems,
} from './store.ts';
import { scrapAndTell } from './tell-accounts.ts';
import { isFault } from './wire/lines.ts';
import { type ReturnHeader, type ReturnLine, readReturnFile } from './wire/return-file.ts';
import { verifyFile } from './wire/signature.ts';

/** So often a card is tried by itself; then the order goes back to the queue and somebody is told. */
export const mostTries = 3;

const ReportShape = shape({
  batchId: Id,
  number: Text(10),
  part: Type.Integer(),
  made: Type.Integer(),
  failed: Type.Integer(),
  scrapped: Type.Integer(),
  /** Cards whose order was withdrawn meanwhile: made, but never handed over. */
  withdrawn: Type.Integer(),
  reprinted: Type.Integer(),
  /** Orders back in the queue after the last try. */
  givenBack: Type.Array(Id),
  /** Cards of the batch that are still out. */
  stillOut: Type.Integer(),
  apart: Type.Array(shape({ line: Type.Integer(), fault: OneOf(Object.keys(lineFaults) as LineFault[]) })),
});
type Report = Static<typeof ReportShape>;

export const takeReturnFile = action({
  name: 'production.take-return-file',
  title: { zh: '接收回盘文件', en: 'Take a return file' },
  by: ['card-maker'],
  bodyLimit: 4_000_000,
  input: shape({ file: FileBase64(2_500_000) }),
  output: ReportShape,
  async run(call, { file }) {
    const bytes = Buffer.from(file, 'base64');
    const { header, lines } = await readVerified(call, bytes);
    const named = await findBatchByNumber(call.db, header.number);
    if (!named) throw refuse('wrong-batch', { number: header.number.slice(0, 20) });
    // The file is about the batch, so the batch comes first here; nobody waits for a batch while holding a card.
    const batch = await getOwnBatch(call, named.id, true);
    const digest = sm3(bytes);
    const before = await findReturn(call.db, digest);
    if (before) {
      call.note({ batchId: batch.id, part: header.part, repeated: true });
      return before.report as Report;
    }
    await requireRightFile(call, batch, header);
    const report = await settle(call, batch, header.part, lines);
    await saveReturn(call.db, { digest, batchId: batch.id, part: header.part, report }, call.now);
    return report;
  },
});

async function readVerified(call: Call, bytes: Buffer): Promise<{ header: ReturnHeader; lines: ReturnLine[] }> {
  const maker = await ownInstitution(call, 'card-maker');
  const key = await findMakerKey(call.db, maker.id);
  if (!key) throw refuse('no-key');
  const text = bytes.toString('utf8');
  // The structure first: a truncated file has no signature that could be right, and says so plainly.
  const read = readReturnFile(text);
  if (isFault(read) && read.fault === 'file-truncated') throw refuse('file-truncated');
  if (!verifyFile(text, key.publicKey)) throw refuse('wrong-signature');
  if (isFault(read)) throw refuse(read.fault, { ...read });
  if (read.header.makerCode !== maker.code) throw refuse('wrong-batch', { number: read.header.number.slice(0, 20) });
  if (read.lines.length > batchCap) throw refuse('wrong-total', { total: 'count' });
  return read;
}

async function requireRightFile(call: Call, batch: Batch, header: ReturnHeader): Promise<void> {
  if (header.region !== batch.region || header.bankCode !== batch.bankCode) {
    throw refuse('wrong-batch', { number: batch.number });
  }
  if (batch.state === 'planned') throw refuse('batch-not-sent');
  if (batch.state === 'returned') throw refuse('batch-settled');
  const expected = (await countReturns(call.db, batch.id)) + 1;
  if (header.part !== expected) throw refuse('wrong-part', { expected });
}

async function settle(call: Call, batch: Batch, part: number, lines: readonly ReturnLine[]): Promise<Report> {
  const items = await listItems(call.db, batch.id);
  const out = items.filter(({ state }) => state === 'in-making');
  const named = new Set(lines.map(({ cardNumber }) => cardNumber));
  const concerned = out.filter(({ cardNumber }) => named.has(cardNumber));
  // The people first: whatever else happens to one of them queues up behind this file.
  await lockHolders(
    call,
    concerned.map(({ holderId }) => holderId),
  );
  const orders = await lockOrders(
    call,
    concerned.map(({ orderId }) => orderId),
  );
  // Where the region couples account and card, a card without an account is not finished (APP-10).
  const coupled = new Set(
    orders.filter(({ accountRule }) => accountRule === 'required-with-order').map(({ id }) => id),
  );
  const written = await findKeyedCards(
    call.db,
    concerned.map(({ cardId }) => cardId),
  );
  // Opened by the bank before the batch went out; the return file may repeat the number and cannot change it.
  const accounts = await bankCardNumbersOf(
    call,
    concerned.map(({ cardId }) => cardId),
  );
  const judged = judgeLines(
    lines,
    items.map((item) => ({
      ...item,
      written: written.get(item.cardId),
      inMaking: item.state === 'in-making',
      needsAccount: coupled.has(item.orderId),
      account: accounts.get(item.cardId),
    })),
  );

  const spoiled = judged.unmade.map(({ card }) => card.cardId);
  await markMade(
    call,
    judged.made.map(({ card, line }) => ({
      cardId: card.cardId,
      bankCardNumber: card.account ? null : line.bankCardNumber || null,
      atr: line.atr,
      cardIdentifier: line.cardIdentifier,
    })),
  );
  await scrapAndTell(call, batch, spoiled);
  await settleItems(
    call.db,
    [
      ...judged.made.map(({ card }) => ({ cardId: card.cardId, state: 'made' as const, fault: null })),
      ...judged.unmade.map(({ card, result, fault }) => ({ cardId: card.cardId, state: result, fault })),
    ],
    call.now,
  );

  const waiting = new Map(
    orders.filter(({ state }) => state === 'in-production').map((order): [string, Order] => [order.id, order]),
  );
  const produced = judged.made.filter(({ card }) => waiting.has(card.orderId)).map(({ card }) => card.orderId);
  await moveOrders(call, produced, 'produced');
  const toDoAgain = judged.unmade.filter(({ card }) => waiting.has(card.orderId)).map(({ card }) => card);
  const again = toDoAgain.filter(({ attempt }) => attempt < mostTries).map(({ orderId }) => waiting.get(orderId)!);
  const givenBack = toDoAgain.filter(({ attempt }) => attempt >= mostTries).map(({ orderId }) => orderId);
  const reprints = await planBatches(
    call,
    { region: batch.region, bankCode: batch.bankCode, makerId: batch.makerId, reprint: true },
    again,
  );
  await moveOrders(call, givenBack, 'accepted', { reason: 'making-failed' });

  const stillOut = out.length - judged.made.length - judged.unmade.length;
  await settleBatch(call.db, batch.id, stillOut === 0, call.now);
  call.note({
    batchId: batch.id,
    region: batch.region,
    bankCode: batch.bankCode,
    part,
    orderIds: produced,
    reprintBatchIds: reprints.map(({ batchId }) => batchId),
    alarm: givenBack,
    apart: judged.apart.length,
  });
  return {
    batchId: batch.id,
    number: batch.number,
    part,
    made: judged.made.length,
    failed: judged.unmade.filter(({ result }) => result === 'failed').length,
    scrapped: judged.unmade.filter(({ result }) => result === 'scrapped').length,
    withdrawn: judged.made.length - produced.length,
    reprinted: again.length,
    givenBack,
    stillOut,
    apart: judged.apart,
  };
}
