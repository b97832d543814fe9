// The connection of a hospital is cut at every point of every message of a visit: before the server reads it, after it was carried
// out and before the answer, in the middle of the answer. One table, every case played to its end.
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { openHttp } from '../../src/base/http.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { sql } from '../../src/base/sql.ts';
import { verifyLedger } from '../../src/domain/ledger/index.ts';
import { accountBalances } from '../../src/domain/medical/balances.ts';
import { fsiDoors } from '../../src/domain/medical/index.ts';
import { medicalTown } from '../../src/domain/medical/medical.fixture.ts';
import { Hospital } from '../../src/world/parties/hospital.ts';
import { HospitalLine } from '../../src/world/parties/hospital-line.ts';

const town = await medicalTown();
const { house } = town;
const http = await openHttp(house, {
  ...{ operations: [], version: 'test', doors: fsiDoors, authenticate: async () => undefined },
});
await http.listen({ host: '127.0.0.1', port: 0 });
const { port } = http.server.address() as { port: number };

const places = ['before it is read', 'before the answer', 'in the middle of the answer'] as const;
type Where = (typeof places)[number];

/** Cuts still to be made, by message. */
const due = new Map<string, { where: Where; times: number }>();
let made = 0;

/** A wire between hospital and centre. */
const wire = createServer((hospital) => {
  const centre = connect(port, '127.0.0.1');
  let cut: Where | undefined;
  const end = () => {
    made += 1;
    hospital.destroy();
    centre.destroy();
  };
  const quiet = (socket: Socket, other: Socket) => socket.on('error', () => other.destroy()).on('close', () => other.destroy());
  quiet(hospital, centre);
  quiet(centre, hospital);
  hospital.on('data', (bytes) => {
    const infno = /callService\/(\w+) HTTP/.exec(bytes.toString('latin1'))?.[1] ?? '';
    const wanted = due.get(infno);
    if (wanted && wanted.times > 0) {
      wanted.times -= 1;
      cut = wanted.where;
      if (cut === 'before it is read') return end();
    }
    centre.write(bytes);
  });
  centre.on('data', (bytes) => {
    if (!cut) return hospital.write(bytes);
    if (cut === 'before the answer') return end();
    hospital.write(bytes.subarray(0, bytes.length - 20), end);
  });
});
await new Promise<void>((listening) => wire.listen(0, '127.0.0.1', listening));
const address = `http://127.0.0.1:${(wire.address() as { port: number }).port}`;
afterAll(async () => {
  await http.close();
  wire.close();
});

const hospital = new Hospital(
  town.hospital.name,
  new HospitalLine({
    ...{ address, institution: town.hospital, key: town.hospital, clock: house.clock, random: new SeededRandom(8) },
  }),
);
const initialFen = 30_000n;
const bill = [
  { code: 'XA01', price: 12.5, count: 4 },
  { code: 'SA01', price: 50, count: 1 },
];
const today = () => new Date(house.clock.now().getTime() + 8 * 3600_000).toISOString().slice(0, 10);

/** What the centre holds of a person, in one look. */
async function centreOf(holderId: string) {
  const row = await house.database.one<{ standing: number; rows: number; scope: bigint; open: number; uses: number }>(sql`
    select (select count(*)::int from medical.settlement s where s.holder_id = ${holderId} and s.reverses is null
              and not exists (select from medical.settlement r where r.reverses = s.id)) as standing,
      (select count(*)::int from medical.settlement s where s.holder_id = ${holderId}) as rows,
      coalesce((select amount from medical.counter where holder_id = ${holderId} and name = 'scope:outpatient'), 0)::int8 as scope,
      (select count(*)::int from medical.fee_line l join medical.visit v on v.id = l.visit_id
       where v.holder_id = ${holderId} and l.settlement_id is null) as open,
      (select count(*)::int from uses.use u where u.holder_id = ${holderId} and u.outcome = 'allowed') as uses`);
  return { ...row, accountFen: (await accountBalances(house.database, [holderId])).get(holderId) };
}

async function patientOfANewDay() {
  house.clock.moveTo(new Date(house.clock.now().getTime() + 86_400_000));
  const [patient] = await town.people(1, { accountFen: initialFen });
  const shown = { mdtrt_cert_type: '03', mdtrt_cert_no: patient!.cardNumber, card_sn: patient!.identifier } as const;
  return { holderId: patient!.holderId, shown };
}

const untouched = { standing: 0, scope: 0n, open: 2, accountFen: initialFen };

test.each(places)('MED-05 GOAL-05 cut %s: each message of a visit in turn; asked again, hospital and centre agree', async (where) => {
  for (const infno of ['1101', '2201', '2203', '2204', '2206', '2207', '2208', '3201']) {
    const { holderId, shown } = await patientOfANewDay();
    due.clear();
    due.set(infno, { where, times: 1 });
    const before = made;
    const seen = await hospital.see(shown, bill);
    expect(seen.kind, infno).toBe('settled');
    if (seen.kind !== 'settled') return;
    expect(await centreOf(holderId), infno).toEqual({
      ...{ standing: 1, rows: 1, scope: seen.receipt.totalFen, open: 0, uses: 1 },
      accountFen: initialFen - seen.receipt.accountFen,
    });
    expect(seen.receipt.balanceFen).toBe(initialFen - seen.receipt.accountFen);
    expect((await hospital.refund(seen.receipt)).kind, infno).toBe('settled');
    expect(await centreOf(holderId), infno).toMatchObject({ ...untouched, rows: 2 });
    expect(await hospital.reconcile(today(), '110000'), infno).toEqual([]);
    expect(made, infno).toBe(before + 1);
  }
}, 240_000);

test.each(places)('MED-05 cut %s for good: 2601, itself cut at every point, leaves nothing of the settlement', async (where) => {
  for (const cutOfReversal of [undefined, ...places]) {
    const { holderId, shown } = await patientOfANewDay();
    due.clear();
    due.set('2207', { where, times: 99 });
    if (cutOfReversal) due.set('2601', { where: cutOfReversal, times: 1 });
    expect((await hospital.see(shown, bill)).kind, cutOfReversal).toBe('reversed');
    // Where it had arrived it was taken back; where not, it is void: in both cases nothing stands.
    expect(await centreOf(holderId), cutOfReversal).toMatchObject({
      ...{ ...untouched, rows: where === 'before it is read' ? 0 : 2 },
    });
    due.clear();
    // The hospital knows of no settlement; what the centre has of it cancels out.
    const differing = await hospital.reconcile(today(), '110000');
    expect(differing.reduce((all, row) => all + BigInt(row[7]!.replace('.', '')), 0n)).toBe(0n);
  }
  expect(await verifyLedger(house.database)).toMatchObject({ intact: true });
}, 240_000);
