// What a settlement costs in statements, that the quick way and the long way come to the same, and that the card's holder sees it.
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { Database, type Driver, type Lane } from '../../src/base/database/database.ts';
import { sql } from '../../src/base/sql.ts';
import { verifyLedger } from '../../src/domain/ledger/index.ts';
import { accountBalances } from '../../src/domain/medical/balances.ts';
import { fsiDoors, wireNumber } from '../../src/domain/medical/index.ts';
import { citizen, medicalTown, type Patient } from '../../src/domain/medical/medical.fixture.ts';
import { myMedicalAccount } from '../../src/domain/medical/personal-account.ts';
import { readyVisit } from '../../src/domain/medical/ready-visit.fixture.ts';
import { revokeFees } from '../../src/domain/medical/revoke-fees.ts';
import { setAcceptance } from '../../src/domain/uses/set-acceptance.ts';
import { whoUsedMyCard } from '../../src/domain/uses/who-used-my-card.ts';

const town = await medicalTown();
const { house } = town;

/** Statements as they go over the wire; a transaction's begin and commit count like any other. */
let statements = 0;
const counted = new Database(
  new Proxy({} as Driver, {
    get: (_, name: keyof Driver) => {
      const count = <T extends { execute: unknown; script: unknown }>(on: T): T =>
        new Proxy(on, {
          get: (target, what) => {
            const value = target[what as keyof T];
            if (what !== 'execute' && what !== 'script') return typeof value === 'function' ? value.bind(target) : value;
            return (...given: unknown[]) => {
              statements += 1;
              return (value as (...given: unknown[]) => unknown).apply(target, given);
            };
          },
        });
      const driver = driverOf(house.database);
      if (name === 'reserve') return <T>(work: (on: never) => Promise<T>) => driver.reserve((on) => work(count(on) as never));
      if (name === 'openLane') return () => count(driver.openLane() as Lane);
      return count(driver)[name];
    },
  }),
);
const watched = { ...house, database: counted };

/** The driver that a database stands on, put together from its own face. */
function driverOf(database: Database): Driver {
  return {
    kind: database.kind,
    description: database.description,
    execute: async (text, values) => {
      const rows = await database.rows({ text, values });
      return { rows, count: rows.length };
    },
    script: (text) => database.script(text),
    reserve: (work) =>
      database.transaction((tx) =>
        work({
          execute: async (text, values) => {
            const rows = await tx.rows({ text, values });
            return { rows, count: rows.length };
          },
          script: async () => undefined,
        }),
      ),
    openLane: () => database.openLane(),
    close: async () => undefined,
  };
}

const { code, division, name, accessKey, secret } = town.hospital;
const [door] = fsiDoors;
let serial = 0;

async function send(infno: string, data: object, msgid = `${code}-${(serial += 1)}`, of: typeof watched = watched) {
  const now = of.clock.now();
  const message = {
    ...{ infno, msgid, mdtrtarea_admvs: division, insuplc_admdvs: '110000', recer_sys_code: 'FSI', infver: '1.0.0' },
    ...{ opter_type: '1', opter: 'op', opter_name: '收费员', inf_time: '2025-03-03 10:00:00', fixmedins_code: code },
    ...{ fixmedins_name: name, input: { data } },
  };
  const signed = `_api_access_key=${accessKey}&_api_name=${infno}&_api_timestamp=${now.getTime()}&_api_version=1`;
  const headers = {
    ...Object.fromEntries(signed.split('&').map((pair) => pair.split('='))),
    _api_signature: createHmac('sha1', secret).update(signed).digest('base64'),
  };
  const body = new TextEncoder().encode(JSON.stringify(message));
  const answer = await door!.handle(of, { headers, path: door!.path, body });
  return JSON.parse(String(answer.body));
}

const settling = ({ holderId, cardNumber, identifier }: Patient, visitId: string, sum: string) => ({
  ...{ psn_no: wireNumber(holderId), mdtrt_cert_type: '03', mdtrt_cert_no: cardNumber, card_sn: identifier, med_type: '11' },
  ...{ medfee_sumamt: sum, psn_setlway: '01', mdtrt_id: wireNumber(visitId), chrg_bchno: 'B', acct_used_flag: '1' },
  insutype: '310',
});
const sumsOf = ({ setlinfo: { fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_scp_amt } }: never) =>
  ({ fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_scp_amt }) as Record<string, string>;

/** Gather; gather, use, book. */
const mostOfAPair = 4;

