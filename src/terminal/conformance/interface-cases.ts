// Terminal interface: the functions of the national driver on this card. Functions that need what is not at hand say so.
import { Driver } from '../driver/driver.ts';
import { parseBasicLine } from '../driver/fields.ts';
import { keyModuleOver } from '../driver/key-module.ts';
import { refuse } from '../refusals.ts';
import { type Bench, type ConformanceCase, expectThat, Failed, issuerKeysOf, NotTestable } from './case.ts';

/** A driver whose holder types the PIN, or presses cancel when none was given. */
async function withDriver<T>(
  { reader, psam, pin, random }: Bench,
  work: (driver: Driver, iType: number) => Promise<T>,
): Promise<T> {
  const card = await reader.connect();
  const { face } = card;
  await card.disconnect();
  const keypad = {
    ask: async () => {
      if (pin === undefined) throw refuse('pin-cancelled');
      return pin;
    },
  };
  const driver = new Driver({ readers: { [face]: reader }, keypad, random, ...(psam ? { psam } : {}) });
  try {
    return await work(driver, face === 'contact' ? 1 : 2);
  } finally {
    await driver.close();
  }
}

function expectCode(code: number, expected: number, what: string): void {
  if (code !== expected) throw new Failed(`${what}: ${code}，应为 expected ${expected}`);
}

/** `pCardInfo` of the card, from the basic reading over the key module. */
async function infoOf(driver: Driver, iType: number, bench: Bench): Promise<string> {
  const step1 = await driver.iReadCardBas_HSM_Step1(iType);
  expectCode(step1.code, 0, 'iReadCardBas_HSM_Step1');
  const step2 = await driver.iReadCardBas_HSM_Step2(await keyModuleOver(issuerKeysOf(bench)).basicRead(step1.out));
  expectCode(step2.code, 0, 'iReadCardBas_HSM_Step2');
  const { cardIdentifier, cardNumber } = parseBasicLine(step2.out);
  return `${cardIdentifier}|${cardNumber}|`;
}

