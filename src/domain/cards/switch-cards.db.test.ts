import { expect, test } from 'vitest';
import { testHouse } from '../../../test/database.ts';
import { openCall } from '../../base/call.ts';
import { clerk, collectedCard, inCall } from './cards.fixture.ts';
import { bankCardNumberOf, enableCard, findGoodCard, getCard, registerOldCards } from './index.ts';

const house = await testHouse();
test('first', async () => {
  const holderId = openCall(house, house.database, clerk).newId();
  const [old] = await inCall(house, (call) =>
    registerOldCards(call, [
      { holderId, region: 'beijing', generation: 2, bankCardNumber: bankCardNumberOf('622202', 1) },
    ]),
  );
  const card = await collectedCard(house, holderId);
  console.log(await getCard(house.database, old!));
  await inCall(house, (call) => enableCard(call, card));
  expect((await findGoodCard(house.database, holderId))!.id).toBe(card);
  console.log(await getCard(house.database, old!), await getCard(house.database, card));
});
