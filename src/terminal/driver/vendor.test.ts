// Certificate functions, what several makers add, and the messages of other front ends.
import { expect, test } from 'vitest';
import { SeededRandom } from '../../base/random.ts';
import { type Card, cloneCard } from '../../chip/index.ts';
import { x509 } from '../../crypto/index.ts';
import { CardChannel } from '../card-channel.ts';
import { testIssuerKeys } from '../keys/test-keys.ts';
import { SimulatedReader } from '../readers/simulated.ts';
import { certifySample, holderNamed, makeSampleCard, makeSamplePsam, SAMPLE_PIN } from '../sample-card.ts';
import { samplePan } from '../sample-money.ts';
import { changeCertificatePin, openCertificates } from '../scripts/certificate-application.ts';
import { chipInSlot } from '../slot-card.ts';
import { Driver } from './driver.ts';
import { identityLine, parseIdentityCard } from './identity-card.ts';
import { keyModuleOver } from './key-module.ts';
import { answerMessage } from './key-module-messages.ts';

const chance = (seed: number) => {
  const random = new SeededRandom(seed);
  return (length: number) => random.bytes(length);
};
const original = await makeSampleCard({ generation: 3, money: 'des', random: chance(3) });
const driverFor = (card: Card) =>
  new Driver({
    readers: {
      ...{ contact: new SimulatedReader(chipInSlot(card)) },
      contactless: new SimulatedReader(chipInSlot(card, 'contactless')),
    },
    ...{ psam: new SimulatedReader(makeSamplePsam()), keypad: { ask: async () => SAMPLE_PIN }, random: chance(4) },
  });

const PIN = '864209';
/** The holder has chosen a certificate PIN. */
async function withChosenPin(): Promise<Card> {
  const card = cloneCard(original, chance(5));
  const channel = await CardChannel.open(new SimulatedReader(chipInSlot(card)));
  await openCertificates(channel);
  await expect(changeCertificatePin(channel, '000000', PIN)).rejects.toMatchObject({ code: 'terminal.pin-wrong' });
  await expect(changeCertificatePin(channel, SAMPLE_PIN, SAMPLE_PIN)).rejects.toMatchObject({
    code: 'terminal.pin-same-as-initial',
  });
  await changeCertificatePin(channel, SAMPLE_PIN, PIN);
  await channel.close();
  return card;
}

const TEXT = Buffer.from('参保人签字确认 signed by the holder').toString('base64');

test('DOC-01 PKI_SignData and PKI_VerifySign: not with the initial PIN; a flipped bit of text, signature or certificate is -21', async () => {
  expect((await driverFor(cloneCard(original, chance(5))).PKI_SignData(SAMPLE_PIN, TEXT, 1)).code).toBe(-0x6985);
  const driver = driverFor(await withChosenPin());
  for (const iType of [1, 2]) {
    const { code, out } = await driver.PKI_SignData(PIN, TEXT, iType);
    expect(code).toBe(0);
    const [certificate, signature] = out.split('|') as [string, string];
    expect((await driver.PKI_VerifySign(certificate, TEXT, signature)).code).toBe(0);
    const flip = (base64: string, at: number) => {
      const bytes = Buffer.from(base64, 'base64');
      bytes[at]! ^= 1;
      return bytes.toString('base64');
    };
    expect((await driver.PKI_VerifySign(certificate, flip(TEXT, 0), signature)).code).toBe(-21);
    for (const at of [0, 31, 32, 63])
      expect((await driver.PKI_VerifySign(certificate, TEXT, flip(signature, at))).code).toBe(-21);
    expect((await driver.PKI_VerifySign(flip(certificate, 0), TEXT, signature)).code).toBe(-21);
    expect((await driver.PKI_VerifySign(certificate, TEXT, '!')).code).toBe(-23);
  }
  expect((await driver.PKI_SignData('000000', TEXT, 1)).code).toBe(-51);
  expect((await driver.PKI_SignData('1', TEXT, 1)).code).toBe(-33);
  expect((await driver.PKI_SignData(PIN, '***', 1)).code).toBe(-23);
});

test('iReadBankNumber and iGetCardType, through the contacts and by air', async () => {
  const driver = driverFor(cloneCard(original, chance(5)));
  for (const iType of [1, 2]) {
    expect(await driver.iReadBankNumber(iType)).toMatchObject({ code: 0, out: `${samplePan('0001E240')}|` });
    expect(await driver.iGetCardType(iType)).toMatchObject({ code: 0, out: '3.00|03|' });
  }
  const bare = driverFor(await makeSampleCard({ generation: 3, random: chance(6) }));
  expect((await bare.iReadBankNumber(1)).code).toBe(-0x6a82);
});

