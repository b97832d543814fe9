// A small demo city with its pages on a loopback port, for tests that visit them, with or without a browser.
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll } from 'vitest';
import { jobs, messageChannel, operations, standingJobs, version } from '../../src/app.ts';
import { ShiftedClock } from '../../src/base/clock.ts';
import { openHttp } from '../../src/base/http.ts';
import { runDueJobs } from '../../src/base/jobs.ts';
import { silentLog } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { authenticate } from '../../src/domain/institutions/index.ts';
import { installPacks } from '../../src/domain/policy/index.ts';
import { openPortal, type Persona } from '../../src/portal/index.ts';
import { demoRegion, foundDemo } from '../../src/world/index.ts';
import { testDatabase } from '../database.ts';
import { testVault } from '../vault.ts';

export const root = resolve(import.meta.dirname, '../..');

export async function openTown({
  people = 60,
  listen = false,
  bridgePort,
}: {
  people?: number;
  listen?: boolean;
  bridgePort?: number;
} = {}) {
  const clock = new ShiftedClock(0);
  clock.setShift(Date.UTC(2025, 0, 1) - Date.now());
  const database = await testDatabase();
  const house = { database, clock, random: systemRandom, vault: testVault(), log: silentLog };
  await installPacks(database);
  const { personas, presses, city } = await foundDemo(house, { operations, jobs, standingJobs }, people);
  const known: Persona[] = [];
  for (const [name, { about, token, onBehalfOf }] of Object.entries(personas)) {
    const actor = await authenticate(house, { token, ...(onBehalfOf ? { onBehalfOf } : {}) });
    known.push({ name, about, actor: actor! });
  }
  const options = {
    version,
    operations,
    region: demoRegion,
    channel: 'bureau-site',
    ...(bridgePort ? { bridgePort } : {}),
    demo: {
      personas: known,
      messageText: (id: string) => messageChannel.inbox.find((message) => message.id === id)?.text,
    },
  };
  const http = await openHttp(house, { operations, version, authenticate, mount: openPortal(house, options) });
  if (listen) await http.listen({ host: '127.0.0.1', port: 0 });
  else await http.ready();
  afterAll(() => http.close());
  return {
    house,
    http,
    presses,
    /** The city as it is kept, with the keys of its hospital and pharmacy. */
    city,
    personas: new Map(known.map((one) => [one.name, one])),
    origin: listen ? `http://127.0.0.1:${(http.server.address() as AddressInfo).port}` : '',
    runJobs: () => runDueJobs(house, jobs),
  };
}
export type Town = Awaited<ReturnType<typeof openTown>>;
