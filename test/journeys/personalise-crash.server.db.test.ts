import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { operations } from '../../src/app.ts';
import { perform } from '../../src/base/action.ts';
import type { Actor } from '../../src/base/actor.ts';
import { Database } from '../../src/base/database/database.ts';
import { openPostgres } from '../../src/base/database/postgres.ts';
import { systemRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import { createBlankCard, loadCard, products, saveCard, suiteOf } from '../../src/chip/index.ts';
import { fromHex, toHex } from '../../src/crypto/index.ts';
import { issueChallenge } from '../../src/domain/keys/issue-challenge.ts';
import { verifyCardProofAction } from '../../src/domain/keys/verify-card-proof.ts';
import { productionCity } from '../../src/domain/production/production.fixture.ts';
import { recordAccount } from '../../src/domain/production/record-account.ts';
import { startMaking } from '../../src/domain/production/start-making.ts';
import { stockBlanks } from '../../src/domain/production/stock-blanks.ts';
import {
  CardChannel,
  chipInSlot,
  proofText,
  proveBySignature,
  recogniseCard,
  SimulatedReader,
} from '../../src/terminal/index.ts';
import { bringInKeys, equipTerminal, handPressKeys, openPressKeys } from '../../src/world/behaviour/keys.ts';
import { City } from '../../src/world/city.ts';
import { chipApplications } from '../../src/world/parties/chip-shelf.ts';
import { bundleScenario, killAtEveryStatement, runAndKill } from '../crash.ts';
import { testDatabaseUrl, testHouse } from '../database.ts';
import { type ChipWork, run } from './personalise-chip.scenario.ts';

const now = '2025-03-03T02:00:00Z';
const random = (length: number) => systemRandom.bytes(length);
const never = 1_000_000;

test('SEC-10 the machine is killed between steps of a script and after every statement: run again, one whole card, no half key', {
  timeout: 600_000,
}, async () => {
  const url = await testDatabaseUrl();
  const database = new Database(await openPostgres(url));
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-chips-'));
  const city = await productionCity('beijing', now, { ...(await testHouse(now)), database });
  const { house, who } = city;
  const custodians: Actor[] = [1, 2].map((i) => ({
    ...{ role: 'key-custodian', id: `custodian-${i}`, institutionId: who.clerk.institutionId! },
  }));
  const offices = {
    ...{
      city: new City(house, 'beijing', operations),
      plan: { region: 'beijing' } as never,
      allStaff: () => custodians,
    },
    institutionIds: new Map([['outlet', city.outlet]]),
  };
  await bringInKeys(offices, random);
  const { transport } = openPressKeys(await handPressKeys(offices, 'outlet'));
  const { terminalId } = await equipTerminal(offices, 'outlet', '110100000001');
  await perform(house, stockBlanks, who.manager, { received: 200, scrapped: 0 });
  const people = await city.ordered(120, { pickUp: 'counter', kind: 'counter', channel: 'bank-outlet' });

  /** A making at the chip, with a blank beside it. */
  async function prepare(stepsLeft = 0): Promise<ChipWork> {
    const { order } = people.shift()!;
    const { makingId, cardNumber, cardIdentifier } = await perform(house, startMaking, who.teller, {
      orderId: order.id,
    });
    await perform(house, recordAccount, who.teller, { makingId, bankCardNumber: city.freshBankCard() });
    const historical = fromHex(`00814E432386971599${cardIdentifier.slice(16, 24)}`);
    const product = products['G3-80K'];
    const transportKey = suiteOf(product.algorithm)!.diversify(transport.get(product.algorithm)!, historical.slice(5));
    const chip = join(folder, cardNumber);
    writeFileSync(
      chip,
      saveCard(createBlankCard({ product, historical, transportKey, applications: chipApplications, random })),
    );
    return { teller: who.teller, makingId, cardNumber, chip, transportKey: toHex(transportKey), stepsLeft };
  }

  /** Goes on where the dead machine stopped, and asks the card. */
  async function requireWholeCard(work: ChipWork, where: string) {
    const state = async () =>
      (await database.one<{ state: string }>(sql`select state from production.making where id = ${work.makingId}`))
        .state;
    if ((await state()) === 'account-recorded') await run(house, { ...work, stepsLeft: 0 });
    expect(await state(), where).toBe('personalised');
    const card = loadCard(readFileSync(work.chip, 'utf8'), chipApplications, random);
    for (const { kind, body } of card.memory.cells.values()) if (kind === 'key') expect(body.length, where).toBe(21);
    const { challengeId, challenge } = await perform(house, issueChallenge, who.teller, { terminalId });
    const channel = await CardChannel.open(new SimulatedReader(chipInSlot(card)));
    const signed = await proveBySignature(channel, await recogniseCard(channel), fromHex(challenge));
    const { reset: _, ...text } = proofText(signed);
    const proof = { ...text, challengeId, terminalId } as never;
    expect(await perform(house, verifyCardProofAction, who.teller, { proof }), where).toMatchObject({ genuine: true });
    const good = await database.rows(sql`
      select 1 from keys.certificate c join keys.card k on c.owner = k.card_id::text
      where k.card_number = ${work.cardNumber} and c.state = 'good'`);
    expect(good, where).toHaveLength(1);
  }

  const scenario = resolve(import.meta.dirname, 'personalise-chip.scenario.ts');
  const program = await bundleScenario(scenario);
  for (const steps of [1, 2, 40, 97, 160, 221, 253, 254, 255]) {
    const work = await prepare(steps);
    expect(await runAndKill(program, url, new Date(now), work, never), `step ${steps}`).toBe('killed');
    await requireWholeCard(work, `killed after step ${steps}`);
  }
  const endings = await killAtEveryStatement(scenario, url, new Date(now), () => prepare());
  expect(endings.filter(({ ending }) => ending === 'killed').length).toBeGreaterThan(25);
  for (const { given, statements } of endings) await requireWholeCard(given, `killed after statement ${statements}`);
  rmSync(folder, { recursive: true });
  await database.close();
});
