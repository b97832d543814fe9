// Query: may I order now, with which choices; and if not, since when and why (CAL-10)?
import { query } from '../../base/action.ts';
import { Code, Fen, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { findGoodCard } from '../cards/index.ts';
import { personFacts } from '../holders/index.ts';
import {
  banksFor,
  channelsFor,
  feeFor,
  generationFor,
  groupOf,
  mayApply,
  packInForce,
  pickUpWaysFor,
  promiseFor,
  purposeOf,
  type Reason,
  reapplyFeeFor,
} from '../policy/index.ts';
import { organiserOf } from './group-order.ts';
import { findGroupOf } from './group-store.ts';
import { requireSpeaker, withCard } from './open-case.ts';
import { requireOnlineChannel } from './place-order.ts';
import { findAfterSleep } from './store.ts';

export const ReasonAnswer = shape({
  code: Type.String(),
  zh: Type.String(),
  en: Type.String(),
  sources: Type.Array(shape({ document: Type.String(), clause: Type.String(), grade: Type.String() })),
  note: Maybe(Type.String()),
});

export const reasonAnswer = ({ code, zh, en, citations, note }: Reason) => ({
  code,
  zh,
  en,
  sources: citations.map(({ document, clause, grade }) => ({ document, clause, grade })),
  note: note ?? null,
});

export const mayIApply = query({
  name: 'orders.may-i-apply',
  title: { zh: '我能申领吗', en: 'May I order a card' },
  by: ['citizen'],
  personal: true,
  input: shape({ region: Code, holderId: Type.Optional(Id), bank: Type.Optional(Code) }),
  output: shape({
    may: Type.Boolean(),
    /** The sources are silent and the bureau has not decided yet. */
    undecided: Type.Boolean(),
    /** A day, or a month while the bureau has not set the day. */
    waitFor: Maybe(Type.String()),
    batch: Maybe(Type.String()),
    group: Maybe(Type.String()),
    review: Type.Boolean(),
    generation: Type.String(),
    /** A group order of the person's unit or school is open: choose there. */
    groupOrderId: Maybe(Id),
    bankChoice: Maybe(Type.String()),
    banks: Type.Array(Type.String()),
    channels: Type.Array(shape({ channel: Type.String(), zh: Type.String(), en: Type.String(), open: Type.Boolean() })),
    pickUps: Maybe(Type.Array(Type.String())),
    feeFen: Maybe(Fen),
    promiseDay: Maybe(Type.String()),
    reasons: Type.Array(ReasonAnswer),
  }),
  async run(call, { region, holderId, bank }) {
    const who = (await requireSpeaker(call, holderId)).holderId;
    call.about(who);
    const channel = requireOnlineChannel(call);
    const { pack, openings } = await packInForce(call.db, region, call.today);
    const person = withCard(await personFacts(call.db, who), await findGoodCard(call.db, who));
    const organisers = person.insurances.flatMap(({ organiserId }) => organiserId ?? []);
    if (person.student) organisers.push(person.student.schoolId);
    const group = organisers.length > 0 ? await findGroupOf(call.db, region, organisers) : undefined;
    const question = {
      day: call.today,
      person,
      openings,
      bank,
      channel: group ? group.channel : channel,
      ...(group ? { organiser: organiserOf(group) } : {}),
    };
    const answer = mayApply(pack, question);
    const known = answer.value === 'unknown' ? undefined : answer.value;
    const member = groupOf(pack, person, call.today).value;
    const banks = banksFor(pack, question);
    const channels = channelsFor(pack, question).value;
    const ways = pickUpWaysFor(pack, question).value;
    const reason = purposeOf(question) === 'first' ? 'first' : 'upgrade';
    const slept = (await findAfterSleep(call.db, [who], region)).has(who);
    const { value: fee, reasons: feeReasons } = (slept ? reapplyFeeFor : feeFor)(pack, { reason, day: call.today });
    const promise = promiseFor(pack, { channel: question.channel, appliedDay: call.today, openings }).value;
    return {
      may: known?.may ?? false,
      undecided: known === undefined,
      waitFor: known?.waitFor ?? null,
      batch: known?.batch ?? null,
      group: member === 'unknown' ? null : member.group === 'individual' ? member.subGroup : member.group,
      review: known?.review ?? false,
      generation: generationFor(pack, question).value,
      groupOrderId: group?.id ?? null,
      bankChoice: banks.value === 'unknown' ? null : banks.value.kind,
      banks: banks.value === 'unknown' ? [] : [...banks.value.banks],
      channels:
        channels === 'unknown'
          ? []
          : channels.map((one) => ({ channel: one.channel, zh: one.name.zh, en: one.name.en, open: one.open })),
      pickUps: ways === 'unknown' ? null : [...ways],
      feeFen: fee === 'unknown' ? null : fee.chargeableFen.toString(),
      promiseDay: promise === 'unknown' ? null : promise.due,
      reasons: [...answer.reasons, ...banks.reasons, ...(slept ? feeReasons : [])].map(reasonAnswer),
    };
  },
});
