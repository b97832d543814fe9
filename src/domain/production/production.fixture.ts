// A city that makes cards: a bank with outlets, a card maker with its key, a courier, and people with accepted orders.
import { type TestHouse, testHouse } from '../../../test/database.ts';
import { ask, perform } from '../../base/action.ts';
import { type Actor, type Role, systemActor } from '../../base/actor.ts';
import { type Call, openCall } from '../../base/call.ts';
import type { Database } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { toHex } from '../../crypto/index.ts';
import { bankCardNumberOf } from '../cards/index.ts';
import type { NewPerson } from '../holders/index.ts';
import { registerPeople } from '../holders/index.ts';
import { samplePeople } from '../holders/people.fixture.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { setStanding } from '../institutions/set-standing.ts';
import { getOrder, type Order } from '../orders/index.ts';
import { type AcceptedWish, acceptedOrders } from '../orders/orders.fixture.ts';
import { installPacks } from '../policy/index.ts';
import { exportProductionFile } from './export-production-file.ts';
import { makeBatches } from './make-batches.ts';
import { readProductionFile } from './read-production-file.ts';
import { receiveCards } from './receive-cards.ts';
import { registerMakerKey } from './register-maker-key.ts';
import { takeReturnFile } from './take-return-file.ts';
import { isFault } from './wire/lines.ts';
import { type CardLine, readProductionFile as parse } from './wire/production-file.ts';
import { type ReturnLine, writeReturnFile } from './wire/return-file.ts';
import { publicKeyOf, signFile } from './wire/signature.ts';

export const makerSecret = new Uint8Array(32).fill(0x21);
export const goodAtr = '0081544086603D9100E75301B1';

