// Turns what the journal says into messages: who is told what, by whom it is signed, when it may go out.
import type { Call } from '../../base/call.ts';
import { startOfDay } from '../../base/day.ts';
import type { Entry } from '../../base/journal.ts';
import { isCitizen } from '../policy/index.ts';
import { limitsNow, sendingRules } from './limits.ts';
import { codeOf, lastFourIndex, type Message, type MessageFinding, phonePlace, textPlace } from './message.ts';
import { hotlineOf, type NewsRow } from './news.ts';
import { nextAllowedInstant, type SendingRules } from './quiet-hours.ts';
import { type Locale, type RenderProblem, renderTemplate } from './render-template.ts';
import { insertMessages, listComposed, listSaid, listTaken } from './store.ts';
import { bankCodeOf, listTopics, lookUp, regionOf, type Subject, type Topic } from './subject.ts';
import { type Template, templates } from './templates.ts';

/** Composes and stores the messages of these lines, each once. Says how many are to be said, and how many were refused. */
export async function composeMessages(
  call: Call,
  lines: readonly { readonly line: Entry; readonly row: NewsRow }[],
): Promise<{ composed: number; refused: number }> {
  const before = await listComposed(
    call.db,
    lines.map(({ line }) => line.seq),
  );
  const topics = (await listTopics(call, lines)).filter(
    ({ line, row, holderId }) => !before.has(`${line.seq} ${holderId ?? ''} ${row.template}`),
  );
  const saidBefore = await listSaid(
    call.db,
    topics.filter(({ row }) => row.once).flatMap((topic) => subjectIdOf(topic) ?? []),
  );
  const known = topics.filter((topic): topic is Topic & { holderId: string } => topic.holderId !== undefined);
  const subjects = await lookUp(call, known);
  const found = new Set(subjects.map(keyOf));

  const limits = await limitsNow(call.db);
  const rules = sendingRules(limits);
  const holderIds = [...new Set(subjects.map(({ holderId }) => holderId))];
  const taken = await listTaken(call.db, holderIds, startOfDay(call.today));

  const messages: Message[] = [];
  for (const subject of subjects) {
    const said = `${subjectIdOf(subject)} ${subject.row.template}`;
    if (subject.row.once && saidBefore.has(said)) continue;
    const message = messageOf(call, subject, taken, rules);
    if (!message) continue;
    messages.push(message);
    saidBefore.add(said);
  }
  for (const topic of topics) {
    if (!found.has(keyOf(topic))) messages.push(refusedOf(call, topic, [nobody]));
  }
  if (messages.length > 0) await insertMessages(call.db, messages);
  call.about(...messages.flatMap(({ holderId, state }) => (holderId && state !== 'refused' ? holderId : [])));
  const refused = messages.filter(({ state }) => state === 'refused').length;
  return { composed: messages.length - refused, refused };
}

const keyOf = ({ line, row, holderId }: Topic) => `${line.seq} ${row.template} ${holderId ?? ''}`;

/** What the message speaks of: the order, the card, the notice. */
const subjectIdOf = ({ row, order, card, notice }: Topic): string | undefined =>
  row.about === 'card' ? card?.id : (order?.orderId ?? notice?.id ?? card?.id);

const nobody: MessageFinding = {
  code: 'nobody',
  zh: '记录所指的人、申领单或卡不存在',
  en: 'the person, order or card of the line does not exist',
};
const broken: MessageFinding = { code: 'broken', zh: '成文时出错', en: 'composing failed' };

/** The message of one subject; undefined when there is nothing to say any more. Never throws. */
function messageOf(call: Call, subject: Subject, taken: Map<string, Date[]>, rules: SendingRules): Message | undefined {
  try {
    const { row, holderId } = subject;
    if (subject.person.deceasedOn || (row.when && !row.when(subject))) return undefined;
    const template: Template = templates[row.template];
    const locale: Locale = isCitizen(subject.person) ? 'zh' : 'en';
    const id = call.newId();
    const code = codeOf(call.vault, id);
    const signature = signatureOf(subject, template);
    const variables = Object.fromEntries(
      Object.keys(template.variables).flatMap((name) => {
        const value = name === 'name' ? subject.masked.name : row.variables[name]?.(subject, locale);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
    const hotline = template.sender === 'bank' ? hotlineOf(subject) : null;
    const allowedNumbers = hotline === null ? [] : [hotline];
    const rendered = renderTemplate(row.template, variables, { locale, signature, messageCode: code, allowedNumbers });
    if (!rendered.ok) return refusedOf(call, subject, rendered.problems.flatMap(findingsOf));
    const phone = subject.phone || null;
    const pressing = template.pressing ?? 'notice';
    const busy = taken.get(holderId) ?? [];
    const due = phone ? nextAllowedInstant(call.now, pressing, busy, rules) : call.now;
    if (phone && pressing === 'notice') taken.set(holderId, [...busy, due]);
    return {
      ...rawOf(call, subject),
      id,
      code,
      signature,
      hotline,
      pressing: pressing === 'code',
      text: call.vault.seal(rendered.text, textPlace(id)),
      phone: phone === null ? null : call.vault.seal(phone, phonePlace(id)),
      lastFourIndex: phone === null ? null : lastFourIndex(call.vault, id, phone.slice(-4)),
      state: phone ? 'composed' : 'centre-only',
      due,
    };
  } catch (error) {
    call.log.error(
      { seq: String(subject.line.seq), template: subject.row.template, err: String(error) },
      'not composed',
    );
    return refusedOf(call, subject, [broken]);
  }
}

/** What every message holds, refused or not. */
function rawOf(call: Call, topic: Topic): Message {
  const id = call.newId();
  return {
    id,
    journalSeq: topic.line.seq,
    holderId: topic.holderId ?? null,
    subjectId: subjectIdOf(topic) ?? null,
    template: topic.row.template,
    sender: templates[topic.row.template].sender,
    region: regionOf(topic) ?? null,
    bankCode: templates[topic.row.template].sender === 'bank' ? (bankCodeOf(topic) ?? null) : null,
    signature: '',
    hotline: null,
    code: codeOf(call.vault, id),
    text: null,
    phone: null,
    lastFourIndex: null,
    state: 'refused',
    pressing: false,
    findings: null,
    composedAt: call.now,
    due: call.now,
    attempts: 0,
    sentAt: null,
    settledAt: null,
    readAt: null,
  };
}

const refusedOf = (call: Call, topic: Topic, findings: readonly MessageFinding[]): Message => ({
  ...rawOf(call, topic),
  findings,
});

/** Without the words found: they may name a person. */
function findingsOf({ code, zh, en, variable, findings = [] }: RenderProblem): MessageFinding[] {
  const place = variable === undefined ? {} : { variable };
  return [
    { code, zh, en, ...place },
    ...findings.map((finding) => ({ code: finding.code, zh: finding.zh, en: finding.en, ...place })),
  ];
}

/** Who signs: the bank by the name the region's pack gives it, or the bureau. */
function signatureOf(subject: Subject, { sender }: Template): string {
  const pack = subject.inForce?.pack;
  if (sender === 'bureau') return `${pack?.name.zh ?? ''}人社局`;
  const code = bankCodeOf(subject);
  const listed = pack && pack.banks !== 'unknown' ? pack.banks.find((one) => one.code === code)?.name : undefined;
  return listed ?? subject.bank?.name ?? '';
}
