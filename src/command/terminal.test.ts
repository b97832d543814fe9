// The commands as people call them: a terminal on the simulated reader, a card in a stand-in for vpcd.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';

// Starting the command line takes seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const place = mkdtempSync(join(tmpdir(), 'yikatong-terminal-'));
const image = join(place, 'card.json');
afterAll(() => rmSync(place, { recursive: true, force: true }));

const start = (...args: string[]) => spawn(process.execPath, [resolve('bin/yikatong.js'), ...args]);

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let [out, err] = ['', ''];
  child.stdout!.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, out, err };
}

function yikatong(args: string[], input = '') {
  const child = start(...args);
  child.stdin.end(input);
  return ended(child);
}

test('read covers the person unless asked to reveal; a tap reads the same', async () => {
  const [covered, shown] = await Promise.all([
    yikatong(['terminal', 'read']),
    yikatong(['terminal', 'read', '--reveal', '--face', 'contactless']),
  ]);
  expect(JSON.parse(covered.out)).toMatchObject({ name: '张**', socialSecurityNumber: '110***********0134' });
  expect(covered.out).not.toContain('张小明');
  expect(JSON.parse(shown.out)).toMatchObject({ name: '张小明', spec: '3.00' });
});

test('a PIN changed on a card image is the PIN next time; it is never on the command line or in the log', async () => {
  const changed = await yikatong(['terminal', 'pin', 'change', '--image', image, '--log'], '123456\n864209\n');
  expect(changed.code).toBe(0);
  expect(changed.err).not.toContain('864209');
  expect(changed.err).toContain('‹7›');
  const wrong = await yikatong(['terminal', 'pin', 'verify', '--image', image], '123456\n');
  expect([wrong.code, wrong.err.includes('2 tries left')]).toEqual([1, true]);
  expect((await yikatong(['terminal', 'pin', 'verify', '--image', image], '864209\n')).code).toBe(0);
});

test('diagnose of a card that is none says what failed and what to do; wrong calls show the usage', async () => {
  const bad = join(place, 'bad.json');
  writeFileSync(bad, '{"product":1}');
  const calls = [
    ['terminal', 'nonsense'],
    ['terminal', 'read', '--reader', 'usb'],
    ['card', '--port', '0'],
    ['terminal', 'bridge'],
  ];
  const [broken, ...usages] = await Promise.all([
    yikatong(['terminal', 'diagnose', '--image', bad]),
    ...calls.map((one) => yikatong(one)),
  ]);
  expect([broken!.code, broken!.err.includes('image')]).toEqual([1, true]);
  expect(readFileSync(bad, 'utf8')).toBe('{"product":1}');
  for (const { code, err } of usages) expect([code, err.includes('usage')]).toEqual([2, true]);
});

test('card: lies in the reader, goes out and in on demand, and is saved at the end', async () => {
  const sockets = new Set<Socket>();
  const atrs: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => atrs.push(bytes.toString('hex')));
    socket.write(Uint8Array.of(0, 1, 4));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  const saved = join(place, 'saved.json');
  const child = start('card', '--generation', '1', '--no-psam', '--port', String(port), '--image', saved);
  const finished = ended(child);
  const until = async (done: () => boolean) => {
    for (let i = 0; i < 400 && !done(); i += 1) await new Promise((next) => setTimeout(next, 25));
    expect(done()).toBe(true);
  };
  await until(() => atrs.length === 1);
  expect(atrs[0]).toMatch(/^00113b6d0000/);
  child.stdin.write('remove\n');
  await until(() => sockets.size === 0);
  child.stdin.write('insert\n');
  await until(() => atrs.length === 2);
  child.stdin.write('dance\nquit\n');
  const { code, err } = await finished;
  server.close();
  expect([code, err.trim()]).toEqual([0, 'remove | insert | quit']);
  const again = await yikatong(['terminal', 'read', '--reveal', '--image', saved]);
  expect(JSON.parse(again.out)).toMatchObject({ spec: '1.00', name: '张小明' });
});

test('money: load, ride in and out, buy, pay; the purse adds up, and no number of a card is printed whole', async () => {
  const purse = join(place, 'money.json');
  const on = ['--image', purse];
  const json = async (...args: string[]) => {
    const { code, out, err } = await yikatong(['terminal', ...args, ...on]);
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toMatch(/\d{15}/);
    return JSON.parse(out);
  };
  expect(await json('load', '50')).toMatchObject({ outcome: 'loaded', balanceFen: '5000' });
  expect(await json('ride', '--face', 'contactless')).toMatchObject({ outcome: 'paid', amountFen: '0' });
  expect(await json('ride', '--face', 'contactless', '--fare', '4.5')).toMatchObject({ amountFen: '450' });
  expect(await json('buy', '1.25')).toMatchObject({ outcome: 'paid', balanceFen: '4425' });
  expect((await json('purse')).balanceFen).toBe('4425');
  expect(await json('pay-load', '100')).toMatchObject({ outcome: 'approved', cashFen: '10000' });
  expect(await json('pay', '3', '--face', 'contactless')).toMatchObject({ outcome: 'approved', way: 'offline' });
  const low = await yikatong(['terminal', 'buy', '999', ...on]);
  expect([low.code, low.err.includes('not enough money')]).toEqual([1, true]);
  expect((await yikatong(['terminal', 'load', 'much', ...on])).code).toBe(2);
});

test('conformance: a readable report and a machine one; exit code 1 when a case fails', async () => {
  const [text, machine] = await Promise.all([
    yikatong(['terminal', 'conformance']),
    yikatong(['terminal', 'conformance', '--json', '--generation', '2']),
  ]);
  expect([text.code, text.out.includes('LD/T 6001.3'), machine.code]).toEqual([0, true, 0]);
  expect(JSON.parse(machine.out)).toMatchObject({ failed: 0 });
  const diagnosis = await yikatong(['terminal', 'diagnose', '--json']);
  expect(JSON.parse(diagnosis.out)).toMatchObject({ ok: true });
});
