// The national terminal interface (人社信息函〔2016〕38号, 59号): the functions hospitals, pharmacies and counters call, by their own
// names. Texts where no public source fixes them are the simulation profile DRIVER-A. The card is let go before any function
// returns, also after an error; only the steps of one HSM conversation keep it.
import iconv from 'iconv-lite';
import { Refusal } from '../../base/refusal.ts';
import { debitRef, decodeText, encodeDigits, type Face, pin as pinRule, SW } from '../../chip/index.ts';
import { concat } from '../../crypto/index.ts';
import type { ApduLog } from '../apdu-log.ts';
import { CardChannel, refused, selectFile } from '../card-channel.ts';
import { bytesOf, hex } from '../hex.ts';
import type { DebitProof, KeyName } from '../keys/issuer-keys.ts';
import { openPsam, type Psam, type TerminalNumbers } from '../keys/psam-keys.ts';
import { debitKey } from '../keys/software-keys.ts';
import type { Reader } from '../reader.ts';
import { refuse } from '../refusals.ts';
import { drawChallenges, externalAuthenticate, getChallenge } from '../scripts/authenticate.ts';
import { readBankNumber } from '../scripts/bank-card.ts';
import { type CardFile, fileOf, keyOfRule, meetRule, openFile, readRuleOf, wantsKey } from '../scripts/card-files.ts';
import { changePin } from '../scripts/change-pin.ts';
import { pinBytes } from '../scripts/pin.ts';
import { readCyclic, readItem } from '../scripts/read-file.ts';
import { beginHolderReading, finishHolderReading, type HolderRequest, readHolder } from '../scripts/read-holder.ts';
import { type CardIdentity, recogniseCard, recordValue, selectEnvironment } from '../scripts/recognise-card.ts';
import { maintenanceKey, type PinReset, resetHeader, resetPin, sendReset } from '../scripts/reset-pin.ts';
import { verifyPin } from '../scripts/verify-pin.ts';
import { sendWrites, writeCommands } from '../scripts/write-file.ts';
import { signOnCard, verifySigned } from './certificate-functions.ts';
import { codeOf } from './codes.ts';
import { basicLine } from './fields.ts';
import { type FileRequest, parseFileAddress, parseWriteData, valuesLine } from './file-address.ts';
import { type IdentityCard, identityLine } from './identity-card.ts';
import { addressOf } from './key-addresses.ts';
import { fields } from './key-module.ts';
import {
  beginCertificate,
  finishCertificate,
  readSignatureKey,
  renewCertificate,
  sendCommands,
} from './vendor-functions.ts';

export interface DriverAnswer {
  /** 0, or a negative number (`codes.ts`). */
  readonly code: number;
  /** pOutInfo; after an error its meaning in Chinese. */
  readonly out: string;
  /** The same as the caller's buffer holds it. */
  readonly gbk: Uint8Array;
}

export interface Keypad {
  /** Refuses `pin-cancelled` or `pin-timeout`. */
  ask(what: 'pin' | 'new-pin' | 'new-pin-again'): Promise<string>;
}

export interface DriverParts {
  readonly readers: Readonly<Partial<Record<Face, Reader>>>;
  readonly psam?: Reader;
  readonly keypad: Keypad;
  /** The reader of identity cards beside it, where there is one. */
  readonly identityReader?: { readonly name: string; read(): Promise<IdentityCard> };
  readonly random: (length: number) => Uint8Array;
  readonly log?: ApduLog;
}

/** What Step1 left open: the function that may follow, and how it goes on. */
interface OpenStep {
  readonly next: string;
  readonly channel: CardChannel;
  readonly resume: (pKey: string, more: string) => Promise<string>;
}

interface Session {
  readonly channel: CardChannel;
  /** Keeps the card powered for the named next step. */
  readonly keepFor: (next: string, resume: OpenStep['resume']) => void;
}

const orders: Readonly<Record<number, readonly Face[]>> = {
  1: ['contact'],
  2: ['contactless'],
  3: ['contact', 'contactless'],
  4: ['contactless', 'contact'],
};

