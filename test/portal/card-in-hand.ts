// Gives somebody of the demo city a real chip in the hand: ordered, written by the counter's machine, handed over and enabled.

import { operations } from '../../src/app.ts';
import { ask, perform } from '../../src/base/action.ts';
import { systemActor } from '../../src/base/actor.ts';
import { openCall } from '../../src/base/call.ts';
import { systemRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import type { Card } from '../../src/chip/index.ts';
import { bankCardNumberOf, markMade } from '../../src/domain/cards/index.ts';
import { myRecord } from '../../src/domain/holders/index.ts';
import { getOrder, moveOrders } from '../../src/domain/orders/index.ts';
import { acceptedOrders } from '../../src/domain/orders/orders.fixture.ts';
import { finishMaking } from '../../src/domain/production/finish-making.ts';
import { recordAccount } from '../../src/domain/production/record-account.ts';
import { recordPersonalised } from '../../src/domain/production/record-personalised.ts';
import { recordPrinted } from '../../src/domain/production/record-printed.ts';
import { recordReadBack } from '../../src/domain/production/record-read-back.ts';
import { startMaking } from '../../src/domain/production/start-making.ts';
import { CardChannel, changeCertificatePin, chipInSlot, SimulatedReader } from '../../src/terminal/index.ts';
import { openCertificates } from '../../src/terminal/scripts/certificate-application.ts';
import { CardPress, City, openPressKeys, openPsamKeys, readFinished } from '../../src/world/index.ts';
import type { Town } from '../browser/town.ts';

const random = (length: number) => systemRandom.bytes(length);
let accounts = 40_000;

export interface CardInHand {
  readonly holderId: string;
  readonly cardId: string;
  readonly cardNumber: string;
  readonly chip: Card;
}

/** The PIN a card is issued with, under which it signs nothing, and one its holder has chosen. */
export const issuedPin = '123456';
export const chosenPin = '246810';

export async function giveCard(town: Town, persona: string): Promise<CardInHand> {
  const { holderId, cardId, cardNumber, chip, makingId, teller, shown } = await makeCard(town, persona);
  await perform(town.house, finishMaking, teller, { makingId, shown, enable: true, activate: true });
  return { holderId, cardId, cardNumber, chip };
}

/** The same card as if the works had sent it: it lies on the shelf of the teller's outlet and waits for its holder. */
export async function shelveCard(town: Town, persona: string) {
  const made = await makeCard(town, persona);
  const { house } = town;
  await house.database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('test'));
    const { cardId, orderId, holderId, cardNumber, cardIdentifier, atr } = made;
    await markMade(call, [{ cardId, bankCardNumber: null, atr, cardIdentifier }]);
    for (const to of ['produced', 'ready'] as const) await moveOrders(call, [orderId], to);
    const batchId = call.newId();
    await db.run(sql`
      insert into production.batch (id, number, region, bank_code, maker_id, state, cards, reprint, file_digest, planned_at, sent_at, returned_at)
      values (${batchId}, 'B999999999', 'beijing', 'icbc', ${batchId}, 'returned', 1, false, '', ${call.now}, ${call.now}, ${call.now})`);
    await db.run(sql`
      insert into production.item (card_id, batch_id, line, order_id, holder_id, card_number, card_identifier, attempt, state, settled_at)
      values (${cardId}, ${batchId}, 1, ${orderId}, ${holderId}, ${cardNumber}, ${cardIdentifier}, 1, 'made', ${call.now})`);
    await db.run(sql`delete from production.making where id = ${made.makingId}`);
    await db.run(sql`update orders.order set pick_up = 'outlet' where id = ${orderId}`);
    await db.run(sql`
      insert into production.shelf (card_id, order_id, holder_id, outlet_id, received_at)
      values (${cardId}, ${orderId}, ${holderId}, ${made.teller.institutionId}, ${call.now})`);
  });
  return made;
}

/** Ordered at the counter and written by its machine, up to the reading that proves the chip. */
async function makeCard(town: Town, persona: string) {
  const { house } = town;
  const teller = town.personas.get('teller')!.actor;
  const holder = town.personas.get(persona)!.actor;
  const [order] = await acceptedOrders(house as never, {
    holderIds: [holder.id],
    ...{ kind: 'counter', channel: 'bank-outlet', pickUp: 'counter', outletId: teller.institutionId! },
  });
  const making = await perform(house, startMaking, teller, { orderId: order!.id });
  const { makingId } = making;
  accounts += 1;
  await perform(house, recordAccount, teller, { makingId, bankCardNumber: bankCardNumberOf('622202', accounts) });
  const city = new City(house as never, 'beijing', operations);
  const press = new CardPress({ ...openPressKeys(town.presses.counter), shelf: { keep: () => undefined }, random });
  const [made] = await press.press((operation, input) => city.as(teller, operation, input, 'make-card'), { makingId }, [
    { ...making, generation: 3 },
  ]);
  const { cardIdentifier, atr, chip } = made!;
  await perform(house, recordPersonalised, teller, { makingId, cardIdentifier, atr });
  await perform(house, recordPrinted, teller, { makingId });
  const { reading, digest } = await readFinished(chip, openPsamKeys(town.presses.psam), random);
  const { cardNumber, reset, name, socialSecurityNumber } = reading;
  await perform(house, recordReadBack, teller, {
    ...{ makingId, cardNumber, cardIdentifier: reading.cardIdentifier, atr: reset, name, socialSecurityNumber, digest },
  });
  const { documentKind, documentNumber } = await ask(house, myRecord, holder, { reveal: true });
  const shown = { documentKind, documentNumber };
  const { cardId } = (await getOrder(house.database, order!.id)) as { cardId: string };
  return {
    holderId: holder.id,
    orderId: order!.id,
    cardId,
    cardNumber,
    cardIdentifier,
    atr,
    chip,
    makingId,
    teller,
    shown,
  };
}

/** The holder chooses a PIN, as a card wants before it signs. */
export async function choosePin(chip: Card, old = issuedPin, chosen = chosenPin): Promise<void> {
  const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
  await openCertificates(channel);
  await changeCertificatePin(channel, old, chosen);
  await channel.close();
}
