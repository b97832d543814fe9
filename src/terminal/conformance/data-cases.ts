// Data structure and keys: what every card must carry, in which form, and who may read or change it.
import {
  cardNumberCheck,
  cardProofMessage,
  decodeDigits,
  encodeDigits,
  isCardNumber,
  SW,
  socialSecurityPlan,
} from '../../chip/index.ts';
import { sm2, x509 } from '../../crypto/index.ts';
import { type CardChannel, selectByName, selectFile } from '../card-channel.ts';
import { hex } from '../hex.ts';
import { drawChallenges, internalAuthenticate, sameProof } from '../scripts/authenticate.ts';
import { proveBySignature } from '../scripts/prove-card.ts';
import { internalKey, readHolder, readKey } from '../scripts/read-holder.ts';
import {
  type CardIdentity,
  readRecord,
  recogniseCard,
  recordValue,
  selectEnvironment,
} from '../scripts/recognise-card.ts';
import { type Bench, type ConformanceCase, expectSw, expectThat, Failed, issuerKeysOf, NotTestable } from './case.ts';

/** Tags of EF05 that are free on every card, and their lengths. */
const free: readonly (readonly [tag: number, length: number])[] = [
  ...([
    [1, 16],
    [2, 1],
    [3, 4],
    [4, 12],
    [5, 4],
    [6, 4],
  ] as const),
];

const isDay = (text: string): boolean => /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(text);

async function openFile(bench: Bench, fid: number): Promise<CardChannel> {
  const channel = await bench.fresh();
  await selectEnvironment(channel);
  await selectFile(channel, fid);
  return channel;
}

const third = async (bench: Bench): Promise<CardIdentity> => {
  const card = await bench.identity();
  if (card.spec[0] !== '3') throw new NotTestable(`规范 ${card.spec}`);
  return card;
};

