// A rule of a policy pack as people read it: one line a case, words and names instead of codes; what has no word stays as it is.
import { type Pack, word } from '../../domain/policy/index.ts';
import { w } from '../web/fields.ts';
import type { Visit, Words } from '../web/visit.ts';

/** What the fields of a rule ask for; the codes inside have their words in the policy. */
const fields: Record<string, Words> = {
  phase: w('推进阶段', 'phase'),
  districts: w('区', 'districts'),
  batches: w('批次', 'batches'),
  group: w('人群', 'group'),
  groups: w('人群', 'groups'),
  purpose: w('事由', 'purpose'),
  kind: w('方式', 'kind'),
  holds: w('持有', 'holds'),
  open: w('已开放', 'open'),
  opens: w('开放', 'opens'),
  until: w('截止', 'until'),
  from: w('自', 'from'),
  organised: w('由单位组织', 'organised'),
  outlet: w('网点', 'outlet'),
  outlets: w('网点', 'outlets'),
  bank: w('银行', 'bank'),
  role: w('岗位', 'role'),
  reason: w('原因', 'reason'),
  pot: w('余额', 'balance of'),
  max: w('最多', 'at most'),
  count: w('数量', 'count'),
  unit: w('单位', 'unit'),
  months: w('月数', 'months'),
  hours: w('小时', 'hours'),
  cardFen: w('卡费（分）', 'card (fen)'),
  courierFen: w('邮费（分）', 'courier (fen)'),
  currency: w('币种', 'currency'),
  mailExcluded: w('邮寄另计', 'mail on top'),
  adultAge: w('成年年龄', 'age of majority'),
  anyOf: w('符合任一', 'any of'),
  insuredHere: w('在本地参保', 'insured here'),
  residesHere: w('在本地居住', 'lives here'),
  employedHere: w('在本地就业', 'employed here'),
  citizen: w('公民', 'citizen'),
  staysOpen: w('此后一直开放', 'stays open'),
  alsoNeeds: w('另须', 'also needs'),
  diesWhen: w('何时失效', 'ends when'),
  takenBack: w('收回', 'taken back'),
  financialSide: w('金融功能', 'bank side'),
  spot: w('当场', 'on the spot'),
};
const values: Record<string, Words> = {
  first: w('首次', 'first'),
  replace: w('补换', 'replacement'),
  exchange: w('换发', 'exchange'),
  counter: w('柜面', 'counter'),
  online: w('线上', 'online'),
  assisted: w('帮办', 'assisted'),
  all: w('全部', 'all'),
  phased: w('分批', 'phased'),
  regular: w('常态', 'regular'),
  pilot: w('试点', 'pilot'),
  concentrated: w('集中换发', 'concentrated'),
};

type Row = Readonly<Record<string, unknown>>;
const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

function reader(visit: Visit, pack: Pack) {
  const { t, language } = visit;
  const named = new Map<string, string>();
  for (const { code, name } of pack.districts) named.set(code, name);
  for (const { code, name } of pack.banks === 'unknown' ? [] : pack.banks) named.set(code, name);
  for (const { code, name } of [...pack.batches, ...pack.channels]) named.set(code, visit.say(name));
  const code = (one: string) => named.get(one) ?? (values[one] ? visit.say(values[one]) : word(one, language));
  const field = (one: string) => (fields[one] ? visit.say(fields[one]) : word(one, language));

  const plain = (value: unknown): string => {
    if (value === null || value === undefined) return '—';
    if (value === 'unknown') return t('没有规定', 'not stated');
    if (typeof value === 'boolean') return value ? t('是', 'yes') : t('否', 'no');
    if (Array.isArray(value)) return value.map(plain).join(t('、', ', ')) || t('没有', 'none');
    if (!isRow(value)) return code(String(value));
    return Object.entries(value)
      .map(([key, one]) =>
        key === 'code' || key === 'channel' ? plain(one) : one === true ? field(key) : `${field(key)} ${plain(one)}`,
      )
      .join(t('，', ', '));
  };
  return (value: unknown): string[] => {
    if (!Array.isArray(value) || !value.every(isRow)) return [plain(value)];
    if (value.every((row) => Object.keys(row).length === 1 && !('value' in row))) return [plain(value)];
    return value.map((row) => {
      if (!('value' in row)) return plain(row);
      return isRow(row.when) ? `${plain(row.when)} → ${plain(row.value)}` : plain(row.value);
    });
  };
}

export const RuleName = ({ visit, code }: { visit: Visit; code: string }) => (
  <>
    {fields[code] ? visit.say(fields[code]) : word(code, visit.language)}
    <div class="small soft">
      <code>{code}</code>
    </div>
  </>
);

export const RuleValue = ({ visit, pack, value }: { visit: Visit; pack: Pack; value: unknown }) => (
  <div class="small">
    {reader(
      visit,
      pack,
    )(value).map((line) => (
      <div>{line}</div>
    ))}
  </div>
);
