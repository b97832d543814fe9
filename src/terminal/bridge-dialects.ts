// The two dialects local bridges of others speak with web pages, over the functions of the national interface. Their shapes are read
// from public pages [likely]: `{function, iType, ...}` (known from port 12342) and `{bizcode, body}` (known from port 18885).
import { OneOf, requireShape, type Static, shape, Text, Type } from '../base/shape.ts';
import type { Driver, DriverAnswer } from './driver/driver.ts';

export const dialects = ['function', 'bizcode'] as const;
export type Dialect = (typeof dialects)[number];

const fields = {
  iType: Type.Optional(Type.Union([Type.Integer({ minimum: -9, maximum: 9 }), Text(2)])),
  iAuthType: Type.Optional(Type.Union([Type.Integer({ minimum: -9, maximum: 9 }), Text(2)])),
  pCardInfo: Type.Optional(Text(100)),
  pFileAddr: Type.Optional(Text(2000)),
  pWriteData: Type.Optional(Text(3000)),
  pPayInfo: Type.Optional(Text(100)),
  pKey: Type.Optional(Text(1024)),
};
const Arguments = shape(fields);
type Arguments = Static<typeof Arguments>;

const number = (value: number | string | undefined): number => Number(value ?? Number.NaN);
const text = (value: string | undefined): string => value ?? '';

type Call = (driver: Driver, asked: Arguments) => Promise<DriverAnswer>;

/** A PIN is never taken out of a message: the holder types it at the terminal. */
const calls: Readonly<Record<string, Call>> = {
  iReadCardBas: (driver, { iType }) => driver.iReadCardBas(number(iType)),
  iReadCardBas_HSM_Step1: (driver, { iType }) => driver.iReadCardBas_HSM_Step1(number(iType)),
  iReadCardBas_HSM_Step2: (driver, { pKey }) => driver.iReadCardBas_HSM_Step2(text(pKey)),
  iReadCard: (driver, { iType, iAuthType, pCardInfo, pFileAddr }) =>
    driver.iReadCard(number(iType), number(iAuthType), text(pCardInfo), text(pFileAddr)),
  iReadCard_HSM_Step1: (driver, { iType, pCardInfo, pFileAddr }) =>
    driver.iReadCard_HSM_Step1(number(iType), text(pCardInfo), text(pFileAddr)),
  iReadCard_HSM_Step2: (driver, { pKey }) => driver.iReadCard_HSM_Step2(text(pKey)),
  iWriteCard: (driver, { iType, pCardInfo, pFileAddr, pWriteData }) =>
    driver.iWriteCard(number(iType), text(pCardInfo), text(pFileAddr), text(pWriteData)),
  iWriteCard_HSM_Step1: (driver, { iType, pCardInfo, pFileAddr }) =>
    driver.iWriteCard_HSM_Step1(number(iType), text(pCardInfo), text(pFileAddr)),
  iWriteCard_HSM_Step2: (driver, { pKey, pWriteData }) => driver.iWriteCard_HSM_Step2(text(pKey), text(pWriteData)),
  iVerifyPIN: (driver, { iType }) => driver.iVerifyPIN(number(iType)),
  iChangePIN: (driver, { iType }) => driver.iChangePIN(number(iType)),
  iReloadPIN: (driver, { iType, pCardInfo }) => driver.iReloadPIN(number(iType), text(pCardInfo)),
  iReloadPIN_HSM_Step1: (driver, { iType, pCardInfo }) => driver.iReloadPIN_HSM_Step1(number(iType), text(pCardInfo)),
  iReloadPIN_HSM_Step2: (driver, { pKey }) => driver.iReloadPIN_HSM_Step2(text(pKey)),
  iReloadPIN_HSM_Step3: (driver, { pKey }) => driver.iReloadPIN_HSM_Step3(text(pKey)),
  iUnblockPIN: (driver, { iType, pCardInfo }) => driver.iUnblockPIN(number(iType), text(pCardInfo)),
  iUnblockPIN_HSM_Step1: (driver, { iType, pCardInfo }) => driver.iUnblockPIN_HSM_Step1(number(iType), text(pCardInfo)),
  iUnblockPIN_HSM_Step2: (driver, { pKey }) => driver.iUnblockPIN_HSM_Step2(text(pKey)),
  iUnblockPIN_HSM_Step3: (driver, { pKey }) => driver.iUnblockPIN_HSM_Step3(text(pKey)),
  iDoDebit: (driver, { iType, pCardInfo, pPayInfo }) => driver.iDoDebit(number(iType), text(pCardInfo), text(pPayInfo)),
  iDoDebit_HSM_Step1: (driver, { iType, pCardInfo, pPayInfo }) =>
    driver.iDoDebit_HSM_Step1(number(iType), text(pCardInfo), text(pPayInfo)),
  iDoDebit_HSM_Step2: (driver, { pKey }) => driver.iDoDebit_HSM_Step2(text(pKey)),
  iReadDebitRecord: (driver, { iType }) => driver.iReadDebitRecord(number(iType)),
};

/** Business codes of the second dialect that have a function of the interface behind them. */
const bizcodes: Readonly<Record<string, string>> = {
  '1002': 'iReadCardBas',
  '1005': 'iReadCard',
  '1008': 'iWriteCard',
  '1011': 'iVerifyPIN',
  '1012': 'iChangePIN',
  '1013': 'iReloadPIN',
  '1017': 'iUnblockPIN',
};

const FunctionRequest = shape({ function: OneOf(Object.keys(calls) as [string, ...string[]]), ...fields });
const BizRequest = shape({
  bizcode: Type.Union([Type.Integer({ minimum: 0, maximum: 9999 }), Text(4)]),
  body: Type.Optional(Arguments),
});

/** -13 of the interface: this command is not supported. */
const UNSUPPORTED = -13;

/** One message of a page, already parsed from JSON, and its answer. Refuses `base.bad-input` when it has not the dialect's shape. */
export async function dialectAnswer(dialect: Dialect, message: unknown, driver: Driver): Promise<object> {
  if (dialect === 'function') {
    const { function: functionName, ...asked } = requireShape(FunctionRequest, message);
    const { code, out } = await calls[functionName]!(driver, asked);
    return { functionName, success: code === 0 ? '1' : String(code), pOutInfo: out };
  }
  const { bizcode, body = {} } = requireShape(BizRequest, message);
  const name = bizcodes[String(bizcode)];
  if (!name)
    return { bizcode, recode: String(UNSUPPORTED), reinfo: '不支持的业务 not supported', body: { pOutInfo: '' } };
  const { code, out } = await calls[name]!(driver, body);
  return { bizcode, recode: String(code), reinfo: code === 0 ? '' : out, body: { pOutInfo: code === 0 ? out : '' } };
}
