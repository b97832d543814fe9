// A rule of a policy pack as people read it: one line a case, words instead of codes; what has no word stays as it is.
import { word } from '../../domain/policy/index.ts';
import type { Visit } from '../web/visit.ts';

const isRow = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function plain(visit: Visit, value: unknown): string {
  const { t, language } = visit;
  if (value === null || value === undefined) return '—';
  if (value === 'unknown') return t('没有规定', 'not stated');
  if (typeof value === 'boolean') return value ? t('是', 'yes') : t('否', 'no');
  if (Array.isArray(value)) return value.map((one) => plain(visit, one)).join(t('、', ', ')) || t('没有', 'none');
  if (!isRow(value)) return word(String(value), language);
  const all = Object.entries(value);
  if (all.length === 1 && ['channel', 'code'].includes(all[0]![0])) return plain(visit, all[0]![1]);
  return all.map(([key, one]) => `${word(key, language)} ${plain(visit, one)}`).join(t('，', ', '));
}

function lines(visit: Visit, value: unknown): string[] {
  if (!Array.isArray(value) || !value.every(isRow)) return [plain(visit, value)];
  if (!value.some((row) => 'value' in row))
    return value.every((row) => Object.keys(row).length === 1)
      ? [plain(visit, value)]
      : value.map((row) => plain(visit, row));
  return value.map(({ when, value: then }) =>
    isRow(when) ? `${plain(visit, when)} → ${plain(visit, then)}` : plain(visit, then),
  );
}

export const RuleName = ({ visit, code }: { visit: Visit; code: string }) => (
  <>
    {word(code, visit.language)}
    <div class="small soft">
      <code>{code}</code>
    </div>
  </>
);

export const RuleValue = ({ visit, value }: { visit: Visit; value: unknown }) => (
  <div class="small">
    {lines(visit, value)
      .slice(0, 40)
      .map((line) => (
        <div>{line}</div>
      ))}
  </div>
);
