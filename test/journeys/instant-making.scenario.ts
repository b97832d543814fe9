// The act that is interrupted: a teller makes a card on the spot, from the blank to the holder's hand; each step a request of its own.
import { perform } from '../../src/base/action.ts';
import type { Actor } from '../../src/base/actor.ts';
import type { House } from '../../src/base/call.ts';
import { finishMaking } from '../../src/domain/production/finish-making.ts';
import { recordAccount } from '../../src/domain/production/record-account.ts';
import { recordPersonalised } from '../../src/domain/production/record-personalised.ts';
import { recordPrinted } from '../../src/domain/production/record-printed.ts';
import { recordReadBack } from '../../src/domain/production/record-read-back.ts';
import { startMaking } from '../../src/domain/production/start-making.ts';

export interface Visit {
  readonly teller: Actor;
  readonly orderId: string;
  readonly bankCardNumber: string;
  readonly name: string;
  readonly shown: { readonly documentKind: 'resident-id'; readonly documentNumber: string };
  /** The 13 historical bytes of the chip. */
  readonly atr: string;
}

/** The whole visit; sent again with the same request ids, it goes on where it was interrupted. */
export async function run(house: House, { teller, orderId, bankCardNumber, name, shown, atr }: Visit) {
  const as = (step: string) => ({ requestId: `${step}-${orderId}` });
  const started = await perform(house, startMaking, teller, { orderId }, as('start'));
  const { makingId, cardNumber } = started;
  const cardIdentifier = `${started.cardIdentifier.slice(0, 24)}0A0B0C0D`;
  await perform(house, recordAccount, teller, { makingId, bankCardNumber }, as('account'));
  await perform(house, recordPersonalised, teller, { makingId, cardIdentifier, atr }, as('personalise'));
  await perform(house, recordPrinted, teller, { makingId }, as('print'));
  const read = { cardNumber, cardIdentifier, atr, name, socialSecurityNumber: shown.documentNumber };
  await perform(house, recordReadBack, teller, { makingId, ...read }, as('read-back'));
  return perform(house, finishMaking, teller, { makingId, shown, enable: true }, as('finish'));
}
