// Hospitals and pharmacies of the world at the national interface over HTTP: a real (simulated) card on the reader, lost answers at
// every point of the wire, the switch of cards under fire, and books that balance in the end.
import { afterAll, expect, test } from 'vitest';
import { openHttp } from '../../src/base/http.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import { registerOldCards } from '../../src/domain/cards/index.ts';
import { authoriseEcard } from '../../src/domain/ecard/authorise-ecard.ts';
import { issueEcard, makeCardCode } from '../../src/domain/ecard/index.ts';
import { registered, samplePeople } from '../../src/domain/holders/people.fixture.ts';
import { verifyLedger } from '../../src/domain/ledger/index.ts';
import { allocate, fsiDoors } from '../../src/domain/medical/index.ts';
import { citizen, medicalTown, type Patient, type Place } from '../../src/domain/medical/medical.fixture.ts';
import {
  CardChannel,
  chipInSlot,
  makeSampleCard,
  readHolder,
  SimulatedReader,
  testIssuerKeys,
} from '../../src/terminal/index.ts';
import { Hospital, type Outcome } from '../../src/world/parties/hospital.ts';
import { readCard, type Shown } from '../../src/world/parties/hospital-desk.ts';
import { HospitalLine, type LineFaults } from '../../src/world/parties/hospital-line.ts';
import { Pharmacy } from '../../src/world/parties/pharmacy.ts';

const town = await medicalTown();
const { house } = town;
const http = await openHttp(house, {
  ...{ operations: [], version: 'test', doors: fsiDoors, authenticate: async () => undefined },
});
await http.listen({ host: '127.0.0.1', port: 0 });
const base = `http://127.0.0.1:${(http.server.address() as { port: number }).port}`;
afterAll(() => http.close());

let seed = 40;
function lineTo(place: Place, faults?: LineFaults): HospitalLine {
  seed += 1;
  return new HospitalLine({
    ...{ address: base, institution: place, key: place, clock: house.clock, random: new SeededRandom(seed) },
    firstSerial: (seed - 41) * 1000,
    ...(faults ? { faults } : {}),
  });
}
const shownBy = (patient: Patient): Shown => ({
  ...{ mdtrt_cert_type: '03', mdtrt_cert_no: patient.cardNumber, card_sn: patient.identifier },
});
const bill = [
  { code: 'XA01', price: 12.5, count: 4 },
  { code: 'SA01', price: 50, count: 1 },
];
const whyOf = (outcome: Outcome): string => (outcome.kind === 'refused' ? outcome.why : outcome.kind);
const standing = (holderId: string) =>
  house.database.one<{ n: number }>(sql`
    select count(*)::int as n from medical.settlement s where holder_id = ${holderId} and reverses is null
      and not exists (select 1 from medical.settlement r where r.reverses = s.id)`);

test('MED-05 a card on the reader: read by the terminal, seen, settled, printed; then the pharmacy; then taken back', async () => {
  const random = new SeededRandom(3);
  const chip = await makeSampleCard({ generation: 3, random: (length) => random.bytes(length) });
  const reader = new SimulatedReader(chipInSlot(chip));
  const channel = await CardChannel.open(reader);
  const printedOnCard = await readHolder(channel, testIssuerKeys(), (length) => random.bytes(length));
  await channel.close();
  const [person] = samplePeople(1, 77);
  const [holderId] = await registered(house, [
    {
      ...{ ...person!, documentNumber: printedOnCard.socialSecurityNumber, name: printedOnCard.name },
      ...{ born: '1990-03-07' as never, sex: 'male' as const },
    },
  ]);
  await town.inCall((call) =>
    registerOldCards(call, [
      {
        ...{ holderId: holderId!, region: 'beijing', generation: 3 as const },
        ...{ cardNumber: printedOnCard.cardNumber, cardIdentifier: printedOnCard.cardIdentifier },
      },
    ]),
  );
  await town.inCall((call) => allocate(call, 'beijing', 'chip', [{ holderId: holderId!, amountFen: 15_000n }]));

  const hospital = new Hospital(town.hospital.name, lineTo(town.hospital));
  await hospital.open();
  const shown = await readCard(reader, testIssuerKeys(), (length) => random.bytes(length));
  expect(shown).toMatchObject({ mdtrt_cert_type: '03', mdtrt_cert_no: printedOnCard.cardNumber });
  const seen = await hospital.see(shown, bill);
  expect(seen).toMatchObject({
    kind: 'settled',
    receipt: { totalFen: 10_000n, accountFen: 10_000n, cashFen: 0n, balanceFen: 5_000n },
  });
  const { receipt, paper } = seen as Extract<typeof seen, { kind: 'settled' }>;
  expect(paper).toContain('个人账户 100.00');
  for (const secret of [printedOnCard.socialSecurityNumber, printedOnCard.cardNumber, printedOnCard.cardIdentifier])
    expect(paper).not.toContain(secret);

  const pharmacy = new Pharmacy(town.pharmacy.name, lineTo(town.pharmacy));
  const bought = await pharmacy.sell(await readCard(reader, testIssuerKeys(), (n) => random.bytes(n)), [bill[0]!]);
  expect(bought).toMatchObject({ kind: 'settled', receipt: { accountFen: 5_000n, balanceFen: 0n } });
  await pharmacy.takeBack((bought as typeof seen & { receipt: typeof receipt }).receipt);
  expect(await hospital.refund(receipt)).toMatchObject({
    kind: 'settled',
    receipt: { accountFen: -10_000n, balanceFen: 15_000n },
  });
  expect(await hospital.reconcile('2025-03-03', '110000')).toEqual([]);
  await hospital.close();
});

