// What a region's rules in force say, for the rumour desk: a rule by its name in the pack, with the clauses it rests on.
import type { Day } from '../../base/day.ts';
import { citationText, national, type Pack, type RuleKey, ruleFor } from '../policy/index.ts';
import type { RuleLookup } from './rumours.ts';

/** `duty` names a rule, `oldCard.diesWhen` a part of its value. */
export const isRuleRef = (ruleRef: string): boolean => {
  const [key, part, ...rest] = ruleRef.split('.');
  return Object.hasOwn(national.rules, key!) && rest.length === 0 && part !== '';
};

/**
 * Looks up rules of one pack. Our own defaults prove nothing to the public: a value without any other source is `unknown`,
 * and only clauses of real sources are cited.
 */
export function ruleLookup(pack: Pack): RuleLookup {
  return (ruleRef, day) => {
    if (!isRuleRef(ruleRef)) return 'unknown';
    const [key, part] = ruleRef.split('.') as [RuleKey, string | undefined];
    const { value, reasons } = ruleFor(pack, key, { day: day as Day });
    const said = part === undefined ? value : partOf(value, part);
    const citations = reasons.flatMap((reason) => reason.citations).filter(({ grade }) => grade !== 'default');
    if (value === 'unknown' || said === undefined || typeof said === 'object' || citations.length === 0)
      return 'unknown';
    return { value: String(said), citation: [...new Set(citations.map(citationText))].join('，') };
  };
}

const partOf = (value: unknown, part: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, part)
    ? (value as Record<string, unknown>)[part]
    : undefined;
