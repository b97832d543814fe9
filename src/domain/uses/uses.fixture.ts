// The ground of this module's tests: two regions, institutions with terminals, people with cards and money.
import { type TestHouse, testHouse } from '../../../test/database.ts';
import { type Actor, systemActor } from '../../base/actor.ts';
import { type Call, type House, openCall } from '../../base/call.ts';
import { SeededRandom } from '../../base/random.ts';
import { type Generation, getCard, registerOldCards } from '../cards/index.ts';
import { registered, samplePeople } from '../holders/people.fixture.ts';
import { registerInstitutions } from '../institutions/index.ts';
import { openAccounts, post } from '../ledger/index.ts';
import { installPacks } from '../policy/index.ts';
import { serviceCodes, type Way, ways } from './catalogue.ts';
import type { Credential } from './credential.ts';
import { authorise } from './gate.ts';
import { personalAccount } from './one-statement.ts';
import { insertTerminal } from './store.ts';
import type { Terminal } from './terminal.ts';
import type { UseRequest } from './use.ts';

let seed = 5000;

export async function usesHouse(now?: string, given?: TestHouse) {
  const house = given ?? (await testHouse(now));
  await installPacks(house.database);
  const inCall = <T>(work: (call: Call) => Promise<T>, actor: Actor = systemActor('test')): Promise<T> =>
    house.database.transaction((db) => work(openCall(house, db, actor)));
  const [beijingBureau, fuzhouBureau, hospital, library, fuzhouPark] = (await inCall((call) =>
    registerInstitutions(call, [
      { kind: 'bureau', code: 'bureau', name: '人社局', region: 'beijing' },
      { kind: 'bureau', code: 'bureau', name: '福州人社局', region: 'fuzhou' },
      { kind: 'operator', code: 'hospital', name: '示例医院', region: 'beijing' },
      { kind: 'operator', code: 'library', name: '示例图书馆', region: 'beijing' },
      { kind: 'operator', code: 'park', name: '示例公园', region: 'fuzhou' },
    ]),
  )) as [string, string, string, string, string];
  // Operators apply; here they have been admitted.
  await house.database.script(`update institutions.institution set standing = 'admitted'`);
  const fund = await openFund(house);

  const terminal = async (wish: Partial<Omit<Terminal, 'id'>> & { code: string }): Promise<number> => {
    const row = await insertTerminal(
      house.database,
      {
        institutionId: hospital,
        region: 'beijing',
        name: wish.code,
        services: serviceCodes,
        ways: [...ways] as Way[],
        online: true,
        offline: true,
        longitude: 116.4,
        latitude: 39.9,
        payTo: fund,
        ...wish,
      },
      house.clock.now(),
    );
    return row!.id;
  };

  /** People with an enabled card of a generation; ids, numbers and identifiers. */
  const people = async (count: number, generation: Generation = 3, region = 'beijing') => {
    seed += 1;
    const mine = seed;
    const holderIds = await registered(house, samplePeople(count, mine));
    const random = new SeededRandom(mine);
    const cardIds = await inCall((call) =>
      registerOldCards(
        call,
        holderIds.map((holderId) => ({
          holderId,
          region,
          generation,
          cardIdentifier: `110000D156000005${hex(random, 4)}${hex(random, 4)}`,
        })),
      ),
    );
    const cards = await Promise.all(cardIds.map((id) => getCard(house.database, id)));
    return cards.map((card) => ({
      holderId: card.holderId,
      cardId: card.id,
      cardNumber: card.cardNumber,
      cardIdentifier: card.cardIdentifier!,
    }));
  };

  /** Personal accounts with some money in them. */
  const money = (holderIds: readonly string[], fen: bigint) =>
    inCall(async (call) => {
      const accounts = holderIds.map((ownerId) => ({
        accountId: call.newId(),
        ledger: 'medical' as const,
        code: personalAccount,
        ownerId,
        limit: 'debits-must-not-exceed-credits' as const,
      }));
      await openAccounts(call, accounts);
      await post(
        call,
        accounts.map(({ accountId }) => ({
          id: call.newId(),
          debitAccountId: fund,
          creditAccountId: accountId,
          amountFen: fen,
          code: 'pay-in',
          day: call.today,
        })),
      );
    });

  let number = 0n;
  const nextNumber = () => {
    number += 1n;
    return number;
  };
  const clerkOf = (institutionId: string, role: Actor['role'] = 'scene-operator'): Actor => ({
    role,
    id: `staff-${institutionId.slice(0, 8)}`,
    institutionId,
  });
  const desk = await terminal({ code: 'desk-1' });
  const use = (wish: Partial<UseRequest> & { credential: Credential }, actor: Actor = clerkOf(hospital)) =>
    authorise(house, actor, {
      terminal: desk,
      number: nextNumber(),
      service: 'medical-settlement',
      purpose: 'serve-holder',
      ...wish,
    });
  return {
    house,
    inCall,
    terminal,
    people,
    money,
    fund,
    desk,
    use,
    nextNumber,
    clerkOf,
    beijingBureau,
    fuzhouBureau,
    hospital,
    library,
    fuzhouPark,
  };
}

/** The card read from its chip, as national hospital software hands it on (type 03). */
export const chip = (card: { cardNumber: string; cardIdentifier: string }): Credential => ({
  certType: '03',
  certNumber: card.cardNumber,
  cardIdentifier: card.cardIdentifier,
});

const hex = (random: SeededRandom, bytes: number) => Buffer.from(random.bytes(bytes)).toString('hex').toUpperCase();

async function openFund(house: House): Promise<string> {
  const [fund, owner] = ['00000000-0000-7000-8000-00000000f0d0', '00000000-0000-7000-8000-00000000f0d1'];
  await house.database.transaction((db) =>
    openAccounts(openCall(house, db, systemActor('test')), [
      { accountId: fund, ledger: 'medical', code: 'fund', ownerId: owner, busy: true },
    ]),
  );
  return fund;
}