export const dataCases: readonly ConformanceCase[] = [
  {
    id: 'DATA-01',
    title: ['EF05 各数据项的标签和长度', 'tags and lengths of EF05'],
    async run(bench) {
      const channel = await openFile(bench, 0xef05);
      for (const [tag, length] of free) {
        const answer = await channel.ask(0x00, 0xb2, tag, 0x00, undefined, 0);
        expectSw(answer, [SW.ok], `标签 tag ${tag}`);
        expectThat(recordValue(answer.bytes, tag)?.length === length, `标签 tag ${tag}: ${hex(answer.bytes)}`);
      }
      return undefined;
    },
  },
  {
    id: 'DATA-02',
    title: ['按记录号读与按标签读一致', 'by number and by tag read the same'],
    async run(bench) {
      const channel = await openFile(bench, 0xef05);
      for (const [tag] of free) {
        const byTag = await channel.ask(0x00, 0xb2, tag, 0x00, undefined, 0);
        const byNumber = await channel.ask(0x00, 0xb2, tag, 0x04, undefined, 0);
        expectThat(hex(byTag.bytes) === hex(byNumber.bytes), `记录 record ${tag}`);
      }
      return undefined;
    },
  },
  {
    id: 'DATA-03',
    title: ['卡识别码：行政区划、RID、复位信息流水', 'card identifier: region, RID, serial of the ATR'],
    async run({ identity }) {
      const { cardIdentifier, historical } = await identity();
      expectThat(/^[0-9]{6}D156000005[0-9A-F]{16}$/.test(cardIdentifier), '格式 form');
      const serial = cardIdentifier.slice(16, 24);
      // Some real 3.0 cards number differently: told, not failed.
      return serial === hex(historical.slice(-4))
        ? '流水一致 serial agrees'
        : '流水与复位信息不同 serial differs from the ATR';
    },
  },
  {
    id: 'DATA-04',
    title: ['规范版本与算法标识一致，日期有效', 'version agrees with the cipher, dates are dates'],
    async run(bench) {
      const card = await bench.identity();
      const channel = await openFile(bench, 0xef05);
      const [issued, until] = [
        decodeDigits(await readRecord(channel, 5, 4)),
        decodeDigits(await readRecord(channel, 6, 4)),
      ];
      expectThat(isDay(issued) && isDay(until) && issued < until, `${issued} ${until}`);
      if (card.spec[0] === '3') expectThat(card.algorithm === 3, `算法 cipher ${card.algorithm}`);
      return `${card.spec}，算法 cipher ${card.algorithm}`;
    },
  },
  {
    id: 'DATA-05',
    title: ['目录 DF01–DF07 可按标识和 AID 选择', 'directories by identifier and by AID'],
    async run(bench) {
      const { spec } = await bench.identity();
      const channel = await bench.fresh();
      for (const { code, template } of socialSecurityPlan(spec).directories) {
        await selectEnvironment(channel);
        await selectFile(channel, template.fid);
        if (template.name) expectThat(Boolean(await selectByName(channel, template.name)), `AID ${code}`);
      }
      return undefined;
    },
  },
  {
    id: 'DATA-06',
    title: ['未认证不得读：3.0 持卡人信息', '3.0: the holder is not read without a proof'],
    async run(bench) {
      await third(bench);
      const channel = await openFile(bench, 0xef06);
      for (const tag of [0x08, 0x09, 0x4e, 0x0a, 0x0b, 0x0c, 0x0d])
        expectSw(
          await channel.ask(0x00, 0xb2, tag, 0x00, undefined, 0),
          [0x6982],
          `标签 tag ${hex(Uint8Array.of(tag))}`,
        );
      return undefined;
    },
  },
  {
    id: 'DATA-07',
    title: ['未认证不得读：指纹与照片', 'fingerprint and photo are not read without a proof'],
    async run(bench) {
      for (const fid of [0xef07, 0xef08]) {
        const channel = await bench.fresh();
        await selectEnvironment(channel);
        const found = await channel.ask(0x00, 0xa4, 0, 0, Uint8Array.of(fid >> 8, fid & 0xff), 0);
        if (found.sw === SW.fileNotFound) continue;
        expectSw(await channel.ask(0x00, 0xb0, 0, 0, undefined, 0x10), [0x6982, 0x6985], fid.toString(16));
      }
      return undefined;
    },
  },
  {
    id: 'DATA-08',
    title: ['未认证不得写', 'nothing is written without a proof'],
    async run(bench) {
      const channel = await openFile(bench, 0xef05);
      const same = await channel.ask(0x00, 0xb2, 0x02, 0x04, undefined, 0);
      // The value already there: should a card take it, nothing is lost.
      const answer = await channel.ask(0x00, 0xdc, 0x02, 0x04, same.bytes);
      expectSw(answer, [0x6982, 0x6985], 'UPDATE RECORD');
      return undefined;
    },
  },
  {
    id: 'DATA-09',
    title: ['内部认证：卡的应答与发卡方密钥一致', 'INTERNAL AUTHENTICATE agrees with the issuer’s key'],
    async run(bench) {
      const keys = issuerKeysOf(bench);
      const card = await bench.identity();
      const channel = await bench.fresh();
      await selectEnvironment(channel);
      const asked = { source: bench.random(8), factor: bench.random(8) };
      const answer = await internalAuthenticate(channel, asked);
      expectThat(
        sameProof(answer, await keys.proof(card, internalKey, asked.source, asked.factor)),
        '应答不符 differs',
      );
      return undefined;
    },
  },
  {
    id: 'DATA-10',
    title: ['持卡人数据项：号码校验、出生日期、卡号', 'the holder: check digits, birth date, card number'],
    async run(bench) {
      const keys = issuerKeysOf(bench);
      const {
        socialSecurityNumber: number,
        birthDate,
        cardNumber,
        name,
      } = await readHolder(await bench.fresh(), keys, bench.random);
      expectThat(/^\d{17}[\dX]$/.test(number) && checkDigit(number) === number[17], '社会保障号码校验位 check digit');
      expectThat(number.slice(6, 14) === birthDate, '出生日期与号码不符 birth date');
      expectThat(isCardNumber(cardNumber) && cardNumberCheck(cardNumber.slice(0, 8)) === cardNumber[8], '卡号校验位');
      expectThat(name.length > 0 && !name.includes('\ufffd'), '姓名编码 name is not GBK');
      return undefined;
    },
  },
  {
    id: 'DATA-11',
    title: ['错误的认证数据不开放读权限', 'a wrong proof opens nothing'],
    async run(bench) {
      const keys = issuerKeysOf(bench);
      const card = await third(bench);
      const channel = await bench.fresh();
      await selectEnvironment(channel);
      const draw = async () => {
        const { source, factor } = await drawChallenges(channel);
        return keys.proof(card, readKey, source, factor);
      };
      const wrong = await draw();
      wrong[0]! ^= 0x01;
      const { sw } = await channel.ask(0x00, 0x82, 0, readKey.ref, wrong);
      // The try is given back before anything is judged.
      const right = await channel.ask(0x00, 0x82, 0, readKey.ref, await draw());
      expectThat(sw !== SW.ok, '错误认证被接受 a wrong proof was taken');
      expectSw(right, [SW.ok], '正确认证 right proof');
      return sw.toString(16).toUpperCase();
    },
  },
  {
    id: 'DATA-12',
    title: ['个人密码：错误计数、正确恢复', 'PIN: wrong tries are counted, the right one restores'],
    async run(bench) {
      if (bench.pin === undefined) throw new NotTestable('需要持卡人密码 needs the holder’s PIN');
      const channel = await bench.fresh();
      if (channel.face === 'contactless') throw new NotTestable('密码只用接触方式 a PIN goes through the contacts');
      await recogniseCard(channel);
      const right = encodeDigits(bench.pin, Math.ceil(bench.pin.length / 2));
      const verify = (value: Uint8Array) => channel.ask(0x00, 0x20, 0x00, 0x00, value);
      expectSw(await verify(right), [SW.ok], '正确密码 right PIN');
      const wrong = right.slice();
      wrong[0]! ^= 0x01;
      const answer = await verify(wrong);
      const again = await verify(right);
      if (answer.sw === SW.ok || (answer.sw & 0xfff0) !== SW.tries)
        throw new Failed(`错误密码 wrong PIN: ${answer.sw.toString(16)}`);
      expectSw(again, [SW.ok], '再次正确密码 right again');
      return `剩余 left ${answer.sw & 0x0f}`;
    },
  },
  {
    id: 'DATA-13',
    title: [
      '3.0 证书应用：证书可解析，卡用证书私钥签名',
      '3.0: the certificate parses and the card signs with its key',
    ],
    async run(bench) {
      const card = await third(bench);
      const proof = await proveBySignature(await bench.fresh(), card, bench.random(32));
      if (proof.kind !== 'sm2') throw new Failed(proof.kind);
      const { publicKey, subject } = x509.parseCertificate(proof.certificate);
      const message = cardProofMessage(proof.counter, proof.challenge);
      expectThat(sm2.verify(message, proof.signature, publicKey), '签名不符 signature');
      const owner = subject.find(([type]) => type === 'serialNumber')?.[1];
      expectThat(owner === card.cardIdentifier, '证书属于另一张卡 certificate of another card');
      return undefined;
    },
  },
];

function checkDigit(number: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(number[i]), 0);
  return '10X98765432'[sum % 11]!;
}
