// Standing errand: carries queued messages to the banks in order; an outage stops one bank's queue and no other's.
import type { House } from '../../base/call.ts';
import type { Errand } from '../../base/jobs.ts';
import { fromHex } from '../../crypto/index.ts';
import { bankEnd, bureauEnd, readFrame, signFrame } from './frame.ts';
import { numberMessages, outgoingPlace } from './number-messages.ts';
import { ownKeyPlace } from './register-link.ts';
import { acknowledge, banksToTell, type Link, listLinks, listWaiting, markOutage, markTextsTaken } from './store.ts';
import type { TextWish } from './text-messages.ts';

/** The way to the banks: a simulated bank, or a line to a real one. Throws when the bank cannot be reached. */
export interface BankChannel {
  /** Delivers a signed message and gives the bank's signed answer: a frame of kind 'ack' with the same number. */
  deliver(bank: { readonly region: string; readonly bankCode: string }, frame: string): Promise<string>;
}

const atOnce = 100;
const pauseMs = 1_000;
const timeoutMs = 10_000;

export function makeSendMessages(channel: BankChannel): Errand<Record<string, never>> {
  return {
    name: 'banking.send-messages',
    async errand(house) {
      let more = false;
      for (const bankId of await banksToTell(house.database)) await numberMessages(house, bankId);
      // Side by side, so that a bank that hangs does not hold the others up.
      await Promise.all(
        (await listLinks(house.database)).map(async (link) => {
          if (link.acknowledged < link.numbered) more = (await sendTo(house, channel, link)) || more;
        }),
      );
      const now = house.clock.now();
      return { again: more ? now : new Date(now.getTime() + pauseMs) };
    },
  };
}

/** True when the bank took a full load and there may be more. */
async function sendTo(house: House, channel: BankChannel, link: Link): Promise<boolean> {
  const { database, vault, clock, log } = house;
  const { bankId, region, bankCode } = link;
  const ends = { from: bureauEnd(region), to: bankEnd(region, bankCode) };
  const waiting = await listWaiting(database, bankId, atOnce);
  const key = fromHex(vault.open(link.ownKey, ownKeyPlace(bankId)));
  for (const { seq, kind, body } of waiting) {
    const frame = {
      ...ends,
      seq: Number(seq),
      kind,
      sentAt: clock.now().toISOString(),
      body: JSON.parse(vault.open(body, outgoingPlace(bankId, seq))),
    };
    try {
      const answer = await withTimeout(channel.deliver({ region, bankCode }, signFrame(frame, key)));
      const read = readFrame(answer, link.bankKey, { from: ends.to, to: ends.from });
      if (typeof read === 'string' || read.kind !== 'ack' || read.seq !== frame.seq)
        throw new Error('the answer of the bank is no acknowledgement');
    } catch (error) {
      // The number is what the bank knows a repeat by, so sending again is safe.
      await markOutage(database, bankId, clock.now());
      log.warn({ bankCode, region, seq: frame.seq, err: String(error) }, 'bank does not answer; its messages wait');
      return false;
    }
    if (kind === 'send-text') {
      const { items } = frame.body as { items: readonly TextWish[] };
      await markTextsTaken(
        database,
        items.map(({ messageId }) => messageId),
        clock.now(),
      );
    }
    await acknowledge(database, bankId, seq, clock.now());
  }
  return waiting.length === atOnce;
}

function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the bank did not answer in time')), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
