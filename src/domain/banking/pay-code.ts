// Codes for payment by scan (银联码): nineteen digits as UnionPay's, good for one payment within a minute (FIN-05).
import { action } from '../../base/action.ts';
import type { Random } from '../../base/random.ts';
import { Id, Instant, shape, Text, Type } from '../../base/shape.ts';
import { sm3 } from '../../crypto/index.ts';
import { bankCardNumberOf, bankCardNumberOfCard, getCard, listCardsOf } from '../cards/index.ts';
import { getInstitution } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { receivers, savePayCode, usePayCode } from './store.ts';

const lifeMs = 60_000;
const digestOf = (code: string): Uint8Array => sm3(new TextEncoder().encode(`pay code ${code}`));

/** 62, sixteen digits of chance, check digit: guessing one of a million live codes takes ten thousand million tries. */
function newCode(random: Random): string {
  const bytes = random.bytes(8);
  const number = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0) % 10n ** 16n;
  const digits = number.toString().padStart(16, '0');
  return bankCardNumberOf(`62${digits.slice(0, 4)}`, Number(digits.slice(4)));
}

export const makePayCode = action({
  name: 'banking.make-pay-code',
  title: { zh: '生成付款码', en: 'Make a pay code' },
  by: ['citizen'],
  secretAnswer: true,
  input: shape({}),
  output: shape({ code: Text(19), expiresAt: Instant }),
  async run(call) {
    // Only the person: a guardian pays with the own card.
    const holderId = call.actor.id;
    const card = (await listCardsOf(call.db, holderId)).find(
      ({ socialState, financialState }) => socialState === 'enabled' && financialState === 'active',
    );
    const [state] = card ? await receivers(call.db, [card.id]) : [];
    if (!card || !state?.canReceive) throw refuse('no-account');
    const code = newCode(call.random);
    const expiresAt = new Date(call.now.getTime() + lifeMs);
    // A fresh code replaces the one before: only the code on the screen pays.
    await savePayCode(call.db, { digest: digestOf(code), cardId: card.id, expiresAt }, call.now);
    call.about(holderId);
    call.note({ cardId: card.id });
    return { code, expiresAt: expiresAt.toISOString() };
  },
});

export const redeemPayCode = action({
  name: 'banking.redeem-pay-code',
  title: { zh: '核销付款码', en: 'Redeem a pay code' },
  by: ['bank-office'],
  input: shape({ code: Type.String({ pattern: '^62[0-9]{17}$' }) }),
  output: shape({ cardId: Id, bankCardNumber: Text(19) }),
  async run(call, { code }) {
    const own = call.actor.institutionId ? await getInstitution(call.db, call.actor.institutionId) : undefined;
    const used = await usePayCode(call.db, digestOf(code), call.now);
    const card = used && (await getCard(call.db, used.cardId));
    // Used up or another bank's: the transaction is undone, and the answer is the same for both.
    if (!card || own?.kind !== 'bank' || own.bankCode !== card.bankCode || own.region !== card.region)
      throw refuse('code-invalid');
    const bankCardNumber = await bankCardNumberOfCard(call, card);
    if (!bankCardNumber || card.financialState !== 'active') throw refuse('no-account');
    call.note({ cardId: card.id });
    return { cardId: card.id, bankCardNumber };
  },
});
