// The door of notices: what people are told, how it is worded, when it is sent, and how a citizen checks it.
import type { Operation } from '../../base/action.ts';
import type { AnyJob } from '../../base/jobs.ts';
import type { States } from '../../base/states.ts';
import { addRumour } from './add-rumour.ts';
import { checkMessage } from './check-message.ts';
import { checkRumour } from './check-rumour.ts';
import { draftNotice } from './draft-notice.ts';
import { followNews } from './follow-news.ts';
import { listDrafts } from './list-drafts.ts';
import { listNotices } from './list-notices.ts';
import { listRefusedMessages } from './list-refused-messages.ts';
import { listRumours } from './list-rumours.ts';
import { markRead } from './mark-read.ts';
import { messageStates } from './message.ts';
import { myMessages } from './my-messages.ts';
import { mySubscriptions } from './my-subscriptions.ts';
import { noticeStates } from './notice.ts';
import { publishNotice } from './publish-notice.ts';
import { readNotice } from './read-notice.ts';
import { reportReceipt } from './report-receipt.ts';
import { setLimit } from './set-limit.ts';
import { subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';
import { withdrawNotice } from './withdraw-notice.ts';

export type { ChannelAnswer, MessageChannel, OutgoingMessage } from './channel.ts';
export { makeDeliverMessages } from './deliver-messages.ts';
export {
  type Finding,
  type FindingCode,
  type LintOptions,
  lintMessage,
  publicHotlines,
  type SenderKind,
} from './lint-message.ts';
export {
  checkMessageCode,
  type MessageCodeVerdict,
  makeMessageCode,
  messageCodeLength,
  readMessageCode,
} from './message-code.ts';
export { messageParts } from './message-parts.ts';
export { isQuiet, nextAllowedInstant, type Pressing, type SendingRules, usualSendingRules } from './quiet-hours.ts';
export {
  type Envelope,
  type Locale,
  type RenderProblem,
  type RenderResult,
  renderTemplate,
} from './render-template.ts';
export {
  judgeRumour,
  matchRumours,
  type RuleAnswer,
  type RuleLookup,
  type Rumour,
  type RumourMatch,
  type RumourVerdict,
  rumours,
} from './rumours.ts';
export { type Template, type TemplateCode, templates, type VariableKind } from './templates.ts';

/** Everything one can do or ask here; the pages come in by these names. */
export const acts = {
  myMessages,
  markRead,
  checkMessage,
  reportReceipt,
  listRefusedMessages,
  setLimit,
  draftNotice,
  publishNotice,
  withdrawNotice,
  listNotices,
  listDrafts,
  readNotice,
  subscribe,
  unsubscribe,
  mySubscriptions,
  checkRumour,
  addRumour,
  listRumours,
};
export const operations: Operation[] = Object.values(acts);
/** The errand that sends them is made with a channel: `makeDeliverMessages`. */
export const jobs: AnyJob[] = [followNews];
export const standingJobs: string[] = ['notices.follow-news', 'notices.deliver-messages'];
export const stateTables: States[] = [messageStates, noticeStates] as unknown as States[];
