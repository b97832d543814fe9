// A notice to the public: its states and what is checked before it may be published.
import type { Day } from '../../base/day.ts';
import { mayMove, states } from '../../base/states.ts';
import { type Finding, type FindingCode, lintMessage } from './lint-message.ts';
import { refuse } from './refuse.ts';

export const noticeStates = states(
  'notices.notice',
  { zh: '公告', en: 'Notice to the public' },
  {
    draft: { zh: '起草', en: 'draft', to: ['published', 'withdrawn'] },
    published: { zh: '已发布', en: 'published', to: ['replaced', 'withdrawn'] },
    replaced: { zh: '已有新版', en: 'replaced by a new version', to: [] },
    withdrawn: { zh: '已撤回', en: 'withdrawn', to: [] },
  },
);
export type NoticeState = keyof typeof noticeStates.moves;

export interface Notice {
  readonly id: string;
  readonly region: string;
  readonly version: number;
  readonly replacesId: string | null;
  readonly title: string;
  readonly body: string;
  /** Groups of people and districts it is for; empty: everybody. */
  readonly groups: readonly string[];
  readonly districts: readonly string[];
  /** The batch it announces (GOV-04). */
  readonly batch: string | null;
  readonly state: NoticeState;
  readonly draftedBy: string;
  readonly draftedAt: Date;
  readonly publishedBy: string | null;
  readonly publishedAt: Date | null;
  readonly endedAt: Date | null;
  readonly reason: string | null;
}

export const titleLimit = 40;
export const bodyLimit = 8_000;

// A notice may explain rules about cancelling or name an office's telephone; it may never lead to a link or ask for a secret.
const neverInNotices: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'link',
  'link-wording',
  'ip-address',
  'mini-program-link',
  'encoded-text',
  'hidden-character',
  'borrowed-letter',
  'asks-secret',
  'asks-money',
  'bait',
  'personal-number',
]);

/** What speaks against a text for the public (SEC-02, SEC-03); the whole text is read, in pieces that overlap. */
function lintNotice(text: string): Finding[] {
  const piece = 4_000;
  const found: Finding[] = [];
  for (let from = 0; from === 0 || from < text.length; from += piece - 500) {
    const findings = lintMessage(text.slice(from, from + piece), {
      sender: 'bureau',
      allowedNumbers: [],
      maxParts: 1_000,
    });
    found.push(...findings.filter(({ code }) => neverInNotices.has(code)));
  }
  return found;
}

/** Refuses a text with a link or a question for a secret, and says where. */
export function requireClean(text: string): void {
  const findings = lintNotice(text);
  if (findings.length === 0) return;
  throw refuse('text-refused', {
    findings: findings.slice(0, 5).map(({ zh, where }) => `${zh}“${where.excerpt}”`),
    findings_en: findings.slice(0, 5).map(({ en, where }) => `${en} “${where.excerpt}”`),
  });
}

/** Refuses a move that the table of states does not allow. */
export function requireMove({ state }: Pick<Notice, 'state'>, to: NoticeState): void {
  if (mayMove(noticeStates, state, to)) return;
  const { words } = noticeStates;
  throw refuse('notice-cannot-move', {
    state: words[state].zh,
    state_en: words[state].en,
    to: words[to].zh,
    to_en: words[to].en,
  });
}

/** The month of a start that is known only by month, or undefined. */
export const monthOf = (start: string): string | undefined => (/^\d{4}-\d{2}$/.test(start) ? start : undefined);

/** The day of a start that is known to the day, or undefined. */
export const dayOfStart = (start: string): Day | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(start) ? (start as Day) : undefined;
