// Fills a template and judges the result: the only way a text becomes a message.
import { type Finding, lintMessage } from './lint-message.ts';
import { type Template, type TemplateCode, templates, type VariableKind } from './templates.ts';

export type Locale = 'zh' | 'en';

/** What surrounds the text: who signs, which code proves it, which numbers this sender may name. */
export interface Envelope {
  locale: Locale;
  /** Registered signature without brackets, such as 「某市人社局」. */
  signature: string;
  /** From makeMessageCode; shown at the end of the text. */
  messageCode: string;
  allowedNumbers: readonly string[];
}

/** Why a template was not rendered: a variable is wrong, or the finished text is refused by the lint. */
export interface RenderProblem {
  code: 'unknown-template' | 'missing-variable' | 'extra-variable' | 'bad-variable' | 'bad-envelope' | 'refused-text';
  zh: string;
  en: string;
  variable?: string;
  findings?: Finding[];
}

export type RenderResult = { ok: true; text: string } | { ok: false; problems: RenderProblem[] };

const months = 'January February March April May June July August September October November December'.split(' ');

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const instant = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(value);
}

function showDay(value: string, locale: Locale): string {
  const [year, month, day] = value.split('-').map(Number);
  return locale === 'zh' ? `${year}年${month}月${day}日` : `${day} ${months[month! - 1]} ${year}`;
}

function showMonth(value: string, locale: Locale): string {
  const [year, month] = value.split('-').map(Number);
  return locale === 'zh' ? `${year}年${month}月` : `${months[month! - 1]} ${year}`;
}

interface Kind {
  /** A value as handed in is taken only if this holds; free words are linted besides. */
  takes: (value: string) => boolean;
  show?: (value: string, locale: Locale) => string;
  freeWords?: true;
}

const words = (max: number) => (value: string) =>
  value.length <= max && /^[\p{Script=Han}A-Za-z0-9 ()（）·、,，-]+$/u.test(value) && value.trim() === value;

const kinds: Record<VariableKind, Kind> = {
  // 张*明 or ZHANG *: a name is never whole in a message.
  maskedName: {
    takes: (v) => v.length <= 20 && /^[\p{Script=Han}A-Za-z·* ]+$/u.test(v) && /\*/.test(v) && /[^* ]/.test(v),
  },
  day: { takes: isDay, show: showDay },
  month: { takes: (v) => /^\d{4}-(?:0[1-9]|1[0-2])$/.test(v), show: showMonth },
  partOfDay: {
    takes: (v) => v === 'morning' || v === 'afternoon',
    show: (v, locale) => (locale === 'en' ? v : v === 'morning' ? '上午' : '下午'),
  },
  place: { takes: words(30), freeWords: true },
  reason: { takes: words(40), freeWords: true },
  count: { takes: (v) => /^(?:0|[1-9]\d{0,5})$/.test(v) },
  lastFour: { takes: (v) => /^[0-9A-Z]{4}$/.test(v) },
  tracking: { takes: (v) => /^[A-Z]{0,4}\d{8,13}(?:[A-Z]{2})?$/.test(v) },
  hotline: { takes: (v) => /^(?:9[56]\d{3}|12333|12345)$/.test(v) },
  code: { takes: (v) => /^\d{6}$/.test(v) },
};

const problem = (code: RenderProblem['code'], zh: string, en: string, variable?: string): RenderProblem =>
  variable === undefined ? { code, zh, en } : { code, zh, en, variable };

/**
 * The text of template `code` with `variables` filled in, signed and with its message code, or every reason against it.
 * Never throws. Days are 'YYYY-MM-DD', months 'YYYY-MM', parts of a day 'morning' or 'afternoon', names masked.
 */
export function renderTemplate(
  code: TemplateCode,
  variables: Readonly<Record<string, string>>,
  envelope: Envelope,
): RenderResult {
  if (!Object.hasOwn(templates, code)) {
    return { ok: false, problems: [problem('unknown-template', '没有这个模板', 'no such template')] };
  }
  const template: Template = templates[code];
  const { locale, signature, messageCode, allowedNumbers } = envelope;
  const lint = { sender: template.sender, allowedNumbers, maxParts: locale === 'zh' ? 3 : 4 };
  const problems: RenderProblem[] = [];

  if (!words(20)(signature))
    problems.push(problem('bad-envelope', '签名不合规', 'signature not acceptable', 'signature'));
  if (!/^[2-9A-HJKMNP-Z]{8}$/.test(messageCode)) {
    problems.push(problem('bad-envelope', '核对码不合规', 'message code not acceptable', 'messageCode'));
  }
  for (const name of Object.keys(variables)) {
    if (!Object.hasOwn(template.variables, name)) {
      problems.push(problem('extra-variable', '模板没有这个变量', 'the template has no such variable', name));
    }
  }
  const shown = new Map<string, string>();
  for (const [name, kind] of Object.entries(template.variables)) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) {
      problems.push(problem('missing-variable', '缺少变量', 'variable missing', name));
      continue;
    }
    const { takes, show, freeWords } = kinds[kind];
    const findings = freeWords && typeof value === 'string' && takes(value) ? lintMessage(value, lint) : [];
    if (typeof value !== 'string' || !takes(value) || findings.length > 0) {
      problems.push({ ...problem('bad-variable', '变量内容不合规', 'variable not acceptable', name), findings });
      continue;
    }
    shown.set(name, show ? show(value, locale) : value);
  }
  if (problems.length > 0) return { ok: false, problems };

  const body = template[locale].replace(/\{(\w+)\}/g, (_, name: string) => shown.get(name)!);
  const text =
    locale === 'zh'
      ? `【${signature}】${body}核对码${messageCode}`
      : `【${signature}】${body} Check code ${messageCode}`;
  const findings = lintMessage(text, lint);
  if (findings.length > 0) {
    return {
      ok: false,
      problems: [{ ...problem('refused-text', '成文未通过检查', 'the finished text is refused'), findings }],
    };
  }
  return { ok: true, text };
}
