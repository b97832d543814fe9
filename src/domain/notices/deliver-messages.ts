// Standing errand: hands due messages to the bank that must send them, else to the message channel; at least once, with an id by which it knows a repeat.
import { systemActor } from '../../base/actor.ts';
import { type House, openCall } from '../../base/call.ts';
import { dayOf, startOfDay } from '../../base/day.ts';
import type { Errand } from '../../base/jobs.ts';
import { askBankToText, bankTexts, type TextWish } from '../banking/index.ts';
import type { MessageChannel } from './channel.ts';
import { type LimitName, limitsNow, sendingRules } from './limits.ts';
import { type Finding, lintMessage } from './lint-message.ts';
import { type Message, phonePlace, textPlace } from './message.ts';
import { isQuiet, nextAllowedInstant, quietBegins } from './quiet-hours.ts';
import { claimDue, moveMessages, putOff, saveFindings, saveNextTry } from './store.ts';

const pauseMs = 5_000;
const roundSize = 200;
const atOnce = 20;
/** How long a claimed message is out of sight of other workers; longer than a round can take. */
const leaseMs = 10 * 60_000;
const minute = 60_000;
/** A bank's clock may be wrong by minutes; nothing is handed over here while the bank might still send it. */
const clockMargin = 30 * 60_000;

/** The errand for one channel. `timeoutMs`: a channel that has not answered by then is asked again later. */
export function makeDeliverMessages(
  channel: MessageChannel,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Errand<Record<string, never>> {
  return {
    name: 'notices.deliver-messages',
    async errand(house) {
      const { claimed: all, limits } = await claim(house);
      const claimed = await leaveToBanks(house, all, limits);
      for (let i = 0; i < claimed.length; i += atOnce) {
        const part = claimed.slice(i, i + atOnce);
        const outcomes = await Promise.all(part.map((message) => hand(house, channel, message, timeoutMs)));
        await settle(house, outcomes, limits['send-tries']);
      }
      return { again: new Date(house.clock.now().getTime() + (all.length === roundSize ? 0 : pauseMs)) };
    },
  };
}

type Limits = Record<LimitName, number>;

async function claim(house: House): Promise<{ claimed: Message[]; limits: Limits }> {
  return house.database.transaction(async (db) => {
    const now = house.clock.now();
    const limits = await limitsNow(db);
    const rules = sendingRules(limits);
    const today = startOfDay(dayOf(now));
    const cap = limits['daily-cap'];
    const claimed = await claimDue(db, {
      now,
      today,
      again: new Date(now.getTime() + leaseMs),
      quiet: isQuiet(now, rules),
      cap,
      limit: roundSize,
    });
    // With a full round in hand nobody over the cap is in the way yet.
    if (claimed.length < roundSize) {
      const full = Array.from({ length: cap }, () => now);
      await putOff(db, { now, today, cap, until: nextAllowedInstant(now, 'notice', full, rules) });
    }
    return { claimed, limits };
  });
}

/**
 * The bank's messages are sent by the bank (PCK-05), over its line, where it has one; they wait there through an outage. A bank that has
 * not taken one by `until` does not send it any more, and it is handed over here after all, in the name of the bank. Gives the
 * messages that are ours to hand over.
 */
async function leaveToBanks(house: House, claimed: readonly Message[], limits: Limits): Promise<Message[]> {
  const theirs = claimed.filter(({ sender, bankCode, region }) => sender === 'bank' && bankCode && region);
  if (theirs.length === 0) return [...claimed];
  return house.database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('notices.deliver-messages'));
    const asked = await bankTexts(
      db,
      theirs.map(({ id }) => id),
    );
    const left = new Set<string>();
    // The bank has it and says nothing yet: it is sent as far as we know.
    const taken = theirs.filter(({ id }) => asked.get(id) === true).map(({ id }) => id);
    await moveMessages(call, taken, 'sent');
    for (const id of taken) left.add(id);
    const until = quietBegins(
      new Date(call.now.getTime() + limits['bank-wait-hours'] * 60 * minute),
      call.now,
      sendingRules(limits),
    );
    const due = new Date(until.getTime() + clockMargin);
    for (const bank of banksOf(theirs.filter(({ id }) => !asked.has(id)))) {
      const wishes = bank.messages.flatMap((message) => wishOf(house, message, until) ?? []);
      if (wishes.length === 0 || !(await askBankToText(call, bank, wishes))) continue;
      for (const { messageId } of wishes) left.add(messageId);
      await saveNextTry(
        db,
        wishes.map(({ messageId: id }) => ({ id, due })),
      );
    }
    return claimed.filter(({ id }) => !left.has(id));
  });
}