/** On a fresh database, or in the house given: one whose database other processes open too. */
export async function productionCity(region = 'beijing', now = '2025-03-03T02:00:00Z', given?: TestHouse) {
  const house = given ?? (await testHouse(now));
  await installPacks(house.database);
  const inCall = <T>(work: (call: Call) => Promise<T>, actor: Actor = systemActor('test')): Promise<T> =>
    house.database.transaction((db) => work(openCall(house, db, actor)));
  const ids = await inCall((call) =>
    registerInstitutions(call, [
      { kind: 'bureau', region, code: 'bureau', name: '示例市人社局' },
      { kind: 'bank', region, code: 'icbc', name: '工商银行', bankCode: 'icbc' },
      { kind: 'bank', region, code: 'abc', name: '农业银行', bankCode: 'abc' },
      {
        kind: 'outlet',
        region,
        code: 'o-1',
        name: '西单支行',
        bankCode: 'icbc',
        instantSince: '2024-01-01' as Day,
      },
      { kind: 'outlet', region, code: 'o-2', name: '东单支行', bankCode: 'icbc' },
      {
        kind: 'outlet',
        region,
        code: 'o-3',
        name: '农行支行',
        bankCode: 'abc',
        instantSince: '2024-01-01' as Day,
      },
      { kind: 'card-maker', region, code: 'maker-1', name: '示例制卡' },
      { kind: 'courier', region, code: 'courier-1', name: '示例邮政' },
      { kind: 'card-maker', region, code: 'maker-2', name: '另一制卡' },
    ]),
  );
  const [bureau, bank, otherBank, outlet, secondOutlet, foreignOutlet, maker, courier, secondMaker] = ids as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const at = (role: Role, institutionId: string, id: string = role): Actor => ({ role, id, institutionId });
  const who = {
    office: at('bank-office', bank),
    otherOffice: at('bank-office', otherBank, 'other-office'),
    visitor: at('bank-visitor', bank),
    teller: at('bank-teller', outlet),
    secondTeller: at('bank-teller', secondOutlet, 'second-teller'),
    foreignTeller: at('bank-teller', foreignOutlet, 'foreign-teller'),
    manager: at('outlet-manager', outlet),
    secondManager: at('outlet-manager', secondOutlet, 'second-manager'),
    maker: at('card-maker', maker),
    secondMaker: at('card-maker', secondMaker, 'second-maker'),
    courier: at('courier', courier),
    authority: at('card-authority', bureau),
    secondAuthority: at('card-authority', bureau, 'second-authority'),
    clerk: at('bureau-clerk', bureau),
    administrator: at('system-administrator', bureau),
  };
  for (const institutionId of [maker, secondMaker, courier]) {
    await perform(house, setStanding, who.clerk, { institutionId, standing: 'admitted', reason: '准入' });
  }
  for (const makerId of [maker, secondMaker]) {
    await perform(house, registerMakerKey, who.administrator, { makerId, publicKey: toHex(publicKeyOf(makerSecret)) });
  }

  let seed = 1;
  let running = 0;
  /** So many people, each with an accepted order. */
  async function ordered(count: number, wish: AcceptedWish = {}, of: Parameters<typeof samplePeople>[2] = {}) {
    seed += 1;
    const people: NewPerson[] = samplePeople(count, seed, of);
    const holderIds = await inCall((call) => registerPeople(call, people));
    const orders = await acceptedOrders(house, { region, outletId: outlet, ...wish, holderIds });
    return orders.map((order, i) => ({ order, person: people[i]!, holderId: holderIds[i]! }));
  }

  /** Batches made, exported and read as the maker reads them. */
  async function atTheMaker(most?: number) {
    const { batches } = await perform(house, makeBatches, who.office, {
      makerId: maker,
      ...(most ? { mostCards: most } : {}),
    });
    return Promise.all(batches.map(({ batchId }) => exported(batchId)));
  }

  async function exported(batchId: string) {
    const { number } = await perform(house, exportProductionFile, who.office, { batchId });
    const { file } = await ask(house, readProductionFile, who.maker, { batchId }, { purpose: 'make-card' });
    const read = parse(Buffer.from(file, 'base64').toString('utf8'));
    if (isFault(read)) throw new Error(read.fault);
    return { batchId, number, cards: read.cards };
  }

  const made = (card: CardLine, over: Partial<ReturnLine> = {}): Omit<ReturnLine, 'at'> => {
    running += 1;
    return {
      cardNumber: card.cardNumber,
      result: 'made',
      cardIdentifier: `${card.cardIdentifier.slice(0, 24)}0A0B0C0D`,
      bankCardNumber: bankCardNumberOf('622202', running),
      atr: goodAtr,
      fault: '',
      ...over,
    };
  };
  const unmade = (card: CardLine, result: 'failed' | 'scrapped' = 'failed', fault = 'chip') =>
    made(card, { result, fault, bankCardNumber: '', atr: '', cardIdentifier: '' });

  function returnFile(number: string, lines: readonly Omit<ReturnLine, 'at'>[], part = 1, secret = makerSecret) {
    const header = { number, region, bankCode: 'icbc', makerCode: 'maker-1', part };
    return Buffer.from(signFile(writeReturnFile(header, lines), secret)).toString('base64');
  }

  const takeBack = (file: string) => perform(house, takeReturnFile, who.maker, { file });

  /** Orders made by the maker; their card numbers by order id. */
  async function produced(count: number, wish: AcceptedWish = {}, of: Parameters<typeof samplePeople>[2] = {}) {
    const people = await ordered(count, wish, of);
    const batches = await atTheMaker();
    for (const { number, cards } of batches)
      await takeBack(
        returnFile(
          number,
          cards.map((card) => made(card)),
        ),
      );
    return Promise.all(
      people.map(async ({ order, ...rest }) => {
        const now = await getOrder(house.database, order.id);
        return {
          ...rest,
          order: now,
          cardId: now.cardId!,
          cardNumber: await cardNumberOf(house.database, now.cardId!),
        };
      }),
    );
  }

  /** Orders whose cards lie on the first outlet's shelf. */
  async function onShelf(count: number, wish: AcceptedWish = {}, of: Parameters<typeof samplePeople>[2] = {}) {
    const people = await produced(count, wish, of);
    await perform(house, receiveCards, who.manager, { cardNumbers: people.map(({ cardNumber }) => cardNumber) });
    return people;
  }

  return {
    house,
    inCall,
    who,
    region,
    bank,
    outlet,
    secondOutlet,
    maker,
    courier,
    ordered,
    atTheMaker,
    exported,
    made,
    unmade,
    returnFile,
    takeBack,
    produced,
    onShelf,
    state: async (order: Pick<Order, 'id'>) => (await getOrder(house.database, order.id)).state,
    freshBankCard: () => {
      running += 1;
      return bankCardNumberOf('622202', running);
    },
  };
}

const cardNumberOf = async (db: Database, cardId: string) =>
  (await db.one<{ n: string }>(sql`select card_number as n from production.item where card_id = ${cardId}`)).n;

export const shownBy = ({ documentKind, documentNumber }: NewPerson) => ({ documentKind, documentNumber });