test('MED-05 lost answers at every point of the wire: hospital and centre agree after retry or 2601', {
  timeout: 120_000,
}, async () => {
  const line = lineTo(town.community, { lostRequest: 0.15, lostAnswer: 0.35, sentTwice: 0.1 });
  const hospital = new Hospital(town.community.name, line);
  const patients = await town.people(40, { accountFen: 30_000n });
  const outcomes = await Promise.all(patients.map((patient) => hospital.see(shownBy(patient), bill)));
  for (const [i, outcome] of outcomes.entries()) {
    expect(['settled', 'reversed']).toContain(outcome.kind);
    expect((await standing(patients[i]!.holderId)).n, outcome.kind).toBe(outcome.kind === 'settled' ? 1 : 0);
  }
  // Both happened, and every fault struck.
  expect(new Set(outcomes.map(({ kind }) => kind)).size).toBe(2);
  for (const count of Object.values(line.struck)) expect(count).toBeGreaterThan(5);
  line.setFaults({ lostRequest: 0, lostAnswer: 0, sentTwice: 0 });
  // What the hospital never heard of stands in the centre's books as a pair that cancels out, named by message number.
  const differing = await hospital.reconcile('2025-03-03', '110000');
  const byHolder = new Map<string, bigint>();
  for (const row of differing) {
    expect(row[6]).toBe('机构无此结算');
    byHolder.set(row[0]!, (byHolder.get(row[0]!) ?? 0n) + BigInt(row[7]!.replace('.', '')));
  }
  for (const sum of byHolder.values()) expect(sum).toBe(0n);
  expect(await verifyLedger(house.database)).toMatchObject({ intact: true });
});

test('OLD-06 MED-05 the switch under fire: settled every 50 ms while the new card is enabled, each with exactly one of the cards', {
  timeout: 120_000,
}, async () => {
  const [old] = await town.people(1, { accountFen: 10_000_000n });
  await town.inCall((call) => issueEcard(call, old!.holderId));
  await town.act(authoriseEcard, citizen(old!.holderId), {} as never);
  const codeBefore = makeCardCode(old!.cardNumber, house.clock.now(), house.vault, house.random);
  const hospital = new Hospital(town.hospital.name, lineTo(town.hospital));
  const fresh = await town.newCard(old!);

  let enabled = false;
  // The switch comes when at least one has settled with the old card, however slow the machine is.
  let settledWithOld = () => {};
  const oneWithOld = new Promise<void>((settled) => {
    settledWithOld = settled;
  });
  const firing: Promise<{ old: string; fresh: string; settled: number }>[] = [];
  // The patient has both cards in hand: the old one first, and where it has died, the new one.
  const fire = async () => {
    const first = await hospital.see(shownBy(old!), [bill[1]!]);
    if (first.kind === 'settled') {
      settledWithOld();
      return { old: first.kind, fresh: 'not-tried', settled: 1 };
    }
    const second = await hospital.see(shownBy(fresh), [bill[1]!]);
    return { old: whyOf(first), fresh: whyOf(second), settled: second.kind === 'settled' ? 1 : 0 };
  };
  for (let shot = 0; shot < 40; shot += 1) {
    firing.push(fire());
    if (shot === 20) void oneWithOld.then(() => town.enable(fresh)).then(() => (enabled = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const shots = await Promise.all(firing);
  expect(enabled).toBe(true);
  for (const shot of shots) expect(shot.settled, JSON.stringify(shot)).toBe(1);
  expect(shots.filter((shot) => shot.old === 'settled').length).toBeGreaterThan(0);
  expect(shots.filter((shot) => shot.fresh === 'settled').length).toBeGreaterThan(0);
  expect((await standing(old!.holderId)).n).toBe(40);
  const cards = await house.database.rows<{ card: string; n: number }>(sql`
    select card_id as card, count(*)::int as n from medical.settlement where holder_id = ${old!.holderId} group by card_id`);
  expect(cards.map(({ card }) => card).sort()).toEqual([old!.cardId, fresh.cardId].sort());
  expect(cards.reduce((all, { n }) => all + n, 0)).toBe(40);

  // The e-card's code from before the switch names the old card, and stops with it.
  const line = lineTo(town.hospital);
  const decode = (code: string) =>
    line.ask('6101', {
      InData: {
        ...{ orgId: town.hospital.code, businessType: '01301', businessInfo: code, operatorId: 'o', operatorName: 'o' },
        ...{ officeId: 'o', officeName: 'o' },
      },
    });
  expect(await decode(codeBefore)).toMatchObject({ kind: 'refused', why: expect.stringContaining('code-not-good') });
  const codeAfter = makeCardCode(fresh.cardNumber, house.clock.now(), house.vault, house.random);
  expect(await decode(codeAfter)).toMatchObject({ kind: 'done' });
  // A code opens once.
  expect(await decode(codeAfter)).toMatchObject({ kind: 'refused' });
});
