// Card operating system: reset, selection, protocol, status words, challenges, and what a reset must forget.
import { SSSE_NAME, SW } from '../../chip/index.ts';
import { type CardChannel, selectFile } from '../card-channel.ts';
import { hex } from '../hex.ts';
import { drawChallenges, getChallenge, proveTerminal } from '../scripts/authenticate.ts';
import { readKey } from '../scripts/read-holder.ts';
import { historicalOf, selectEnvironment } from '../scripts/recognise-card.ts';
import { type ConformanceCase, expectSw, expectThat, issuerKeysOf, NotTestable } from './case.ts';

const select = (channel: CardChannel, p1: number, name: Uint8Array) => channel.ask(0x00, 0xa4, p1, 0x00, name, 0);

export const cosCases: readonly ConformanceCase[] = [
  {
    id: 'COS-01',
    title: ['复位应答含 13 个历史字节', 'answer to reset with 13 historical bytes'],
    async run({ fresh }) {
      const { atr, face } = await fresh();
      expectThat(historicalOf(atr)?.length === 13, `ATR ${hex(atr)}`);
      if (face === 'contact') expectThat(hex(atr).startsWith('3B6D0000'), `ATR ${hex(atr).slice(0, 8)}`);
      return face;
    },
  },
  {
    id: 'COS-02',
    title: ['按名称选择社会保障环境，返回 FCI', 'SELECT SSSE by name gives an FCI'],
    async run({ fresh }) {
      const answer = await select(await fresh(), 0x04, SSSE_NAME);
      expectSw(answer, [SW.ok], 'SELECT SSSE');
      const name = hex(answer.bytes.slice(4, 19));
      expectThat(
        answer.bytes[0] === 0x6f && answer.bytes[2] === 0x84 && name === hex(SSSE_NAME),
        `FCI ${hex(answer.bytes)}`,
      );
      return `${answer.bytes.length} 字节 bytes`;
    },
  },
  {
    id: 'COS-03',
    title: ['按标识选择主文件', 'SELECT the master file by identifier'],
    run: async ({ fresh }) => {
      expectSw(await select(await fresh(), 0x00, Uint8Array.of(0x3f, 0x00)), [SW.ok], 'SELECT 3F00');
      return undefined;
    },
  },
  {
    id: 'COS-04',
    title: ['不存在的应用和文件报 6A82', 'an unknown application or file answers 6A82'],
    async run({ fresh }) {
      const channel = await fresh();
      expectSw(await select(channel, 0x04, Uint8Array.of(0xf0, 1, 2, 3, 4, 5)), [SW.fileNotFound], 'SELECT F0..');
      await selectEnvironment(channel);
      expectSw(await select(channel, 0x00, Uint8Array.of(0xef, 0x7e)), [SW.fileNotFound], 'SELECT EF7E');
      return undefined;
    },
  },
  {
    id: 'COS-05',
    title: ['随机数长度正确且互不相同', 'challenges of the length asked for, never the same'],
    async run({ fresh }) {
      const channel = await fresh();
      await selectEnvironment(channel);
      const seen = new Set<string>();
      for (let i = 0; i < 16; i += 1) seen.add(hex(await getChallenge(channel, 8)));
      expectThat(seen.size === 16, `16 次取得 ${seen.size} 个不同值 distinct values in 16`);
      await getChallenge(channel, 4);
      return undefined;
    },
  },
  {
    id: 'COS-06',
    title: ['T=0：Le 不符报 6Cxx，有数据报 61xx', 'T=0: 6Cxx for a wrong Le, 61xx when there is data'],
    async run({ reader }) {
      const card = await reader.connect();
      try {
        if (card.protocol !== 'T=0') throw new NotTestable(`${card.protocol}`);
        const first = await card.transmit(Uint8Array.of(0x00, 0xa4, 0x04, 0x00, SSSE_NAME.length, ...SSSE_NAME));
        expectThat(first[0] === 0x61, `SELECT ${hex(first)}`);
        await card.transmit(Uint8Array.of(0x00, 0xa4, 0x00, 0x00, 2, 0xef, 0x05));
        const read = await card.transmit(Uint8Array.of(0x00, 0xb2, 0x03, 0x00, 0x01));
        expectThat(hex(read) === '6C06', `READ RECORD Le=01 ${hex(read)}`);
        return undefined;
      } finally {
        await card.disconnect();
      }
    },
  },
  {
    id: 'COS-07',
    title: ['不支持的指令和类别报 6D00、6E00', 'unknown instruction and class answer 6D00 and 6E00'],
    async run({ fresh }) {
      const channel = await fresh();
      await selectEnvironment(channel);
      expectSw(await channel.ask(0x00, 0x7a, 0, 0), [SW.instructionUnknown], 'INS 7A');
      expectSw(await channel.ask(0xc0, 0xa4, 0, 0), [0x6e00], 'CLA C0');
      return undefined;
    },
  },
  {
    id: 'COS-08',
    title: ['记录不存在报 6A83', 'a record that is not there answers 6A83'],
    async run({ fresh }) {
      const channel = await fresh();
      await selectEnvironment(channel);
      await selectFile(channel, 0xef05);
      expectSw(await channel.ask(0x00, 0xb2, 0x7e, 0x00, undefined, 0), [SW.recordNotFound], 'READ RECORD 7E');
      return undefined;
    },
  },
  {
    id: 'COS-09',
    title: ['没有随机数的外部认证报 6984', 'EXTERNAL AUTHENTICATE without a challenge answers 6984'],
    async run({ fresh, identity }) {
      const { spec } = await identity();
      if (spec[0] !== '3') throw new NotTestable(`规范 ${spec}`);
      const channel = await fresh();
      await selectEnvironment(channel);
      expectSw(await channel.ask(0x00, 0x82, 0x00, readKey.ref, new Uint8Array(16)), [0x6984], 'EXTERNAL AUTHENTICATE');
      return undefined;
    },
  },
  {
    id: 'COS-10',
    title: ['随机数只能用一次', 'a challenge serves once'],
    async run(bench) {
      const keys = issuerKeysOf(bench);
      const card = await bench.identity();
      if (card.spec[0] !== '3') throw new NotTestable(`规范 ${card.spec}`);
      const channel = await bench.fresh();
      await selectEnvironment(channel);
      const { source, factor } = await drawChallenges(channel);
      const proof = await keys.proof(card, readKey, source, factor);
      expectSw(await channel.ask(0x00, 0x82, 0, readKey.ref, proof), [SW.ok], '第一次 first');
      const again = await channel.ask(0x00, 0x82, 0, readKey.ref, proof);
      expectThat(again.sw !== SW.ok, '同一认证数据被接受两次 the same proof was taken twice');
      return undefined;
    },
  },
  {
    id: 'COS-11',
    title: ['复位后认证状态清除', 'a reset forgets what was proved'],
    async run(bench) {
      const keys = issuerKeysOf(bench);
      const card = await bench.identity();
      if (card.spec[0] !== '3') throw new NotTestable(`规范 ${card.spec}`);
      let channel = await bench.fresh();
      await selectEnvironment(channel);
      await proveTerminal(channel, card, readKey, keys);
      await selectFile(channel, 0xef06);
      expectSw(await channel.ask(0x00, 0xb2, 0x08, 0x00, undefined, 0), [SW.ok], '认证后 after the proof');
      channel = await bench.fresh();
      await selectEnvironment(channel);
      await selectFile(channel, 0xef06);
      expectSw(await channel.ask(0x00, 0xb2, 0x08, 0x00, undefined, 0), [0x6982], '复位后 after the reset');
      return undefined;
    },
  },
];
