// Actions: the holder complains about a use in one step; the bureau of the place answers; both see how it stands.
import { action, query } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Code, Id, Instant, Maybe, Nothing, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { requireMayActFor } from '../holders/index.ts';
import { requireBureauOf } from '../institutions/index.ts';
import {
  type ComplaintRow,
  complaintsOf,
  findComplaint,
  findings,
  insertComplaint,
  lockComplaint,
  openComplaints,
  saveAnswer,
} from './complaint-store.ts';
import { refuse } from './refuse.ts';
import { TerminalId, UseNumber } from './shapes.ts';
import { findUse } from './store.ts';

const textPlace = (id: string) => `uses.complaint.text:${id}`;
const answerPlace = (id: string) => `uses.complaint.answer:${id}`;

export const complain = action({
  name: 'uses.complain',
  title: { zh: '投诉一次用卡', en: 'Complain about a use of one’s card' },
  by: ['citizen'],
  input: shape({
    holderId: Type.Optional(Id),
    terminal: TerminalId,
    number: UseNumber,
    /** In the holder's own words; may be empty: the use itself says what it is about. */
    text: Type.Optional(Text(500)),
  }),
  output: shape({ complaintId: Id }),
  async run(call, { holderId = call.actor.id, terminal, number, text = '这次用卡不是我本人。' }) {
    await requireMayActFor(call, holderId);
    const use = await findUse(call.db, terminal, BigInt(number));
    // Somebody else's use and none at all read the same.
    if (use?.holderId !== holderId) throw refuse('no-such-use');
    const id = call.newId();
    const sealed = call.vault.seal(text, textPlace(id));
    await insertComplaint(call.db, { id, holderId, terminal, number: BigInt(number), text: sealed }, call.now);
    const { id: complaintId } = (await findComplaint(call.db, terminal, BigInt(number)))!;
    call.about(holderId);
    call.note({ complaintId, terminal, number });
    return { complaintId };
  },
});

export const answerComplaint = action({
  name: 'uses.answer-complaint',
  title: { zh: '答复用卡投诉', en: 'Answer a complaint about a use' },
  by: ['bureau-clerk', 'card-authority'],
  input: shape({ complaintId: Id, finding: OneOf(findings), answer: Text(500) }),
  output: Nothing,
  async run(call, { complaintId, finding, answer }) {
    const complaint = await lockComplaint(call.db, complaintId);
    if (!complaint) throw refuse('no-such-complaint');
    await requireBureauOf(call, complaint.region);
    if (complaint.state !== 'open') throw refuse('already-answered');
    await saveAnswer(call.db, complaintId, finding, call.vault.seal(answer, answerPlace(complaintId)), call);
    call.about(complaint.holderId);
    call.note({ complaintId, finding });
    return {};
  },
});

const ComplaintShape = shape({
  complaintId: Id,
  terminal: TerminalId,
  number: UseNumber,
  text: Text(500),
  state: OneOf(['open', 'answered']),
  finding: Maybe(OneOf(findings)),
  answer: Maybe(Text(500)),
  complainedAt: Instant,
});

const present = (call: Call, row: ComplaintRow) => ({
  complaintId: row.id,
  terminal: row.terminal,
  number: row.number.toString(),
  text: call.vault.open(row.text, textPlace(row.id)),
  state: row.state,
  finding: row.finding,
  answer: row.answer && call.vault.open(row.answer, answerPlace(row.id)),
  complainedAt: row.complainedAt.toISOString(),
});

export const myComplaints = query({
  name: 'uses.my-complaints',
  title: { zh: '我的用卡投诉', en: 'My complaints about uses' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({ complaints: Type.Array(ComplaintShape) }),
  async run(call, { holderId = call.actor.id }) {
    await requireMayActFor(call, holderId);
    call.about(holderId);
    return { complaints: (await complaintsOf(call.db, holderId)).map((row) => present(call, row)) };
  },
});

export const listComplaints = query({
  name: 'uses.list-complaints',
  title: { zh: '待答复的用卡投诉', en: 'Complaints to be answered' },
  by: ['bureau-clerk', 'card-authority', 'auditor'],
  personal: true,
  input: shape({ region: Code }),
  output: shape({ complaints: Type.Array(ComplaintShape) }),
  async run(call, { region }) {
    await requireBureauOf(call, region);
    const rows = await openComplaints(call.db, region);
    call.about(...rows.map(({ holderId }) => holderId));
    return { complaints: rows.map((row) => present(call, row)) };
  },
});
