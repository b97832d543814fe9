// One-time codes: six digits to the telephone on record, good once, for five minutes and five tries.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Call, House } from '../../base/call.ts';
import type { Errand } from '../../base/jobs.ts';
import { later } from '../../base/jobs.ts';
import type { Vault } from '../../base/vault.ts';
import { phonesOf } from '../holders/index.ts';
import {
  type CodeRow,
  countCodesSince,
  countTry,
  findCode,
  forgetCode,
  insertCode,
  lockCode,
  useCode,
} from './store.ts';

export const codeMinutes = 5;
const maxTries = 5;
const maxAnHour = 6;

/** What carries the code: the same face as the message channel of notices, which is above and handed in from outside. */
export interface CodeChannel {
  send(message: {
    id: string;
    phone: string;
    text: string;
    sender: { kind: 'bureau'; region: string | null; bankCode: null };
  }): Promise<unknown>;
}

const place = (id: string) => `identity.one_time_code.code:${id}`;
const digestOf = (vault: Vault, id: string, code: string) =>
  createHmac('sm3', vault.keyFor('one-time codes')).update(`${id}\0${code}`).digest();
const deliverName = 'identity.deliver-code';

/**
 * Makes a code and asks for its delivery; gives the ticket under which it is answered. Where nobody bears the number the
 * ticket looks the same and nothing is sent: the door tells nobody who exists.
 */
export async function makeCode(call: Call, purpose: CodeRow['purpose'], holderId: string | undefined): Promise<string> {
  const id = call.newId();
  const code = String(Buffer.from(call.random.bytes(6)).readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
  const hourAgo = new Date(call.now.getTime() - 3600_000);
  const send = holderId !== undefined && (await countCodesSince(call.db, holderId, hourAgo)) < maxAnHour;
  await insertCode(call.db, {
    id,
    purpose,
    holderId: send ? holderId : null,
    code: send ? call.vault.seal(code, place(id)) : null,
    digest: digestOf(call.vault, id, code),
    tries: 0,
    madeAt: call.now,
    expiresAt: new Date(call.now.getTime() + codeMinutes * 60_000),
  });
  if (send) {
    call.about(holderId);
    await later(call, { name: deliverName, errand: (_: House, __: { codeId: string }) => undefined }, { codeId: id });
  }
  return id;
}

/** The holder to whom this code was sent, once; undefined for a wrong, old, used or much-tried one. */
export async function takeCode(
  call: Call,
  purpose: CodeRow['purpose'],
  ticket: string,
  code: string,
): Promise<string | undefined> {
  const row = await lockCode(call.db, ticket, purpose, call.now);
  if (!row || row.tries >= maxTries) return undefined;
  await countTry(call.db, ticket);
  if (!timingSafeEqual(digestOf(call.vault, ticket, code), row.digest) || row.holderId === null) return undefined;
  await useCode(call.db, ticket, call.now);
  return row.holderId;
}

/** The errand that hands codes to the channel. A code that was handed over is kept only as a digest. */
export function makeDeliverCodes(channel: CodeChannel): Errand<{ codeId: string }> {
  return {
    name: deliverName,
    async errand(house, { codeId }) {
      const row = await findCode(house.database, codeId, house.clock.now());
      if (!row?.code || !row.holderId) return;
      const phone = (await phonesOf({ db: house.database, vault: house.vault }, [row.holderId])).get(row.holderId);
      if (!phone) return;
      const code = house.vault.open(row.code, place(codeId));
      const text = `【社会保障卡】验证码${code}，${codeMinutes}分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。`;
      await channel.send({ id: codeId, phone, text, sender: { kind: 'bureau', region: null, bankCode: null } });
      await forgetCode(house.database, codeId);
    },
  };
}