test('the key module over JSON: MSGNO 9013 gives both results of a reading, 9011 one authentication; malformed is refused', async () => {
  const driver = driverFor(cloneCard(original, chance(5)));
  const module = keyModuleOver(testIssuerKeys());
  const step1 = (await driver.iReadCardBas_HSM_Step1(1)).out.split('|');
  const [AAB301, AAZ507, AFLAG, AAZ501, SJS1, SJS2, SJS3, SJS4] = step1 as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const asked = { MSGNO: '9013', AAB301, AAZ507, AFLAG, AAZ501, SJS1, SJS2, SJS3, SJS4 };
  const { RESULT1, RESULT2 } = await answerMessage(module, asked);
  expect(await driver.iReadCardBas_HSM_Step2(`${RESULT1}|${RESULT2}|`)).toMatchObject({
    ...{ code: 0, out: expect.stringContaining('|张小明|') },
  });
  const info = `${AAZ501}||`;
  const [flag, KEYADD, KEYFAC, ODATA] = (await driver.iReadCard_HSM_Step1(1, info, 'DF01EF06|23|$')).out.split('|');
  const single = { MSGNO: '9011', AAZ507, AFLAG: flag, KEYADD, KEYFAC, ODATA };
  const { RESULT } = await answerMessage(module, single);
  expect((await driver.iReadCard_HSM_Step2(RESULT!)).code).toBe(0);
  // Below 3.0 there is no second result.
  expect((await answerMessage(module, { ...asked, SJS3: '', SJS4: '' })).RESULT2).toBe('');
  for (const wrong of [
    ...[null, {}, { ...asked, MSGNO: '9999' }, { ...asked, SJS1: 'x' }, { ...asked, AAB301: '999999' }],
    ...[
      { ...asked, more: 1 },
      { ...asked, AAZ501: '0'.repeat(33) },
      { ...single, KEYADD: 'FFFFFF' },
    ],
  ])
    await expect(answerMessage(module, wrong)).rejects.toMatchObject({
      code: expect.stringMatching(/^(base\.bad-input|terminal\.bad-parameter)$/),
    });
});

test('iReadIdentityCard of other drivers: three kinds by their first field, with or without photo', () => {
  const citizen =
    '|张小明|男|汉|19900307|北京市东城区示例路 1 号|110101199003070134|20200101|20400101|示例公安局|AAAA|';
  expect(parseIdentityCard(citizen)).toMatchObject({
    kind: 'citizen',
    name: '张小明',
    number: '110101199003070134',
    photo: 'AAAA',
  });
  const foreigner = 'I|ZHENG SAMPLE|证示例|女|CAN|19810803|CAN110081080310|20150417|20250417|公安部|01|';
  expect(parseIdentityCard(foreigner)).toMatchObject({ kind: 'foreigner', nationality: 'CAN', photo: '' });
  const resident = 'J|陈示例|男|19850505|示例市|810000198505050017|示例公安局|20200101|20250101|H00000000|01|AAAA|';
  expect(parseIdentityCard(resident)).toMatchObject({ kind: 'hk-mo-tw-resident', passportNumber: 'H00000000' });
  for (const wrong of ['', 'K|a|b', '|a|b|', `${citizen}more|more|`, `__proto__|${citizen}`, 'x'.repeat(70_000)])
    expect(() => parseIdentityCard(wrong)).toThrow();
});

test('iReadIdentityCard: the line of each kind is parsed back, no reader is -12, a bar inside a value is refused', async () => {
  const lines = [
    '|张小明|男|汉|19900307|示例路 1 号|110101199003070134|20200101|20400101|示例公安局|AAAA|',
    'I|ZHENG SAMPLE|证示例|女|CAN|19810803|CAN110081080310|20150417|20250417|公安部|01||',
    'J|陈示例|男|19850505|示例市|810000198505050017|示例公安局|20200101|20250101|H00000000|01|AAAA|',
  ];
  for (const line of lines) expect(identityLine(parseIdentityCard(line))).toBe(line);
  const parts = { readers: {}, keypad: { ask: async () => SAMPLE_PIN }, random: chance(4) };
  const card = parseIdentityCard(lines[0]!);
  const withReader = (read: () => Promise<typeof card>) =>
    new Driver({ ...parts, identityReader: { name: 'id', read } });
  expect(await withReader(async () => card).iReadIdentityCard()).toMatchObject({ code: 0, out: lines[0] });
  expect((await withReader(async () => ({ ...card, name: '张|小明' })).iReadIdentityCard()).code).toBe(-23);
  expect((await new Driver(parts).iReadIdentityCard()).code).toBe(-12);
});

