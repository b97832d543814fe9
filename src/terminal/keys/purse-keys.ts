// Who computes for a transport purse: the terminal's PSAM takes money off it, a load host puts money on it and settles what cards
// certify (TAC). Keys never come out. Here the host in software over master keys; a key module does the same inside.
import {
  algorithm,
  approveLoad,
  checkLoadTac,
  checkPurchaseTac,
  type LoadStart,
  type PurseKeys,
  type PurseOrder,
  psamInitCommand,
  purseCardKey,
  SW,
  suiteOf,
} from '../../chip/index.ts';
import type { ApduLog } from '../apdu-log.ts';
import { CardChannel, refused, selectByName } from '../card-channel.ts';
import type { Reader } from '../reader.ts';
import { refuse } from '../refusals.ts';
import { PURSE_PSAM } from './psam.ts';

/** What makes a purse's keys its own. */
export interface PurseId {
  /** 8 bytes, of which the first four count. */
  readonly issuer: Uint8Array;
  /** Last 8 bytes of the purse number. */
  readonly serial: Uint8Array;
}

/** The terminal's half of a purchase. */
export interface PurchaseModule {
  /** Terminal number, 6 bytes BCD. */
  readonly terminal: Uint8Array;
  /** `start`: the 15 bytes the card answered to INITIALIZE. */
  begin(
    purse: PurseId,
    start: Uint8Array,
    order: Omit<PurseOrder, 'terminal'>,
  ): Promise<{ readonly terminalSequence: Uint8Array; readonly mac1: Uint8Array }>;
  /** Whether MAC2 proves that the card has paid what was begun last. */
  accept(mac2: Uint8Array): Promise<boolean>;
}

/** The bank's or operator's host behind a loading point. */
export interface LoadHost {
  /** MAC2; refuses `card-not-genuine` when MAC1 is not this purse's. */
  approve(purse: PurseId, start: LoadStart, order: PurseOrder): Promise<Uint8Array>;
  /** Whether the card certifies that the load has ended with this balance. */
  confirm(
    purse: PurseId,
    done: {
      readonly algorithm: number;
      readonly balance: Uint8Array;
      readonly sequence: Uint8Array;
      readonly order: PurseOrder;
      readonly tac: Uint8Array;
    },
  ): Promise<boolean>;
}

/** What clearing asks of every tap. */
export interface TapJudge {
  paid(
    purse: PurseId,
    tap: {
      readonly algorithm: number;
      readonly order: PurseOrder;
      readonly terminalSequence: Uint8Array;
      readonly tac: Uint8Array;
    },
  ): Promise<boolean>;
}

/** Master key of a use under a cipher; undefined when this holder has none. */
export type PurseMasters = (use: 'load' | 'purchase' | 'tac' | 'maintenance', cipher: number) => Uint8Array | undefined;

export function softwarePurseHost(masters: PurseMasters): LoadHost & TapJudge {
  const keysOf = ({ issuer, serial }: PurseId, code: number): PurseKeys => {
    const cipher = purseCipher(code);
    const suite = suiteOf(cipher)!;
    const key = (use: 'load' | 'tac') => {
      const master = masters(use, cipher);
      if (!master) throw refuse('key-level', { key: `purse ${use}` });
      return purseCardKey(suite, master, issuer, serial);
    };
    return { suite, load: key('load'), tac: key('tac') };
  };
  return {
    async approve(purse, start, order) {
      const mac2 = approveLoad(keysOf(purse, start.algorithm), start, order);
      if (!mac2) throw refuse('card-not-genuine', { reason: 'MAC1' });
      return mac2;
    },
    confirm: async (purse, { algorithm: code, balance, sequence, order, tac }) =>
      checkLoadTac(keysOf(purse, code), balance, sequence, order, tac),
    paid: async (purse, { algorithm: code, order, terminalSequence, tac }) =>
      checkPurchaseTac(keysOf(purse, code), order, terminalSequence, tac),
  };
}

/** The suite an algorithm byte of a purse names: 00 and 01 3DES, 04 SM4 (profile EP-SM4-A). */
export function purseCipher(code: number): number {
  if (code === 0x00 || code === 0x01) return algorithm.des;
  if (code === 0x04) return algorithm.sm4;
  throw refuse('algorithm-unsupported', { mark: code });
}

export interface OpenPurchaseModule extends PurchaseModule {
  close(): Promise<void>;
}

/** Opens the purse application of the PSAM in a reader. Refuses `no-psam`. */
export async function openPurchaseModule(reader: Reader, log?: ApduLog): Promise<OpenPurchaseModule> {
  const channel = await CardChannel.open(reader, log).catch(() => {
    throw refuse('no-psam');
  });
  try {
    if (!(await selectByName(channel, PURSE_PSAM))) throw refuse('key-level', { key: 'purse' });
    const terminal = await channel.need('PSAM EF16', [0x00, 0xb0, 0x96, 0x00], undefined, 6);
    return {
      terminal,
      async begin(purse, start, order) {
        const asked = psamInitCommand(start, order, purse);
        const { sw, bytes } = await channel.ask(0x80, 0x70, 0, 0, asked.slice(5, 5 + asked[4]!), 8);
        if (sw === SW.keyUnsupported) throw refuse('key-level', { key: 'purse' });
        if (sw !== SW.ok || bytes.length !== 8) throw refused('PSAM 8070', sw);
        return { terminalSequence: bytes.slice(0, 4), mac1: bytes.slice(4) };
      },
      accept: async (mac2) => (await channel.ask(0x80, 0x72, 0, 0, mac2)).sw === SW.ok,
      close: () => channel.close(),
    };
  } catch (error) {
    await channel.close();
    throw error;
  }
}