/** Field 10 and 11 when no PSAM is there. */
const noTerminal: TerminalNumbers = { terminalNumber: '000000000000', deviceNumber: '' };

export class Driver {
  readonly #parts: DriverParts;
  #open: OpenStep | undefined;

  constructor(parts: DriverParts) {
    this.#parts = parts;
  }

  // --- basic reading ---

  iReadCardBas(iType: number): Promise<DriverAnswer> {
    return this.#run(iType, ({ channel }) =>
      this.#withPsam(async (psam) => basicLine(await readHolder(channel, psam, this.#parts.random), psam.numbers)),
    );
  }

  iReadCardBas_HSM_Step1(iType: number): Promise<DriverAnswer> {
    return this.#run(iType, async ({ channel, keepFor }) => {
      const request = await beginHolderReading(channel, this.#parts.random);
      keepFor('iReadCardBas_HSM_Step2', async (pKey) => {
        if (pKey.length < 64) throw refuse('bad-parameter', { what: 'pKey' });
        const [internal, external] = fields(pKey, 2, 2).map((one) => bytesOf(one, 'pKey', 16));
        const reading = await finishHolderReading(channel, request, { internal: internal!, external });
        return basicLine(reading, await this.#terminal());
      });
      return step1Line(request);
    });
  }

  iReadCardBas_HSM_Step2(pKey: string): Promise<DriverAnswer> {
    return this.#resume('iReadCardBas_HSM_Step2', pKey);
  }

  // --- files ---

  iReadCard(iType: number, iAuthType: number, pCardInfo: string, pFileAddr: string): Promise<DriverAnswer> {
    return this.#run(iType, async ({ channel }) => {
      if (iAuthType !== 1 && iAuthType !== 2) throw refuse('bad-parameter', { what: 'iAuthType' });
      const requests = parseFileAddress(pFileAddr);
      const card = await this.#named(channel, pCardInfo);
      const pin = iAuthType === 1 ? await this.#parts.keypad.ask('pin') : undefined;
      const lines: string[] = [];
      for (const request of requests) {
        const file = fileOf(card.spec, request);
        const rule = readRuleOf(file, tagsOf(request));
        await openFile(channel, file);
        const given = pin ?? (rule.need === 'pin and key' ? await this.#parts.keypad.ask('pin') : undefined);
        const access = given === undefined ? {} : { pin: given };
        if (wantsKey(rule, pin !== undefined)) {
          await this.#withPsam((psam) => meetRule(channel, card, file.directory, rule, { keys: psam, ...access }));
        } else await meetRule(channel, card, file.directory, rule, access);
        lines.push(await readValues(channel, file, request));
      }
      return lines.join('');
    });
  }

  iReadCard_HSM_Step1(iType: number, pCardInfo: string, pFileAddr: string): Promise<DriverAnswer> {
    return this.#run(iType, async (session) => {
      const { request, file, card } = await this.#oneFile(session, pCardInfo, pFileAddr);
      const rule = readRuleOf(file, tagsOf(request));
      if (!wantsKey(rule, false)) throw refuse('no-authorisation-needed');
      if (rule.need === 'pin and key') await verifyPin(session.channel, await this.#parts.keypad.ask('pin'));
      return this.#askForKey(session, card, keyOfRule(file.directory, rule), 'iReadCard_HSM_Step2', () =>
        readValues(session.channel, file, request),
      );
    });
  }

  iReadCard_HSM_Step2(pKey: string): Promise<DriverAnswer> {
    return this.#resume('iReadCard_HSM_Step2', pKey);
  }

  iWriteCard(iType: number, pCardInfo: string, pFileAddr: string, pWriteData: string): Promise<DriverAnswer> {
    return this.#run(iType, async (session) => {
      const { request, file, card } = await this.#oneFile(session, pCardInfo, pFileAddr);
      const commands = commandsOf(file, request, pWriteData);
      await this.#withPsam((psam) => meetRule(session.channel, card, file.directory, updateRule(file), { keys: psam }));
      await sendWrites(session.channel, commands);
      return '';
    });
  }

  iWriteCard_HSM_Step1(iType: number, pCardInfo: string, pFileAddr: string): Promise<DriverAnswer> {
    return this.#run(iType, async (session) => {
      const { request, file, card } = await this.#oneFile(session, pCardInfo, pFileAddr);
      const key = keyOfRule(file.directory, updateRule(file));
      return this.#askForKey(session, card, key, 'iWriteCard_HSM_Step2', async (pWriteData) => {
        await sendWrites(session.channel, commandsOf(file, request, pWriteData));
        return '';
      });
    });
  }

  iWriteCard_HSM_Step2(pKey: string, pWriteData: string): Promise<DriverAnswer> {
    return this.#resume('iWriteCard_HSM_Step2', pKey, pWriteData);
  }

  // --- PIN ---

  async iVerifyPIN(iType: number): Promise<DriverAnswer> {
    return this.#withPin('pin', (pin) => this.iVerifyPINK(iType, pin));
  }

  /** Where the caller has the PIN already (variant of several makers). */
  iVerifyPINK(iType: number, pin: string): Promise<DriverAnswer> {
    return this.#run(iType, async ({ channel }) => {
      await recogniseCard(channel);
      await verifyPin(channel, pin);
      return '';
    });
  }

  async iChangePIN(iType: number): Promise<DriverAnswer> {
    return this.#withPin('pin', (old) =>
      this.#withPin('new-pin', (chosen) =>
        this.#withPin('new-pin-again', (again) =>
          chosen === again ? this.iChangePINK(iType, old, chosen) : failed(refuse('pin-differs')),
        ),
      ),
    );
  }

  iChangePINK(iType: number, old: string, chosen: string): Promise<DriverAnswer> {
    return this.#run(iType, async ({ channel }) => {
      await recogniseCard(channel);
      await changePin(channel, old, chosen);
      return '';
    });
  }

  iReloadPIN(iType: number, pCardInfo: string): Promise<DriverAnswer> {
    return this.#reset(iType, pCardInfo, 'reload');
  }

  iUnblockPIN(iType: number, pCardInfo: string): Promise<DriverAnswer> {
    return this.#reset(iType, pCardInfo, 'unblock');
  }

  iReloadPIN_HSM_Step1(iType: number, pCardInfo: string): Promise<DriverAnswer> {
    return this.#resetStep1(iType, pCardInfo, 'reload', 'iReloadPIN');
  }
  iReloadPIN_HSM_Step2(pKey: string): Promise<DriverAnswer> {
    return this.#resume('iReloadPIN_HSM_Step2', pKey);
  }
  iReloadPIN_HSM_Step3(pKey: string): Promise<DriverAnswer> {
    return this.#resume('iReloadPIN_HSM_Step3', pKey);
  }

  iUnblockPIN_HSM_Step1(iType: number, pCardInfo: string): Promise<DriverAnswer> {
    return this.#resetStep1(iType, pCardInfo, 'unblock', 'iUnblockPIN');
  }
  iUnblockPIN_HSM_Step2(pKey: string): Promise<DriverAnswer> {
    return this.#resume('iUnblockPIN_HSM_Step2', pKey);
  }
  iUnblockPIN_HSM_Step3(pKey: string): Promise<DriverAnswer> {
    return this.#resume('iUnblockPIN_HSM_Step3', pKey);
  }

  // --- debit of the medical account ---

  iDoDebit(iType: number, pCardInfo: string, pPayInfo: string): Promise<DriverAnswer> {
    return this.#run(iType, ({ channel }) =>
      this.#withPsam(async (psam) => {
        const pay = parsePayInfo(pPayInfo);
        const card = await this.#named(channel, pCardInfo);
        const terminal = psam.numbers.terminalNumber;
        const begun = await this.#beginDebit(channel, pay, terminal);
        const proof = await psam.debit(card, { ...begun, debit: { ...pay, terminal: encodeDigits(terminal, 6) } });
        return finishDebit(channel, begun.sequence, pay, terminal, proof);
      }),
    );
  }

  iDoDebit_HSM_Step1(iType: number, pCardInfo: string, pPayInfo: string): Promise<DriverAnswer> {
    return this.#run(iType, async ({ channel, keepFor }) => {
      const pay = parsePayInfo(pPayInfo);
      const card = await this.#named(channel, pCardInfo);
      const { terminalNumber } = await this.#terminal();
      const { random, sequence } = await this.#beginDebit(channel, pay, terminalNumber);
      keepFor('iDoDebit_HSM_Step2', (pKey) => {
        const [number, time, mac1] = fields(pKey, 3, 3);
        return finishDebit(channel, sequence, { ...pay, time: bytesOf(time!, 'pKey', 7) }, terminalNumber, {
          terminalSequence: bytesOf(number!, 'pKey', 4),
          mac1: bytesOf(mac1!, 'pKey', 4),
          // The key module settles the TAC; the terminal has no key to check MAC2 with.
          accept: async () => true,
        });
      });
      const amounts = [hex(pay.accountAmount), hex(pay.fundAmount)];
      return line(
        mark(card),
        addressOf(debitKey),
        hex(random),
        hex(sequence),
        ...amounts,
        terminalNumber,
        hex(pay.time),
      );
    });
  }

  iDoDebit_HSM_Step2(pKey: string): Promise<DriverAnswer> {
    return this.#resume('iDoDebit_HSM_Step2', pKey);
  }

  iReadDebitRecord(iType: number): Promise<DriverAnswer> {
    return this.#run(iType, async ({ channel }) => {
      const card = await recogniseCard(channel);
      const file = fileOf(card.spec, { directory: 'DF04', fid: debitRef.log });
      await openFile(channel, file);
      await this.#withPsam((psam) => meetRule(channel, card, file.directory, readRuleOf(file, []), { keys: psam }));
      return (await readCyclic(channel, file)).map(debitRecordLine).join('');
    });
  }

  // --- certificate functions ---

  /** `pInData` in Base64; out: certificate and signature in Base64. */
  PKI_SignData(pUserPin: string, pInData: string, iType: number): Promise<DriverAnswer> {
    return this.#run(iType, ({ channel }) => signOnCard(channel, pUserPin, pInData));
  }

  /** Needs no card. All three in Base64. */
  async PKI_VerifySign(pCert: string, pClear: string, pSign: string): Promise<DriverAnswer> {
    try {
      verifySigned(pCert, pClear, pSign);
      return answer(0, '');
    } catch (error) {
      return failed(error);
    }
  }

  // --- what several makers add ---

  /** 银行卡号 of the co-resident application. */
  iReadBankNumber(iType: number): Promise<DriverAnswer> {
    return this.#run(iType, async ({ channel }) => `${await readBankNumber(channel)}|`);
  }

  /** 1.00, 2.00 or 3.00, and the cipher mark. */
  iGetCardType(iType: number): Promise<DriverAnswer> {
    return this.#run(iType, async ({ channel }) => {
      const card = await recogniseCard(channel);
      return line(card.spec, mark(card));
    });
  }

  /** 卡号, with the PSAM's help where the card protects it. */
  iReadCardNo(iType: number): Promise<DriverAnswer> {
    return this.#run(iType, ({ channel }) =>
      this.#withPsam(async (psam) => line((await readHolder(channel, psam, this.#parts.random)).cardNumber ?? '')),
    );
  }

  /** Name of the reader that `iType` means; needs no card. */
  iGetReaderInfo(iType: number): Promise<DriverAnswer> {
    const face = orders[iType]?.find((one) => this.#parts.readers[one]);
    return Promise.resolve(
      face ? answer(0, line(this.#parts.readers[face]!.name)) : failed(refuse('wrong-interface', { type: iType })),
    );
  }

  /** An identity card, not a card of ours: it lies on a reader of its own, so there is no iType to choose. */
  async iReadIdentityCard(): Promise<DriverAnswer> {
    try {
      const reader = this.#parts.identityReader;
      if (!reader) throw refuse('no-reader', { reader: '居民身份证 identity card', present: '' });
      return answer(0, identityLine(await reader.read()));
    } catch (error) {
      return failed(error);
    }
  }

  /** Raw commands `command|command|` in hex; their answers with status words. A refusing card is an answer, no error. */
  iSendCpuApdu(iType: number, pApdu: string): Promise<DriverAnswer> {
    return this.#run(iType, ({ channel }) => sendCommands(channel, pApdu));
  }

  /** Public key of the signing pair, `X Y|` in hex. */
  iReadSignatureKey(iType: number): Promise<DriverAnswer> {
    return this.#run(iType, ({ channel }) => readSignatureKey(channel));
  }

  /** A new certificate (DER in Base64) over the signing pair that is on the card. */
  iWriteCA(iType: number, pUserPin: string, pCert: string): Promise<DriverAnswer> {
    return this.#run(iType, ({ channel }) => renewCertificate(channel, pUserPin, pCert));
  }

  /** A new signing pair: its public key, for the authority that certifies it. */
  iWriteCaStep1(iType: number, pUserPin: string): Promise<DriverAnswer> {
    return this.#run(iType, async ({ channel, keepFor }) => {
      const out = await beginCertificate(channel, pUserPin);
      keepFor('iWriteCaStep2', (_, pCert) => finishCertificate(channel, pCert));
      return out;
    });
  }
  iWriteCaStep2(pCert: string): Promise<DriverAnswer> {
    return this.#resume('iWriteCaStep2', '', pCert);
  }

  /** Lets go of a card that an unfinished conversation still holds. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.channel.close();
  }

  // --- how every function runs ---

  async #run(iType: number, work: (session: Session) => Promise<string>): Promise<DriverAnswer> {
    await this.close();
    let channel: CardChannel | undefined;
    try {
      const opened = await this.#connect(iType);
      channel = opened;
      let kept: OpenStep | undefined;
      const out = await work({
        channel: opened,
        keepFor: (next, resume) => {
          kept = { next, channel: opened, resume };
        },
      });
      this.#open = kept;
      return answer(0, out);
    } catch (error) {
      return failed(error);
    } finally {
      if (channel && this.#open?.channel !== channel) await channel.close();
    }
  }

  async #resume(name: string, pKey: string, more = ''): Promise<DriverAnswer> {
    const open = this.#open;
    this.#open = undefined;
    if (!open) return failed(refuse('no-step-open'));
    try {
      if (open.next !== name) throw refuse('no-step-open');
      if (pKey.length > 1024) throw refuse('bad-parameter', { what: 'pKey' });
      return answer(0, await open.resume(pKey, more));
    } catch (error) {
      this.#open = undefined;
      return failed(error);
    } finally {
      // A resumed step may itself have announced the next one.
      const { channel } = open;
      if ((this.#open as OpenStep | undefined)?.channel !== channel) await channel.close();
    }
  }

  async #connect(iType: number): Promise<CardChannel> {
    const order = orders[iType];
    const present = order?.filter((face) => this.#parts.readers[face]);
    if (!present?.length) throw refuse('wrong-interface', { type: iType });
    for (const [i, face] of present.entries()) {
      try {
        return await CardChannel.open(this.#parts.readers[face]!, this.#parts.log);
      } catch (error) {
        const absent = error instanceof Refusal && error.code === 'terminal.no-card';
        if (!absent || i === present.length - 1) throw error;
      }
    }
    throw refuse('wrong-interface', { type: iType });
  }

  async #withPsam<T>(work: (psam: Psam) => Promise<T>): Promise<T> {
    if (!this.#parts.psam) throw refuse('no-psam');
    const psam = await openPsam(this.#parts.psam, this.#parts.log);
    try {
      return await work(psam);
    } finally {
      await psam.close();
    }
  }

  async #terminal(): Promise<TerminalNumbers> {
    return this.#withPsam(async ({ numbers }) => numbers).catch((error) => {
      if (error instanceof Refusal && error.code === 'terminal.no-psam') return noTerminal;
      throw error;
    });
  }

  async #withPin(
    what: Parameters<Keypad['ask']>[0],
    work: (pin: string) => Promise<DriverAnswer> | DriverAnswer,
  ): Promise<DriverAnswer> {
    try {
      return await work(await this.#parts.keypad.ask(what));
    } catch (error) {
      return failed(error);
    }
  }

  /** The card in the reader, which must be the one that pCardInfo names: `卡识别码|卡号|`. */
  async #named(channel: CardChannel, pCardInfo: string): Promise<CardIdentity> {
    const [, identifier, number] = /^([0-9A-F]{32})\|([0-9A-Z]{9})?\|?$/i.exec(pCardInfo) ?? [];
    if (!identifier) throw refuse('bad-parameter', { what: 'pCardInfo' });
    const card = await recogniseCard(channel);
    if (card.cardIdentifier !== identifier.toUpperCase()) throw refuse('card-differs');
    // EF05 is still selected. 3.0 protects the number: what cannot be read without proof is not compared.
    const { sw, bytes } = await channel.ask(0x00, 0xb2, 0x07, 0x00, undefined, 11);
    const own = sw === SW.ok ? recordValue(bytes, 0x07) : undefined;
    if (number && own && decodeText(own).slice(0, 9) !== number.toUpperCase()) throw refuse('card-differs');
    await selectEnvironment(channel);
    return card;
  }

  /** Only the first file of an address is honoured where one key is asked for. */
  async #oneFile({ channel }: Session, pCardInfo: string, pFileAddr: string) {
    const request = parseFileAddress(pFileAddr)[0]!;
    const card = await this.#named(channel, pCardInfo);
    const file = fileOf(card.spec, request);
    await openFile(channel, file);
    return { request, card, file };
  }

  /** The 4-field string, and the next step that proves the key with the module's answer. */
  async #askForKey(
    { channel, keepFor }: Session,
    card: CardIdentity,
    key: KeyName,
    next: string,
    then: (more: string) => Promise<string>,
  ): Promise<string> {
    const { source, factor } = await drawChallenges(channel);
    keepFor(next, async (pKey, more) => {
      await externalAuthenticate(channel, key.ref, bytesOf(pKey.replace(/\|$/, ''), 'pKey', 16));
      return then(more);
    });
    return line(mark(card), addressOf(key), hex(factor), hex(source));
  }

  #reset(iType: number, pCardInfo: string, what: PinReset): Promise<DriverAnswer> {
    return this.#run(iType, async ({ channel }) => {
      const card = await this.#named(channel, pCardInfo);
      const chosen = what === 'reload' ? await this.#chosenPin() : undefined;
      await this.#withPsam((psam) => resetPin(channel, card, psam, what, chosen));
      return '';
    });
  }

  #resetStep1(iType: number, pCardInfo: string, what: PinReset, name: string): Promise<DriverAnswer> {
    return this.#run(iType, async (session) => {
      const { channel } = session;
      const card = await this.#named(channel, pCardInfo);
      return this.#askForKey(session, card, maintenanceKey, `${name}_HSM_Step2`, async () => {
        const chosen = what === 'reload' ? await this.#chosenPin() : '';
        const challenge = await getChallenge(channel, 8);
        const resume = async (pKey: string) => {
          await sendReset(channel, what, bytesOf(pKey.replace(/\|$/, ''), 'pKey'));
          return '';
        };
        this.#open = { next: `${name}_HSM_Step3`, channel, resume };
        return line(mark(card), addressOf(maintenanceKey), hex(challenge), hex(resetHeader[what]), chosen);
      });
    });
  }

  async #chosenPin(): Promise<string> {
    const chosen = await this.#parts.keypad.ask('new-pin');
    pinBytes(chosen);
    if (chosen !== (await this.#parts.keypad.ask('new-pin-again'))) throw refuse('pin-differs');
    return chosen;
  }

  async #beginDebit(channel: CardChannel, pay: PayInfo, terminal: string) {
    await selectEnvironment(channel);
    await verifyPin(channel, await this.#parts.keypad.ask('pin'));
    await selectFile(channel, 0xdf04);
    const asked = concat(pay.accountAmount, pay.fundAmount, encodeDigits(terminal, 6));
    const { sw, bytes } = await channel.ask(0x80, 0x50, 0x01, 0x02, asked, 0);
    if (sw === SW.conditionsNotSatisfied) throw refuse('pin-initial');
    if (sw !== SW.ok) throw refused('INITIALIZE FOR DEBIT', sw);
    return { random: bytes.slice(0, 4), sequence: bytes.slice(4, 6) };
  }
}