test('iSendCpuApdu: commands of one call share one power-up, answers carry their status word; malformed sends nothing', async () => {
  const card = cloneCard(original, chance(5));
  let sent = 0;
  const driver = new Driver({
    ...{ readers: { contact: new SimulatedReader(chipInSlot(card)) }, keypad: { ask: async () => SAMPLE_PIN } },
    ...{
      random: chance(4),
      log: () => {
        sent += 1;
      },
    },
  });
  const SSSE = '00A404000F7378312E73682EC9E7BBE1B1A3D5CF';
  const { code, out } = await driver.iSendCpuApdu(1, `${SSSE}|00A4020002EF05|00B2030006|00B2080003|`);
  expect(code).toBe(0);
  const [fci, , version, refusedName] = out.split('|');
  expect(fci).toMatch(/^6F.*9000$/);
  expect(version).toBe('0304332E30309000');
  expect(refusedName).toMatch(/^6[0-9A-F]{3}$/);
  // The next call begins anew: no file is selected any more.
  expect((await driver.iSendCpuApdu(1, '00B2030006')).out).toMatch(/^6[0-9A-F]{3}\|$/);
  sent = 0;
  const tooMany = `${'00840000|'.repeat(65)}`;
  for (const wrong of [
    '',
    '|',
    '00',
    '0084000',
    'XYZW0000',
    `${SSSE}00FF00`,
    '00A4020003EF05',
    '00A40200000000',
    tooMany,
    '0'.repeat(40_000),
  ])
    expect((await driver.iSendCpuApdu(1, wrong)).code, wrong.slice(0, 20)).toBe(-23);
  expect(sent).toBe(0);
  expect((await driver.iSendCpuApdu(9, SSSE)).code).toBe(-1);
});

test('iReadCardNo and iGetReaderInfo', async () => {
  const driver = driverFor(cloneCard(original, chance(5)));
  const [, , number] = (await driver.iReadCardBas(1)).out.split('|');
  expect(number).toMatch(/^[0-9A-Z]{9}$/);
  expect(await driver.iReadCardNo(2)).toMatchObject({ code: 0, out: `${number}|` });
  expect((await driver.iGetReaderInfo(1)).out).toMatch(/^[^|]+\|$/);
  for (const iType of [0, 5, -1, Number.NaN]) {
    expect((await driver.iReadCardNo(iType)).code).toBe(-1);
    expect((await driver.iGetReaderInfo(iType)).code).toBe(-1);
  }
});

test('iReadSignatureKey, iWriteCA, iWriteCaStep1/2: only a certificate of the card’s own key is written, through the contacts, with the PIN', async () => {
  const card = await withChosenPin();
  const driver = driverFor(card);
  const [certificate] = (await driver.PKI_SignData(PIN, TEXT, 1)).out.split('|') as [string];
  const { out: key } = await driver.iReadSignatureKey(1);
  expect(key).toBe(
    `${Buffer.from(x509.parseCertificate(Buffer.from(certificate, 'base64')).publicKey)
      .subarray(-64)
      .toString('hex')
      .toUpperCase()}|`,
  );
  expect(await driver.iWriteCA(1, PIN, certificate)).toMatchObject({ code: 0, out: '' });
  expect((await driver.iWriteCA(1, '000000', certificate)).code).toBe(-51);
  expect((await driver.iWriteCA(2, PIN, certificate)).code).toBeLessThan(0);
  for (const wrong of ['', '!', 'AAAA', certificate.slice(0, -4), `${certificate}AAAA`, 'A'.repeat(4000)])
    expect((await driver.iWriteCA(1, PIN, wrong)).code, wrong.slice(0, 12)).toBe(-23);
  // A new pair: the old certificate is no longer the card's, and a step is good once.
  const begun = await driver.iWriteCaStep1(1, PIN);
  expect(begun.code).toBe(0);
  expect(begun.out).not.toBe(key);
  expect((await driver.iWriteCaStep2(certificate)).code).toBe(-22);
  expect((await driver.iWriteCaStep2(certificate)).code).toBe(-14);
  expect((await driver.iWriteCA(1, PIN, certificate)).code).toBe(-22);
  const [publicKey] = (await driver.iWriteCaStep1(1, PIN)).out.split('|') as [string];
  const certify = certifySample(holderNamed('sample'), card);
  const renewed = Buffer.from(await certify(Buffer.from(publicKey, 'hex'))).toString('base64');
  expect(await driver.iWriteCaStep2(renewed)).toMatchObject({ code: 0, out: '' });
  const signed = (await driver.PKI_SignData(PIN, TEXT, 1)).out.split('|') as [string, string];
  expect(signed[0]).toBe(renewed);
  expect((await driver.PKI_VerifySign(renewed, TEXT, signed[1])).code).toBe(0);
  const bare = driverFor(await makeSampleCard({ generation: 2, random: chance(6) }));
  expect((await bare.iReadSignatureKey(1)).code).toBe(-0x6a82);
});
