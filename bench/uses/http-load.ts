// Load over HTTP: wrk for the closed loop, and a generator of our own for the open one (Poisson arrivals, measured from the planned moment).
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cardNumberOfNth, type Ground, identifierOfNth } from './load.ts';

const run = promisify(execFile);

export interface Wrk {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requests: number;
  readonly failed: number;
}

/** The same body in Lua: cards uniformly at random, numbers counting up from `from`. */
const script = ({ terminals, cards, token }: Ground, from: number, perPost: number, storm: number) => `
local n = ${from}
local terminals = {${terminals.join(',')}}
math.randomseed(os.time() + ${from % 1000})
local function use()
  n = n + 1
  local i, c = n, math.random(1, ${cards})
  if ${storm} > 0 then i = ${from} + n % ${Math.max(storm, 1)}; c = 1 + i % ${cards} end
  return string.format('{"terminal":%d,"number":"%d","service":"medical-settlement","purpose":"serve-holder","credential":{"certType":"03","certNumber":"B%07X0","cardIdentifier":"110000D156000005%08XFFFFFFFF"},"amountFen":"100"}',
    terminals[i % #terminals + 1], i, c, c)
end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer ${token}"
function request()
  if ${perPost} == 1 then return wrk.format(nil, "/api/uses/authorise", nil, use()) end
  local all = {}
  for k = 1, ${perPost} do all[k] = use() end
  return wrk.format(nil, "/api/uses/authorise-many", nil, '{"uses":[' .. table.concat(all, ",") .. ']}')
end
function done(summary, latency, requests)
  print(string.format('RESULT {"requests":%d,"us":%d,"failed":%d,"p50":%d,"p99":%d}', summary.requests, summary.duration,
    summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout, latency:percentile(50), latency:percentile(99)))
end
`;

let number = 2_000_000_000;

export async function wrk(
  port: number,
  ground: Ground,
  options: { connections: number; seconds: number; perPost?: number; storm?: number; from?: number },
): Promise<Wrk> {
  const { connections, seconds, perPost = 1, storm = 0 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-wrk-'));
  const file = join(folder, 'load.lua');
  number += 50_000_000;
  writeFileSync(file, script(ground, options.from ?? number, perPost, storm));
  const words = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    '10s',
    '-s',
    file,
    `http://127.0.0.1:${port}`,
  ];
  const { stdout } = await run('wrk', words);
  rmSync(folder, { recursive: true });
  const found = JSON.parse(/RESULT (.*)/.exec(stdout)![1]!) as Record<
    'requests' | 'us' | 'failed' | 'p50' | 'p99',
    number
  >;
  return {
    perSecond: Math.round((found.requests * perPost) / (found.us / 1e6)),
    p50Ms: found.p50 / 1000,
    p99Ms: found.p99 / 1000,
    requests: found.requests,
    failed: found.failed,
  };
}

export interface Open {
  readonly asked: number;
  readonly answered: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Before this nothing counts: a generator whose code is not compiled yet cannot keep its own plan. */
const warmUpMs = 3000;

interface Request {
  readonly payload: string;
  readonly planned: number;
}

/** Sends at planned moments whatever the server does. */
export async function openLoop(
  port: number,
  ground: Ground,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Open> {
  // A process of its own: numbers that nobody else has used, and no other open loop either.
  number = 10_000_000_000 + Math.floor(Math.random() * 1_000_000) * 1_000_000;
  const payloads = Array.from({ length: Math.ceil(perSecond * (seconds + warmUpMs / 1000) * 1.1) }, () => {
    number += 1;
    return requestFor(ground, number);
  });
  const started = performance.now() + 50;
  const counted = started + warmUpMs;
  const times: number[] = [];
  let [answered, failed] = [0, 0];
  const free: Caller[] = [];
  const waiting: Request[] = [];
  const done = (caller: Caller, { planned }: Request, good: boolean) => {
    answered += 1;
    if (!good) failed += 1;
    if (planned >= counted) times.push(performance.now() - planned);
    const next = waiting.shift();
    if (next) caller.send(next);
    else free.push(caller);
  };
  const callers = await Promise.all(Array.from({ length: 128 }, () => openCaller(port, done)));
  free.push(...callers);
  let planned = started;
  let asked = 0;
  for (const payload of payloads) {
    planned += (-Math.log(1 - Math.random()) / perSecond) * 1000;
    if (planned > counted + seconds * 1000) break;
    const wait = planned - performance.now();
    if (wait > 0.5) await new Promise((go) => setTimeout(go, wait));
    asked += 1;
    const caller = free.pop();
    if (caller) caller.send({ payload, planned });
    else waiting.push({ payload, planned });
  }
  for (let i = 0; i < 100 && answered < asked; i += 1) await new Promise((go) => setTimeout(go, 50));
  for (const { socket } of callers) socket.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? Number.NaN) * 100) / 100;
  return { asked, answered, failed, p50Ms: at(0.5), p99Ms: at(0.99) };
}

interface Caller {
  readonly socket: Socket;
  send(request: Request): void;
}

/** A connection with one request under way at a time. */
function openCaller(port: number, done: (caller: Caller, request: Request, good: boolean) => void) {
  return new Promise<Caller>((opened) => {
    let request: Request;
    let said = '';
    const socket = connect(port, '127.0.0.1', () => opened(caller));
    const caller: Caller = {
      socket,
      send(next) {
        request = next;
        socket.write(next.payload, 'latin1');
      },
    };
    socket.setNoDelay(true);
    // One character a byte: lengths are counted in bytes.
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      said += chunk;
      const head = said.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(said)?.[1] ?? Number.NaN);
      if (head < 0 || said.length < head + 4 + length) return;
      const right = said.startsWith('HTTP/1.1 200');
      said = '';
      done(caller, request, right);
    });
  });
}

function requestFor({ terminals, cards, token }: Ground, nth: number): string {
  const card = 1 + Math.floor(Math.random() * cards);
  const body = JSON.stringify({
    ...{
      terminal: terminals[nth % terminals.length],
      number: String(nth),
      service: 'medical-settlement',
      purpose: 'serve-holder',
    },
    credential: { certType: '03', certNumber: cardNumberOfNth(card), cardIdentifier: identifierOfNth(card) },
    amountFen: '100',
  });
  return `POST /api/uses/authorise HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