const answer = (code: number, out: string): DriverAnswer => ({ code, out, gbk: iconv.encode(out, 'gbk') });

function failed(error: unknown): DriverAnswer {
  const code = codeOf(error);
  return answer(code, (error as Refusal).problem().title);
}

const line = (...parts: string[]): string => parts.map((part) => `${part}|`).join('');
const mark = ({ algorithm }: CardIdentity): string => `0${algorithm}`;

/** Region, reset, cipher, identifier, internal factor and source, external factor and source (empty below 3.0). */
function step1Line({ card, internal, external }: HolderRequest): string {
  const own = [card.cardIdentifier.slice(0, 6), hex(card.historical), mark(card), card.cardIdentifier];
  const outer = external ? [hex(external.factor), hex(external.source)] : ['', ''];
  return line(...own, hex(internal.factor), hex(internal.source), ...outer);
}

const tagsOf = ({ items }: FileRequest): number[] => items.flatMap(({ tag }) => (tag === undefined ? [] : [tag]));

const updateRule = ({ plan }: CardFile) => plan.update ?? pinRule();

async function readValues(channel: CardChannel, file: CardFile, request: FileRequest): Promise<string> {
  const values: string[] = [];
  for (const item of request.items) values.push(await readItem(channel, file, item));
  return valuesLine(request, values);
}

