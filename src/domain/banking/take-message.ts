// Action: takes one message of a bank: signed, numbered without gaps, and harmless when it comes again.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { toJson } from '../../base/json.ts';
import { Maybe, shape, Text, Type } from '../../base/shape.ts';
import { equalSecrets, sm3 } from '../../crypto/index.ts';
import { getInstitution } from '../institutions/index.ts';
import { bankEnd, bureauEnd, type Frame, mostFrameBytes, readFrame } from './frame.ts';
import { handleItems } from './handle-items.ts';
import { refuse } from './refuse.ts';
import { findIncoming, type Link, lockLink, saveIncoming } from './store.ts';

const Answer = shape({
  seq: Type.Integer(),
  /** For each item in turn: null when done, else the code of the refusal. */
  items: Type.Array(Maybe(Type.String())),
});

export const takeMessage = action({
  name: 'banking.take-message',
  title: { zh: '接收银行报文', en: 'Take a message of a bank' },
  by: ['bank-office'],
  bodyLimit: mostFrameBytes + 1_000,
  input: shape({ frame: Text(mostFrameBytes) }),
  output: Answer,
  async run(call, { frame: text }) {
    const link = await ownLink(call);
    const frame = readFrame(text, link.bankKey, {
      from: bankEnd(link.region, link.bankCode),
      to: bureauEnd(link.region),
    });
    if (frame === 'form') throw refuse('wrong-frame', { problem: 'form' });
    if (typeof frame === 'string') throw refuse('wrong-signature');
    const digest = sm3(new TextEncoder().encode(toJson([frame.seq, frame.kind, frame.body])));
    const next = Number(link.taken) + 1;
    if (frame.seq > next) throw refuse('sequence-gap', { expected: next });
    if (frame.seq < next) return repeated(call, link, frame, digest);
    const items = await handleItems(call, link, frame);
    const answer = { seq: frame.seq, items };
    const { bankId } = link;
    await saveIncoming(call.db, { bankId, seq: frame.seq, digest, kind: frame.kind, answer: toJson(answer) }, call.now);
    call.note({ bankId, seq: frame.seq, kind: frame.kind, done: items.filter((item) => item === null).length });
    return answer;
  },
});

async function ownLink(call: Call): Promise<Link> {
  const own = call.actor.institutionId ? await getInstitution(call.db, call.actor.institutionId) : undefined;
  if (own?.kind !== 'bank' || own.standing !== 'admitted') throw refuse('not-a-bank');
  const link = await lockLink(call.db, own.id);
  if (!link) throw refuse('no-link');
  return link;
}

async function repeated(call: Call, { bankId }: Link, { seq }: Frame, digest: Uint8Array) {
  const before = await findIncoming(call.db, bankId, seq);
  if (!before || !equalSecrets(before.digest, digest)) throw refuse('sequence-reused', { seq });
  call.note({ bankId, seq, repeated: true });
  return before.answer as { seq: number; items: (string | null)[] };
}
