// Which channels are open, by phase, group and bank; each named as the region names it (CHN-01..08, K3, K17).
import { type Decision, decide, type Reason, reason } from './decide.ts';
import { type ChannelCode, type ChannelKind, channelKinds, type Pack } from './pack.ts';
import { type Question, situationOf } from './situation-of.ts';

export interface OpenChannel {
  readonly channel: ChannelCode;
  readonly kind: ChannelKind;
  readonly name: { readonly zh: string; readonly en: string };
  /** Banks it works for; absent: all. */
  readonly banks?: readonly string[];
  readonly from?: string;
  /** False while its start is later or unknown. */
  readonly open: boolean;
}

/** All channels of the person's group on the day, those announced for later marked not open. */
export function channelsFor(pack: Pack, question: Question): Decision<readonly OpenChannel[]> {
  // The channel asked about must not narrow the question which channels there are.
  const situation = situationOf(pack, { ...question, channel: undefined });
  return decide(pack, 'channels', situation, (rows) => {
    const value = rows.map(({ channel, banks, from }) => ({
      channel,
      kind: channelKinds[channel],
      name: pack.channels.find((named) => named.code === channel)?.name ?? { zh: channel, en: channel },
      open: from === undefined || (from.length === 10 && from <= question.day),
      ...(banks ? { banks } : {}),
      ...(from ? { from } : {}),
    }));
    const open = [...new Set(value.filter((one) => one.open).map((one) => one.name))];
    return { value, code: 'channels', facts: { open } };
  });
}

/** Whether the channel of the question is open for its person and bank; without a channel every channel will do. */
export function channelAnswer(pack: Pack, question: Question): { ok: boolean | 'unknown'; reasons: readonly Reason[] } {
  const all = channelsFor(pack, question);
  if (all.value === 'unknown') return { ok: 'unknown', reasons: all.reasons };
  const { channel, bank } = question;
  if (channel === undefined) return { ok: all.value.some((one) => one.open), reasons: all.reasons };
  const cite = { cite: all.reasons.flatMap((one) => one.citations) };
  const same = all.value.filter((one) => one.channel === channel);
  const fitting = same.filter((one) => bank === undefined || !one.banks || one.banks.includes(bank));
  if (fitting.some((one) => one.open))
    return { ok: true, reasons: [reason('channel-open', { channel: fitting[0]!.name }, cite)] };
  if (same.length > 0) return { ok: false, reasons: [reason('channel-bank-later', {}, cite)] };
  const open = all.value.filter((one) => one.open).map((one) => one.name);
  return { ok: false, reasons: [reason('channel-closed', { open }, cite)] };
}