test('MED-05 a pair of 2206 and 2207 costs four statements: two looks, the use, and one that books it all', async () => {
  const patients = await town.people(3, { accountFen: 50_000n });
  for (const [i, patient] of patients.entries()) {
    const { visitId } = await readyVisit(town, town.hospital, patient, 200_000n);
    const data = settling(patient, visitId, '2000.00');
    statements = 0;
    const pre = await send('2206', data);
    const done = await send('2207', { ...data, ...sumsOf(pre.output as never) });
    expect(done.infcode, done.err_msg).toBe(0);
    // The first one reads key, institution and terms, which are known by heart from then on.
    if (i > 0) expect(statements).toBeLessThanOrEqual(mostOfAPair);
    // In scope 2,000, deductible 1,800, 70 % of 200.
    expect(done.output.setlinfo).toMatchObject({ hifp_pay: '140.00', acct_pay: '500.00', psn_cash_pay: '1360.00', balc: '0.00' });
    expect(pre.output.setlinfo.hifp_pay).toBe('140.00');
  }
  const looks = await house.database.rows<{ action: string; n: number }>(sql`
    select action, count(*)::int as n from base.journal where action in ('medical.pre-settle', 'medical.settle-visit') group by action order by action`);
  expect(looks).toEqual([
    { action: 'medical.pre-settle', n: 3 },
    { action: 'medical.settle-visit', n: 3 },
  ]);
  expect(await verifyLedger(house.database)).toMatchObject({ intact: true });
});

test('SEC-01 HUB-02 the holder sees the settlement among the uses of the card, once though the message came three times', async () => {
  const [patient] = await town.people(1, { accountFen: 50_000n });
  const { visitId } = await readyVisit(town, town.hospital, patient!, 10_000n);
  const data = { ...settling(patient!, visitId, '100.00') };
  const sums = { fulamt_ownpay_amt: '0', overlmt_selfpay: '0', preselfpay_amt: '0', inscp_scp_amt: '100.00' };
  const replies = [];
  for (let i = 0; i < 3; i += 1) replies.push(await send('2207', { ...data, ...sums }, 'thrice'));
  for (const { output } of replies) expect(output.setlinfo.setl_id).toBe(replies[0].output.setlinfo.setl_id);
  // The same number with another content.
  const other = await send('2207', { ...data, ...sums, acct_used_flag: '0' }, 'thrice');
  expect(other.err_msg).toContain('request-reused');
  const { uses } = await town.look(whoUsedMyCard, citizen(patient!.holderId), {});
  expect(uses).toMatchObject([{ service: 'medical-settlement', way: 'contact' }]);
  const account = await town.look(myMedicalAccount, citizen(patient!.holderId), {});
  expect(account).toMatchObject({ balanceFen: '40000', settlements: [{ accountFen: '10000' }] });
});

test('GEN-15 terms of the service hold for a settlement: where it is closed, no card is taken and nothing is settled', async () => {
  const [patient] = await town.people(1, { accountFen: 50_000n });
  const { visitId } = await readyVisit(town, town.hospital, patient!, 10_000n);
  const closed = (shut: boolean) =>
    town.act(setAcceptance, { role: 'system', id: 'test' } as never, {
      ...{ service: 'medical-settlement', region: 'beijing', institutionId: town.hospital.institutionId, closed: shut },
    } as never);
  await closed(true);
  const data = settling(patient!, visitId, '100.00');
  const sums = { fulamt_ownpay_amt: '0', overlmt_selfpay: '0', preselfpay_amt: '0', inscp_scp_amt: '100.00' };
  const refused = await send('2207', { ...data, ...sums }, 'shut');
  expect(refused).toMatchObject({ infcode: -1, err_msg: expect.stringContaining('use-refused') });
  expect((await accountBalances(house.database, [patient!.holderId])).get(patient!.holderId)).toBe(50_000n);
  await closed(false);
  expect((await send('2207', { ...data, ...sums }, 'open')).infcode).toBe(0);
});

test('many desks at once: no fen is spent twice, no line settled twice, and a bill that was taken back is not settled', async () => {
  const [patient] = await town.people(1, { accountFen: 5_000n });
  const visits = [];
  for (let i = 0; i < 6; i += 1) visits.push(await readyVisit(town, town.hospital, patient!, 2_000n));
  const sums = { fulamt_ownpay_amt: '0', overlmt_selfpay: '0', preselfpay_amt: '0', inscp_scp_amt: '20.00' };
  // Each visit twice, under two numbers, while the lines of the last are taken back.
  const replies = await Promise.all([
    ...[...visits, ...visits].map(({ visitId }) => send('2207', { ...settling(patient!, visitId, '20.00'), ...sums })),
    town.act(revokeFees, town.hospital.staff, { visitId: visits[5]!.visitId, holderId: patient!.holderId, batch: null }).catch(() => undefined),
  ]);
  const settled = replies.filter((reply) => reply?.infcode === 0);
  expect(settled.length).toBeGreaterThanOrEqual(5);
  expect(settled.length).toBeLessThanOrEqual(6);
  const row = await house.database.one<{ n: number; paid: bigint; lines: number; scope: bigint }>(sql`
    select count(*)::int as n, sum(account)::int8 as paid,
      (select count(*)::int from medical.fee_line l join medical.visit v on v.id = l.visit_id where v.holder_id = ${patient!.holderId} and l.settlement_id is not null) as lines,
      (select amount from medical.counter where holder_id = ${patient!.holderId} and name = 'scope:outpatient') as scope
    from medical.settlement where holder_id = ${patient!.holderId}`);
  expect(row).toEqual({ n: settled.length, paid: 5_000n, lines: settled.length, scope: BigInt(settled.length) * 2_000n });
  expect((await accountBalances(house.database, [patient!.holderId])).get(patient!.holderId)).toBe(0n);
  expect(await verifyLedger(house.database)).toMatchObject({ intact: true });
});
