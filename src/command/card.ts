// `yikatong card`: a simulated card in the virtual reader of this machine, with a terminal module in the second slot.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Config } from '../base/config.ts';
import { systemRandom } from '../base/random.ts';
import { Refusal } from '../base/refusal.ts';
import { type Card, type Face, type Generation, saveCard } from '../chip/index.ts';
import {
  chipInSlot,
  loadSampleCard,
  makeSampleCard,
  makeSamplePsam,
  openSlot,
  readerConf,
  sampleHolders,
  type VirtualSlot,
  VPCD_PORT,
} from '../terminal/index.ts';
import { personaliseOrder } from './card-personalise.ts';
import { type Command, WrongUsage } from './command.ts';
import { printProblem } from './http-call.ts';
import { keepMadeCard, openCounterModule, takeMadeCard, WorkRefused } from './presses.ts';

export const cardCommand: Command = {
  usage:
    'card [--card <number> | --generation 1|2|3] [--holder sample] [--face contact|contactless] [--image <file>] [--no-psam] [--port 35963] [--listen]\n       yikatong card personalise --order <orderId | %word.field> [--keep <word>]',
  about: {
    zh: '把一张模拟卡（和 PSAM）放进本机虚拟读卡器，任何 PC/SC 程序都能看到',
    en: 'put a simulated card (and a PSAM) into the virtual reader of this machine, for every PC/SC program',
  },
  async run(args, config) {
    const { values, positionals } = parse(args);
    if (positionals[0] === 'personalise') return personaliseAtCounter(config, values);
    const face = faceOf(values.face);
    const port = portOf(values.port);
    const card = values.card ? takeMadeCard(config, values.card) : await takeCard(values);
    const module = (values.card && openCounterModule(config)) || makeSamplePsam();
    const mode = values.listen ? 'listen' : 'connect';
    const onLost = () => console.error('虚拟读卡器断开 · the virtual reader has gone; “insert” tries again');
    const slot = await openSlot(chipInSlot(card, face), { port, mode, ...(mode === 'connect' ? { onLost } : {}) });
    const psam = values['no-psam'] ? undefined : await openSlot(module, { port: port + 1, mode });
    if (mode === 'listen') {
      console.log(
        `写入 reader.conf，再启动 pcscd · put this into a reader.conf, then start pcscd:\n\n${readerConf({ port, mode })}`,
      );
    }
    console.log('卡已插入（测试密钥，仅供模拟）。输入 remove、insert 或 quit。');
    console.log('The card is in (test keys, simulation only). Type remove, insert or quit.');
    await obey(slot);
    await slot.close();
    await psam?.close();
    if (values.card) keepMadeCard(config, values.card, card);
    if (values.image) writeFileSync(values.image, saveCard(card), { mode: 0o600 });
    return 0;
  },
};

async function personaliseAtCounter(config: Config, asked: { order?: string; keep?: string }): Promise<number> {
  try {
    await personaliseOrder(config, asked);
    return 0;
  } catch (error) {
    if (!(error instanceof WorkRefused)) throw error;
    printProblem(error.problem);
    return 1;
  }
}

/** Takes orders from the keyboard or a pipe until quit or a signal; a pipe that ends leaves the card where it is. */
async function obey(slot: VirtualSlot): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  const idle = setInterval(() => undefined, 60_000);
  await new Promise<void>((stop) => {
    process.once('SIGINT', stop).once('SIGTERM', stop);
    if (process.stdin.isTTY) lines.once('close', stop);
    let last = Promise.resolve();
    lines.on('line', (line) => {
      const word = line.trim();
      if (word === 'quit') last = last.then(stop);
      else if (word === 'remove' || word === 'insert') last = last.then(() => move(slot, word));
      else if (word !== '') console.error('remove | insert | quit');
    });
  });
  clearInterval(idle);
  lines.close();
}

async function move(slot: VirtualSlot, word: 'remove' | 'insert'): Promise<void> {
  try {
    await slot[word]();
    console.log(word === 'remove' ? '已取卡 removed' : '已插卡 inserted');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { title, detail, en } = error.problem();
    console.error(`${title}。${detail}\n${en.title}. ${en.detail}`);
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...{ generation: text, holder: text, face: text, image: text, port: text, listen: flag, 'no-psam': flag },
        ...{ card: text, order: text, keep: text },
      },
    });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

/** The saved card of `--image` if the file is there, or a new sample card. */
export async function takeCard(asked: { image?: string; generation?: string; holder?: string }): Promise<Card> {
  const random = (length: number) => systemRandom.bytes(length);
  if (asked.image && existsSync(asked.image)) return loadSampleCard(readFileSync(asked.image, 'utf8'), random);
  const generation = Number(asked.generation ?? 3);
  if (generation !== 1 && generation !== 2 && generation !== 3) throw new WrongUsage('--generation 1 | 2 | 3');
  const holder = asked.holder ?? 'sample';
  if (!Object.hasOwn(sampleHolders, holder)) throw new WrongUsage(`--holder ${Object.keys(sampleHolders).join(' | ')}`);
  // A third-generation card is the whole card: social security, certificate, purse and bank application.
  const money = generation === 3 ? ({ money: 'des' } as const) : {};
  return makeSampleCard({ generation: generation satisfies Generation, holder, random, ...money });
}

export function faceOf(text = 'contact'): Face {
  if (text !== 'contact' && text !== 'contactless') throw new WrongUsage('--face contact | contactless');
  return text;
}

export function portOf(text: string | undefined, usual = VPCD_PORT): number {
  const port = Number(text ?? usual);
  if (!Number.isInteger(port) || port < 1 || port > 65534) throw new WrongUsage('--port 1-65534');
  return port;
}
