// What a bureau must mend before a pack can be simulated: no rule without a source, nothing against the national floor.
import { isDay } from '../../base/day.ts';
import { shapeFaults } from './load-pack.ts';
import { type Citation, mishapAnswers, type PackFile, type RuleKey, ruleKeys, subGroups, type When } from './pack.ts';
import { findDocument } from './reference.ts';

const faultTexts = {
  shape: ['格式不对或代码未知', 'wrong shape or unknown code'],
  'no-citation': ['有值而无出处', 'a value without a citation'],
  'unknown-document': ['出处不在文件登记册中', 'the cited document is not in the register'],
  'grade-mismatch': ['出处等级与登记册不一致', 'the grade differs from the register'],
  'grade-d': ['D 级来源不得成为规则', 'a grade D source may not become a rule'],
  'not-a-day': ['不是有效日期', 'not a real day'],
  'wrong-order': ['时间先后颠倒或重叠', 'times are out of order or overlap'],
  'code-twice': ['代码重复', 'the code is used twice'],
  'unknown-phase': ['引用了不存在的阶段', 'names a phase that does not exist'],
  'unknown-district': ['引用了不存在的区', 'names a district that does not exist'],
  'unknown-bank': ['引用了不存在的银行', 'names a bank that does not exist'],
  'unnamed-channel': ['渠道没有名称', 'the channel has no name here'],
  'batch-overlap': ['同一人群同一区属于两个批次', 'one group and district is in two batches'],
  'district-missing': ['有区未列入任何批次', 'a district is in no batch'],
  'never-reached': ['前面的规则已包含全部情形，此条永不适用', 'an earlier row already covers every case'],
  'fee-without-standard': ['没有收费标准文件，不得收费', 'charges without a fee standard'],
  'first-not-free': ['首次申领免费是全国规则，地区不得更改', 'the first card is free nationwide'],
  compulsory: ['换卡自愿是全国规则，地区不得更改', 'changing is voluntary nationwide'],
  'old-card-too-early': ['旧卡不得早于新卡启用时失效', 'the old card may not end before the new one is enabled'],
  'unsafe-message': ['短信不得含链接或索要敏感信息', 'messages may not carry links or ask for secrets'],
  'throttle-without-notice': ['限流须有公告', 'a throttle needs a public notice'],
  'no-answer-to-mishap': ['所答与所述意外不符', 'this is no answer to the mishap it is given for'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type FaultCode = keyof typeof faultTexts;
export interface PackFault {
  readonly code: FaultCode;
  /** Where in the file, e.g. `rules.fee[2]`. */
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

/** All faults of a pack file, in the order of the file; empty when it may go on. Never throws, whatever it is given. */
export function lintPack(file: unknown): PackFault[] {
  const shape = shapeFaults(file);
  if (shape.length > 0) return shape.map(({ path, message }) => fault('shape', path, message));
  const pack = file as PackFile;
  return [...headFaults(pack), ...batchFaults(pack), ...ruleFaults(pack)];
}

function fault(code: FaultCode, path: string, detail = ''): PackFault {
  const [zh, en] = faultTexts[code];
  return { code, path, zh: detail ? `${zh}：${detail}` : zh, en: detail ? `${en}: ${detail}` : en };
}

function citationFaults(cite: readonly Citation[], path: string): PackFault[] {
  if (cite.length === 0) return [fault('no-citation', path)];
  return cite.flatMap(({ document, grade }) => {
    const known = findDocument(document);
    if (!known) return [fault('unknown-document', path, document)];
    if (grade === 'D' || known.grade === 'D') return [fault('grade-d', path, document)];
    return known.grade === grade ? [] : [fault('grade-mismatch', path, `${document} ${known.grade}`)];
  });
}

function headFaults(pack: PackFile): PackFault[] {
  const banks = pack.banks === 'unknown' ? [] : pack.banks;
  const lists = {
    phases: pack.phases,
    districts: pack.districts,
    batches: pack.batches,
    banks,
    channels: pack.channels,
  };
  const faults: PackFault[] = [];
  for (const [name, entries] of Object.entries(lists)) {
    const seen = new Set<string>();
    for (const [index, entry] of entries.entries()) {
      const path = `${name}[${index}]`;
      if (seen.has(entry.code)) faults.push(fault('code-twice', path, entry.code));
      seen.add(entry.code);
      const unknownStart = 'from' in entry && entry.from === 'unknown' && entry.cite.length === 0;
      if (!unknownStart) faults.push(...citationFaults(entry.cite, path));
      for (const field of ['from', 'opens', 'until'] as const) {
        const text = (entry as Partial<Record<typeof field, string>>)[field];
        if (text !== undefined && text !== 'unknown' && !isDay(text.length === 7 ? `${text}-01` : text)) {
          faults.push(fault('not-a-day', `${path}.${field}`, text));
        }
      }
    }
  }
  for (const [index, phase] of pack.phases.entries()) {
    const before = pack.phases[index - 1];
    if (before && (phase.from === 'unknown' || phase.from <= (before.until ?? before.from))) {
      faults.push(fault('wrong-order', `phases[${index}]`));
    }
    if (phase.until !== undefined && phase.until < phase.from)
      faults.push(fault('wrong-order', `phases[${index}].until`));
  }
  return faults;
}

function batchFaults(pack: PackFile): PackFault[] {
  const faults: PackFault[] = [];
  const all = pack.districts.map((district) => district.code);
  const taken = new Map<string, string>();
  const byDistrict = new Set<string>();
  for (const [index, batch] of pack.batches.entries()) {
    const path = `batches[${index}]`;
    const phase = pack.phases.find((one) => one.code === batch.phase);
    if (!phase) faults.push(fault('unknown-phase', path, batch.phase));
    else if (batch.opens !== 'unknown' && batch.opens < phase.from.slice(0, batch.opens.length)) {
      faults.push(fault('wrong-order', path));
    }
    if (batch.until !== undefined && batch.until < batch.opens) faults.push(fault('wrong-order', `${path}.until`));
    const members = batch.groups.flatMap((group) => (group === 'individual' ? subGroups : [group]));
    const places = batch.districts === 'all' ? (all.length > 0 ? all : ['*']) : batch.districts;
    for (const district of places) {
      if (district !== '*' && !all.includes(district)) faults.push(fault('unknown-district', path, district));
      for (const group of members) {
        if (batch.districts !== 'all') byDistrict.add(group);
        const key = `${group} ${district}`;
        if (taken.has(key)) faults.push(fault('batch-overlap', path, `${key}, ${taken.get(key)}`));
        taken.set(key, batch.code);
      }
    }
  }
  for (const group of byDistrict) {
    for (const district of all) {
      if (!taken.has(`${group} ${district}`)) faults.push(fault('district-missing', 'batches', `${group} ${district}`));
    }
  }
  return faults;
}

function ruleFaults(pack: PackFile): PackFault[] {
  const faults: PackFault[] = [];
  for (const key of ruleKeys) {
    let covered = false;
    for (const [index, row] of (pack.rules[key] ?? []).entries()) {
      const path = `rules.${key}[${index}]`;
      if (covered) faults.push(fault('never-reached', path));
      if (row.when === undefined) covered = true;
      if (row.value !== 'unknown' || row.cite.length > 0) faults.push(...citationFaults(row.cite, path));
      faults.push(...whenFaults(pack, row.when, path));
    }
  }
  return [...faults, ...channelFaults(pack), ...nationalFaults(pack)];
}

function whenFaults(pack: PackFile, when: When | undefined, path: string): PackFault[] {
  const phases = (when?.phase ?? []).filter((code) => !pack.phases.some((phase) => phase.code === code));
  const days = [when?.from, when?.until].filter((day) => day !== undefined && !isDay(day));
  return [
    ...phases.map((code) => fault('unknown-phase', path, code)),
    ...days.map((day) => fault('not-a-day', path, day)),
    ...(when?.from && when.until && when.until < when.from ? [fault('wrong-order', path)] : []),
  ];
}

function channelFaults(pack: PackFile): PackFault[] {
  const named = new Set(pack.channels.map((channel) => channel.code));
  const banks = pack.banks === 'unknown' ? undefined : new Set(pack.banks.map((bank) => bank.code));
  return (pack.rules.channels ?? []).flatMap((row, index) => {
    if (row.value === 'unknown') return [];
    const path = `rules.channels[${index}]`;
    return row.value.flatMap(({ channel, banks: only = [] }) => [
      ...(named.has(channel) ? [] : [fault('unnamed-channel', path, channel)]),
      ...only.filter((code) => banks && !banks.has(code)).map((code) => fault('unknown-bank', path, code)),
    ]);
  });
}

/** What no region may change, wherever in the table it tries. */
function nationalFaults(pack: PackFile): PackFault[] {
  const { fee, duty, oldCard, messages, throttle, mishap } = pack.rules;
  return [
    ...each('fee', fee, (value, when, cite) => {
      if (value.cardFen === 'unknown' && value.courierFen === 'unknown') return undefined;
      const charges = [value.cardFen, value.courierFen].some((amount) => amount !== 'unknown' && BigInt(amount) > 0n);
      if (!charges) return undefined;
      if (when?.reason === undefined || when.reason.includes('first')) return 'first-not-free';
      return cite.some((one) => one.grade !== 'default') ? undefined : 'fee-without-standard';
    }),
    ...each('duty', duty, (value) => (value === 'voluntary' ? undefined : 'compulsory')),
    ...each('oldCard', oldCard, (value) => (value.diesWhen === 'new-card-enabled' ? undefined : 'old-card-too-early')),
    ...each('messages', messages, (value) => (value.links || value.asksForSecrets ? 'unsafe-message' : undefined)),
    ...each('throttle', throttle, (value) =>
      value.outletQuotaPercent < 100 && value.notice === null ? 'throttle-without-notice' : undefined,
    ),
    ...each('mishap', mishap, (value, when) =>
      when?.mishap?.every((one) => (mishapAnswers[one] as readonly string[]).includes(value))
        ? undefined
        : 'no-answer-to-mishap',
    ),
  ];
}

function each<V>(
  key: RuleKey,
  rows:
    | readonly { readonly value: V | 'unknown'; readonly when?: When; readonly cite: readonly Citation[] }[]
    | undefined,
  check: (value: Exclude<V, 'unknown'>, when: When | undefined, cite: readonly Citation[]) => FaultCode | undefined,
): PackFault[] {
  return (rows ?? []).flatMap((row, index) => {
    if (row.value === 'unknown') return [];
    const code = check(row.value as Exclude<V, 'unknown'>, row.when, row.cite);
    return code ? [fault(code, `rules.${key}[${index}]`)] : [];
  });
}
