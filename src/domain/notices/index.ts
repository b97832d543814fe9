// The door of notices: what may be sent, how it is worded, when, and how a citizen checks it.
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