/** All commands before the first is sent: a wrong value must not leave half of them written. */
function commandsOf(file: CardFile, request: FileRequest, pWriteData: string): Uint8Array[] {
  if (updateRule(file).need === 'never') throw refuse('bad-parameter', { what: request.prefix });
  const values = parseWriteData(request, pWriteData);
  return request.items.flatMap((item, i) => writeCommands(file, item, values[i]!));
}

interface PayInfo {
  readonly accountAmount: Uint8Array;
  readonly fundAmount: Uint8Array;
  readonly time: Uint8Array;
}

/** `account amount|fund amount|YYYYMMDDhhmmss|`, amounts in yuan. */
function parsePayInfo(text: string): PayInfo {
  const [, account, fund, time] = /^([^|]*)\|([^|]*)\|(\d{14})\|?$/.exec(text) ?? [];
  const valid = time && /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d$/.test(time);
  if (!valid) throw refuse('bad-parameter', { what: 'pPayInfo' });
  return { accountAmount: fen(account!), fundAmount: fen(fund!), time: bytesOf(time, 'pPayInfo', 7) };
}

function fen(yuan: string): Uint8Array {
  const [, whole, part = ''] = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(yuan) ?? [];
  if (whole === undefined) throw refuse('bad-parameter', { what: 'pPayInfo' });
  const amount = Number(whole) * 100 + Number(part.padEnd(2, '0'));
  return Uint8Array.of(amount >>> 24, amount >>> 16, amount >>> 8, amount);
}

