// `yikatong press <batch>`: the demo's simulated card maker makes a batch: reads the production file, signs and sends the return file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SeededRandom, systemRandom } from '../base/random.ts';
import { CardMaker, type Consignment, chipWriter } from '../world/index.ts';
import { type Command, WrongUsage } from './command.ts';
import { httpCall, printProblem } from './http-call.ts';
import { fromKept, keepAnswer, readKept } from './kept.ts';
import { deskOf, openPress, WorkRefused } from './presses.ts';

export const pressCommand: Command = {
  usage: 'press <batchId | %word.field> [--of <socialSecurityNumber>] [--keep <word>]',
  about: { zh: '模拟制卡商制作一批卡并回盘', en: 'the simulated card maker makes one batch and sends its return file' },
  async run(args, config) {
    const { positionals, values } = parse(args);
    const [named] = positionals;
    if (!named || positionals.length > 1) throw new WrongUsage('缺少批次编号 · name a batch');
    const batchId = named.startsWith('%') ? fromKept(readKept(config.home), named.slice(1)) : named;
    const { code, privateKey } = JSON.parse(readFileSync(join(config.home, 'demo-maker.json'), 'utf8')) as {
      code: string;
      privateKey: string;
    };
    const call = (operation: string, input: object) =>
      httpCall(config, operation, input, { as: 'maker', purpose: 'make-card' });
    const read = await call('production.read-production-file', { batchId });
    if (!read.ok) return refused(read);
    const { file } = read.answer as { file: string };
    // No mishaps here: who wants them plays `yikatong world`.
    const faults = { failed: 0, scrapped: 0, sentTwice: 0, wrongTotal: 0, late: 0 };
    const random = new SeededRandom(Buffer.from(systemRandom.bytes(4)).readInt32LE());
    const accountsFrom = random.below(1_000_000_000);
    const maker = new CardMaker({
      institutionId: '',
      code,
      staff: { role: 'card-maker', id: '' },
      seed: Buffer.from(privateKey, 'hex'),
      faults,
      accountsFrom,
    });
    const press = openPress(config, 'works');
    const chips = press && chipWriter(press, deskOf(config, 'maker'), String(batchId));
    let consignment: Consignment | undefined;
    try {
      [consignment] = await maker.make(Buffer.from(file, 'base64').toString('utf8'), undefined, () => random, chips);
    } catch (error) {
      if (error instanceof WorkRefused) return refused({ ok: false, problem: error.problem });
      throw error;
    }
    const sent = await call('production.take-return-file', { file: consignment!.file });
    if (!sent.ok) return refused(sent);
    // A batch holds the cards of many people; whoever follows one of them names the person.
    const cards = consignment!.cards.filter(
      ({ socialSecurityNumber }) => values.of === undefined || socialSecurityNumber === values.of,
    );
    const answer = { ...(sent.answer as object), cardNumbers: cards.map(({ cardNumber }) => cardNumber) };
    if (values.keep) keepAnswer(config.home, values.keep, answer);
    console.log(JSON.stringify(answer, null, 2));
    return 0;
  },
};

function parse(args: readonly string[]) {
  try {
    const options = { of: { type: 'string' }, keep: { type: 'string' } } as const;
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new WrongUsage(String((error as Error).message));
  }
}

function refused(outcome: Extract<Awaited<ReturnType<typeof httpCall>>, { ok: false }>): number {
  printProblem(outcome.problem);
  return 1;
}