export const interfaceCases: readonly ConformanceCase[] = [
  {
    id: 'API-01',
    title: ['iReadCardBas：11 项，GBK；无 PSAM 报 -2201', 'iReadCardBas: 11 fields in GBK, or -2201 without a PSAM'],
    run: (bench) =>
      withDriver(bench, async (driver, iType) => {
        const { code, out } = await driver.iReadCardBas(iType);
        if (!bench.psam) {
          expectCode(code, -2201, 'iReadCardBas');
          return '没有 PSAM no PSAM';
        }
        expectCode(code, 0, 'iReadCardBas');
        expectThat(out.split('|').length === 12 && out.endsWith('|'), `字段数 fields ${out.split('|').length - 1}`);
        return undefined;
      }),
  },
  {
    id: 'API-02',
    title: ['iReadCardBas_HSM_Step1：8 项', 'iReadCardBas_HSM_Step1: 8 fields'],
    run: (bench) =>
      withDriver(bench, async (driver, iType) => {
        const { code, out } = await driver.iReadCardBas_HSM_Step1(iType);
        expectCode(code, 0, 'Step1');
        const form =
          /^\d{6}\|[0-9A-F]{26}\|0[123]\|\d{6}D156000005[0-9A-F]{16}(\|[0-9A-F]{16}){2}\|(?:[0-9A-F]{16}\|[0-9A-F]{16})?\|?/;
        expectThat(form.test(out), '格式 form');
        return undefined;
      }),
  },
  {
    id: 'API-03',
    title: ['iReadCardBas_HSM_Step2：加密机方式读出同一持卡人', 'iReadCardBas_HSM_Step2 reads the same holder'],
    run: (bench) =>
      withDriver(bench, async (driver, iType) => {
        const module = keyModuleOver(issuerKeysOf(bench));
        const step1 = await driver.iReadCardBas_HSM_Step1(iType);
        const { code, out } = await driver.iReadCardBas_HSM_Step2(await module.basicRead(step1.out));
        expectCode(code, 0, 'Step2');
        if (bench.psam)
          expectThat((await driver.iReadCardBas(iType)).out === out, '两种方式结果不同 the two ways differ');
        const wrong = await driver.iReadCardBas_HSM_Step1(iType);
        expectCode(wrong.code, 0, 'Step1');
        expectCode((await driver.iReadCardBas_HSM_Step2('00'.repeat(16))).code, -23, 'pKey 过短 too short');
        return undefined;
      }),
  },
  {
    id: 'API-04',
    title: ['iType 非法报 -1', 'a wrong iType is -1'],
    run: (bench) =>
      withDriver(bench, async (driver) => {
        for (const iType of [0, 5, -1]) expectCode((await driver.iReadCardBas(iType)).code, -1, `iType ${iType}`);
        return undefined;
      }),
  },
  {
    id: 'API-05',
    title: [
      'iReadCard：自由数据项；地址非法 -23；卡不符 -22',
      'iReadCard: free items; -23 bad address; -22 another card',
    ],
    run: (bench) =>
      withDriver(bench, async (driver, iType) => {
        const info = await infoOf(driver, iType, bench);
        const read = await driver.iReadCard(iType, 2, info, 'SSSEEF05|03|05|$');
        expectCode(read.code, 0, 'iReadCard');
        expectThat(/^SSSEEF05\|[123]\.\d\d\|\d{8}\|\$$/.test(read.out), read.out);
        expectCode((await driver.iReadCard(iType, 2, info, 'nonsense')).code, -23, 'pFileAddr');
        const other = info.replace(/^\d{6}/, '999999');
        expectCode((await driver.iReadCard(iType, 2, other, 'SSSEEF05|03|$')).code, -22, 'pCardInfo');
        return undefined;
      }),
  },
  {
    id: 'API-06',
    title: ['iVerifyPIN：正确 0，格式错 -33', 'iVerifyPIN: 0 for the right one, -33 for a wrong form'],
    run: (bench) =>
      withDriver(bench, async (driver, iType) => {
        expectCode((await driver.iVerifyPINK(iType, '1')).code, -33, '格式 form');
        if (iType === 2) throw new NotTestable('密码只用接触方式 a PIN goes through the contacts');
        if (bench.pin === undefined) throw new NotTestable('需要持卡人密码 needs the holder’s PIN');
        expectCode((await driver.iVerifyPIN(iType)).code, 0, 'iVerifyPIN');
        return undefined;
      }),
  },
  {
    id: 'API-07',
    title: ['没有第一步的后续步骤报 -14', 'a later step without the first is -14'],
    run: (bench) =>
      withDriver(bench, async (driver) => {
        for (const step of [
          driver.iReadCardBas_HSM_Step2('00'.repeat(32)),
          driver.iReadCard_HSM_Step2('00'),
          driver.iReloadPIN_HSM_Step3('00'),
          driver.iDoDebit_HSM_Step2('00'),
        ])
          expectCode((await step).code, -14, 'Step2');
        return undefined;
      }),
  },
  {
    id: 'API-08',
    title: ['iReadDebitRecord：账户交易明细', 'iReadDebitRecord: the debit log'],
    run: (bench) =>
      withDriver(bench, async (driver, iType) => {
        if (!bench.psam) throw new NotTestable('需要 PSAM needs a PSAM');
        expectCode((await driver.iReadDebitRecord(iType)).code, 0, 'iReadDebitRecord');
        return undefined;
      }),
  },
  {
    id: 'API-09',
    title: ['写卡、密码重置与解锁、扣款', 'writing, PIN reload and unblock, debit'],
    run: async () => {
      throw new NotTestable(
        '会改变卡片，只在模拟卡的接口测试中执行 changes the card: run on simulated cards only, in the driver’s own tests',
      );
    },
  },
];
