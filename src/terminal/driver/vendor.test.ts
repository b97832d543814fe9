// Certificate functions, what several makers add, and the messages of other front ends.
import { expect, test } from 'vitest';
import { SeededRandom } from '../../base/random.ts';
import { type Card, cloneCard } from '../../chip/index.ts';
import { CardChannel } from '../card-channel.ts';
import { testIssuerKeys } from '../keys/test-keys.ts';
import { SimulatedReader } from '../readers/simulated.ts';
import { makeSampleCard, makeSamplePsam, SAMPLE_PIN } from '../sample-card.ts';
import { samplePan } from '../sample-money.ts';
import { changeCertificatePin, openCertificates } from '../scripts/certificate-application.ts';
import { chipInSlot } from '../slot-card.ts';
import { Driver } from './driver.ts';
import { parseIdentityCard } from './identity-card.ts';
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