function banksOf(messages: readonly Message[]) {
  const banks = new Map<string, { region: string; bankCode: string; messages: Message[] }>();
  for (const message of messages) {
    const [region, bankCode] = [message.region!, message.bankCode!];
    const bank = banks.get(`${region} ${bankCode}`) ?? { region, bankCode, messages: [] };
    bank.messages.push(message);
    banks.set(`${region} ${bankCode}`, bank);
  }
  return [...banks.values()];
}

/** Undefined when the lint has grown stricter since: then it is refused like any other. */
function wishOf({ vault }: House, message: Message, until: Date): TextWish | undefined {
  const text = vault.open(message.text!, textPlace(message.id));
  if (findingsOf(message, text).length > 0) return undefined;
  const phone = vault.open(message.phone!, phonePlace(message.id));
  return { messageId: message.id, phone, text, until: until.toISOString() };
}

/** Asked once more, right before it leaves: the rules may be stricter than on the day it was composed (SEC-02). */
const findingsOf = ({ sender, hotline }: Message, text: string): Finding[] =>
  lintMessage(text, { sender, allowedNumbers: hotline === null ? [] : [hotline], maxParts: 4 });

type Outcome = { readonly message: Message } & (
  | { readonly to: 'sent' | 'failed' | 'again' }
  | { readonly to: 'refused'; readonly findings: readonly Finding[] }
);

/** Hands over one message. Never throws: what is not known is tried again. */
async function hand(house: House, channel: MessageChannel, message: Message, timeoutMs: number): Promise<Outcome> {
  const { id, sender, region, bankCode } = message;
  try {
    const text = house.vault.open(message.text!, textPlace(id));
    const findings = findingsOf(message, text);
    if (findings.length > 0) return { message, to: 'refused', findings };
    const phone = house.vault.open(message.phone!, phonePlace(id));
    const answer = await within(
      timeoutMs,
      channel.send({ id, phone, text, sender: { kind: sender, region, bankCode } }),
    );
    return { message, to: answer === 'taken' ? 'sent' : 'failed' };
  } catch (error) {
    house.log.warn({ message: id, attempt: message.attempts, err: String(error) }, 'message not handed over');
    return { message, to: 'again' };
  }
}

async function settle(house: House, outcomes: readonly Outcome[], most: number): Promise<void> {
  await house.database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('notices.deliver-messages'));
    const idsOf = (to: Outcome['to']) => outcomes.filter((one) => one.to === to).map(({ message }) => message.id);
    const again = outcomes.filter(({ to }) => to === 'again').map(({ message }) => message);
    await moveMessages(call, idsOf('sent'), 'sent');
    await moveMessages(call, [...idsOf('failed'), ...again.filter(isLast(most)).map(({ id }) => id)], 'failed');
    await moveMessages(call, idsOf('refused'), 'refused');
    for (const one of outcomes)
      if (one.to === 'refused') await saveFindings(db, one.message.id, one.findings.map(wordsOf));
    await saveNextTry(
      db,
      again
        .filter((message) => !isLast(most)(message))
        .map(({ id, attempts }) => ({ id, due: new Date(call.now.getTime() + pauseAfter(attempts)) })),
    );
  });
}

const isLast =
  (most: number) =>
  ({ attempts }: Message): boolean =>
    attempts >= most;

/** 2, 4, 8 … minutes, an hour at most. */
const pauseAfter = (attempts: number): number => Math.min(2 ** attempts, 60) * minute;

const wordsOf = ({ code, zh, en }: Finding) => ({ code, zh, en });

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the channel did not answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
