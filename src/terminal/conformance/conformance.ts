// The conformance kit: test groups after LD/T 6001 (COS, data structure and keys, terminal interface) on any card in any reader. The
// text of the standard is not public: the cases are ours, drawn from what real cards and drivers do, in its order. A case says pass,
// fail, or that it cannot be tested with what is at hand.
import { Refusal } from '../../base/refusal.ts';
import { CryptoError } from '../../crypto/index.ts';
import { CardChannel } from '../card-channel.ts';
import { recogniseCard } from '../scripts/recognise-card.ts';
import { type Candidate, type ConformanceCase, Failed, NotTestable } from './case.ts';
import { cosCases } from './cos-cases.ts';
import { dataCases } from './data-cases.ts';
import { interfaceCases } from './interface-cases.ts';

export type Verdict = 'pass' | 'fail' | 'not testable';

export interface CaseResult {
  readonly id: string;
  readonly title: readonly [zh: string, en: string];
  readonly verdict: Verdict;
  readonly found: string;
}

export interface ConformanceReport {
  readonly reader: string;
  readonly passed: number;
  readonly failed: number;
  readonly notTestable: number;
  readonly groups: readonly {
    readonly part: string;
    readonly title: readonly [zh: string, en: string];
    readonly cases: readonly CaseResult[];
  }[];
}

const groups = [
  { part: 'LD/T 6001.2', title: ['卡片 COS', 'card operating system'], cases: cosCases },
  { part: 'LD/T 6001.3', title: ['数据结构与密钥', 'data structure and keys'], cases: dataCases },
  { part: 'LD/T 6001.5', title: ['终端接口', 'terminal interface'], cases: interfaceCases },
] as const;

export async function runConformance(candidate: Candidate): Promise<ConformanceReport> {
  const done: ConformanceReport['groups'][number][] = [];
  for (const { part, title, cases } of groups) {
    const results: CaseResult[] = [];
    for (const one of cases) results.push(await judge(one, candidate));
    done.push({ part, title, cases: results });
  }
  const count = (verdict: Verdict) =>
    done.flatMap(({ cases }) => cases).filter((one) => one.verdict === verdict).length;
  return {
    ...{ reader: candidate.reader.name, groups: done },
    ...{ passed: count('pass'), failed: count('fail'), notTestable: count('not testable') },
  };
}

async function judge({ id, title, run }: ConformanceCase, candidate: Candidate): Promise<CaseResult> {
  const open: CardChannel[] = [];
  const fresh = async () => {
    for (const channel of open.splice(0)) await channel.close();
    const channel = await CardChannel.open(candidate.reader);
    open.push(channel);
    return channel;
  };
  const result = (verdict: Verdict, found: string): CaseResult => ({ id, title, verdict, found });
  try {
    const found = await run({ ...candidate, fresh, identity: async () => recogniseCard(await fresh()) });
    return result('pass', found ?? '');
  } catch (error) {
    if (error instanceof NotTestable) return result('not testable', error.message);
    if (error instanceof Failed) return result('fail', error.message);
    // What the card gave is no certificate or no point.
    if (error instanceof CryptoError) return result('fail', error.message);
    // A refusal of a script: the card did not do what the case needs.
    if (error instanceof Refusal) return result('fail', error.problem().en.title);
    throw error;
  } finally {
    for (const channel of open) await channel.close();
  }
}

/** The report as people read it. */
export function conformanceText(report: ConformanceReport): string {
  const mark: Record<Verdict, string> = { pass: '✓', fail: '✗', 'not testable': '–' };
  const lines = report.groups.flatMap(({ part, title, cases }) => [
    `${part} ${title[0]} ${title[1]}`,
    ...cases.map(
      (one) => `  ${mark[one.verdict]} ${one.id} ${one.title[0]} ${one.title[1]}${one.found ? `：${one.found}` : ''}`,
    ),
  ]);
  const { passed, failed, notTestable } = report;
  return `${report.reader}\n${lines.join('\n')}\n通过 passed ${passed} · 不通过 failed ${failed} · 无法测试 not testable ${notTestable}`;
}