/** TAC, card's number, amounts in fen, time, terminal and its number. */
async function finishDebit(
  channel: CardChannel,
  sequence: Uint8Array,
  pay: PayInfo,
  terminal: string,
  { terminalSequence, mac1, accept }: DebitProof,
): Promise<string> {
  const booked = await channel.need('DEBIT', [0x80, 0x54, 0x01, 0x00], concat(terminalSequence, pay.time, mac1), 0);
  if (!(await accept(booked.subarray(4)))) throw refuse('card-not-genuine', { reason: 'MAC2' });
  const amounts = [number(pay.accountAmount), number(pay.fundAmount)];
  return line(hex(booked.subarray(0, 4)), hex(sequence), ...amounts, hex(pay.time), terminal, hex(terminalSequence));
}

/** Sequence, type, terminal, time, amounts in fen, TAC. */
function debitRecordLine(record: Uint8Array): string {
  const part = (from: number, to: number) => record.subarray(from, to);
  const head = [hex(part(0, 2)), hex(part(2, 3)), hex(part(3, 9)), hex(part(9, 16))];
  return `${line(...head, number(part(16, 20)), number(part(20, 24)), hex(part(24, 28)))}$`;
}

const number = (bytes: Uint8Array): string => String(Number.parseInt(hex(bytes), 16));
