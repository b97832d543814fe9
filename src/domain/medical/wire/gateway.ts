// The gateway of the national interface: signature, envelope, field tables, then the ordinary action; business failures are answers.
import type { House } from '../../../base/call.ts';
import type { DoorAnswer, DoorRequest, ForeignDoor } from '../../../base/http.ts';
import { Refusal } from '../../../base/refusal.ts';
import { Outdated } from '../../../base/revision.ts';
import { refuse } from '../refuse.ts';
import { regionOfDivision } from '../regions.ts';
import { answerOf, type Envelope, readEnvelope, tooLong } from './envelope.ts';
import { readNode, WireFault } from './field-table.ts';
import { type Ask, makeAsk } from './function.ts';
import { wireFunctions } from './functions/all.ts';
import { forgetKeys, type KnownKey, knownKey, stillGood } from './known-keys.ts';
import { isStale, readClaim, type Unauthorised, unauthorised } from './signature.ts';

const json = (value: unknown, status = 200): DoorAnswer => ({
  ...{ status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) },
});

async function authenticate(house: House, request: DoorRequest): Promise<KnownKey | Unauthorised> {
  const claim = readClaim(request.headers);
  if (!claim) return 'missing';
  if (isStale(claim, house.clock.now())) return 'stale';
  const key = await knownKey(house, claim.accessKey);
  if (!key || key.family !== claim.family) return 'unknown';
  return claim.verify(key.secret, request.body) ? key : 'mismatch';
}

const signed = (
  work: (house: House, request: DoorRequest, key: KnownKey) => Promise<DoorAnswer>,
): ForeignDoor['handle'] =>
  async function handle(house, request) {
    for (let attempt = 1; ; attempt += 1) {
      const key = await authenticate(house, request);
      if (typeof key === 'string') return json({ code: 401, message: unauthorised[key] }, 401);
      try {
        return await work(house, request, key);
      } catch (error) {
        if (!(error instanceof Outdated)) throw error;
        forgetKeys(house);
        if (attempt === outdatedTries) return json(answerOf(house, { ...toOf(house, key), error: busy }));
      }
    }
  };

/** Somebody changes keys or terminals all the time; nothing was done, and the same message may be sent again. */
const busy = '系统繁忙，请用同一报文编号重试';
const outdatedTries = 5;

const toOf = (house: House, { institution }: KnownKey) => ({
  ...{ region: institution.division, asText: institution.infcodeAsText, received: house.clock.now() },
});

/** Content-Type is text/plain in practice: the bytes are read as JSON whatever it says. */
function bodyOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new WireFault('报文不是有效的JSON');
  }
}

async function answer(house: House, key: KnownKey, body: () => unknown): Promise<unknown> {
  const to = toOf(house, key);
  let warning: string | undefined;
  try {
    const output = await serve(house, key, body(), (text) => {
      warning = text;
    });
    return answerOf(house, { ...to, output, ...(warning ? { warning } : {}) });
  } catch (error) {
    if (error instanceof Outdated || isOverload(error)) throw error;
    return answerOf(house, { ...to, error: explain(house, error) });
  }
}

/** The one failure that is told by status, with a time to come again. */
const isOverload = (error: unknown): boolean => error instanceof Refusal && error.problem().status === 503;

/** A refusal in Chinese with its code. What breaks here is logged under a number and told as such, never as 5xx. */
function explain(house: House, error: unknown): string {
  if (error instanceof WireFault) return error.message;
  if (error instanceof Refusal) {
    const { title, detail } = error.problem();
    return `${title}（${error.code}）${detail}`;
  }
  const incident = Buffer.from(house.random.bytes(5)).toString('hex');
  house.log.error({ incident, err: (error as Error).stack ?? String(error) }, 'the national interface broke');
  return `系统故障，编号${incident}，请用同一报文编号重试`;
}

async function serve(house: House, key: KnownKey, body: unknown, warn: (text: string) => void): Promise<unknown> {
  const { institution, standing } = key;
  const envelope = readEnvelope(body);
  if (standing !== 'admitted') {
    // What is known may be of yesterday: whoever was admitted again is served again.
    await stillGood(house, key, undefined);
    throw refuse('institution-standing', { standing });
  }
  if (tooLong(envelope)) throw new WireFault('报文.input：长度超过40000');
  if (envelope.institutionCode !== institution.code) throw new WireFault('fixmedins_code：与接入密钥不符');
  if (regionOfDivision(envelope.treatedIn) !== institution.region)
    throw new WireFault('mdtrtarea_admvs：与机构所在地不符');
  const check = async () => {
    if (!(await stillGood(house, key, envelope.signNo))) throw new WireFault('sign_no：签到编号无效');
  };
  const fn = wireFunctions.get(envelope.infno);
  if (!fn?.checksItself) await check();
  if (!fn) throw new WireFault(`infno：不支持的交易${envelope.infno.slice(0, 10)}`);
  const nodes = Object.fromEntries(
    Object.entries(fn.input).map(([name, table]) => [name, readNode(table, envelope.input[name], name)]),
  );
  requireInsuredPlace(envelope, nodes);
  const actor = { role: 'scene-operator' as const, id: `fsi:${institution.id}`, institutionId: institution.id };
  return fn.run(makeAsk(house, key, actor, envelope, nodes, { warn, check }));
}

/** insuplc_admdvs is mandatory as soon as a person is named, and must be a region we can reach. */
function requireInsuredPlace(envelope: Envelope, nodes: Ask['nodes']): void {
  const named = Object.values(nodes).some((rows) => rows.some((row) => row.psn_no || row.psnNo || row.psn_No));
  if (named && !envelope.insuredIn) throw new WireFault('insuplc_admdvs：涉及人员编号时必填');
  if (envelope.insuredIn && !regionOfDivision(envelope.insuredIn)) throw new WireFault('insuplc_admdvs：参保地未接入');
}

const call = signed(async (house, { body }, key) => json(await answer(house, key, () => bodyOf(body))));

/** 9101 as a form: the envelope in `jsonStr`, the bytes in `file`. */
const upload = signed(async (house, request, key) => {
  const type = request.headers['content-type'] ?? '';
  if (!String(type).startsWith('multipart/form-data'))
    return json(await answer(house, key, () => bodyOf(request.body)));
  let message: unknown;
  try {
    const form = await new Response(request.body as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': String(type) },
    }).formData();
    const file = form.get('file');
    message = JSON.parse(String(form.get('jsonStr')));
    const node = (message as { input: { fsUploadIn: Record<string, unknown> } }).input.fsUploadIn;
    if (!(file instanceof Blob)) throw new Error('no file');
    node.in = Buffer.from(await file.arrayBuffer()).toString('base64');
  } catch {
    return json(
      await answer(house, key, () => {
        throw new WireFault('上传表单有误：需要jsonStr与file');
      }),
    );
  }
  return json(await answer(house, key, () => message));
});

/** 9102: the bytes themselves, or the usual JSON where it fails. */
const download = signed(async (house, { body }, key) => {
  const told = (await answer(house, key, () => bodyOf(body))) as {
    output: { file?: { content: string; name: string } };
  };
  const { file } = told.output;
  if (!file) return json(told);
  return { status: 200, type: 'application/octet-stream', body: Buffer.from(file.content, 'base64') };
});

const bodyLimit = 8 * 1024 * 1024;
const service = '/fsi/api/rsfComIfsService/callService';

export const fsiDoors: readonly ForeignDoor[] = [
  { method: 'POST', path: service, bodyLimit, handle: call },
  // Some cities add the number to the address; the one in the message decides.
  { method: 'POST', path: `${service}/:infno`, bodyLimit, handle: call },
  { method: 'POST', path: '/fsi/api/signInSignOutService/signIn', bodyLimit, handle: call },
  { method: 'POST', path: '/fsi/api/signInSignOutService/signOut', bodyLimit, handle: call },
  { method: 'POST', path: '/fsi/api/fileupload/upload', bodyLimit, handle: upload },
  { method: 'POST', path: '/fsi/api/fileupload/download', bodyLimit, handle: download },
];
