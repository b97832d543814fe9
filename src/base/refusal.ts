// How a whole call says no: a code from the module's closed list, with cause and remedy for people in Chinese and English.

/** What people read about one refusal code. `{name}` in a text is filled from the facts. */
export interface RefusalText {
  /** HTTP status of the answer. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503;
  readonly zh: string;
  readonly en: string;
  readonly remedy: { readonly zh: string; readonly en: string };
}

export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

const texts = new Map<string, RefusalText>();

/**
 * Declares a module's closed list of refusals and returns the function that makes them.
 * Codes read `module.reason`, so one look tells where a refusal comes from.
 */
export function refusals<const T extends Record<string, RefusalText>>(module: string, list: T) {
  for (const [code, text] of Object.entries(list)) texts.set(`${module}.${code}`, text);
  return (code: keyof T & string, facts: Facts = {}): Refusal => new Refusal(`${module}.${code}`, facts);
}

/** Thrown when a whole call is refused; one bad item of a batch is a value instead. */
export class Refusal extends Error {
  readonly code: string;
  readonly facts: Facts;
  readonly text: RefusalText;

  constructor(code: string, facts: Facts = {}) {
    const text = texts.get(code);
    if (!text) throw new Error(`refusal code ${code} is in no module's list`);
    super(`${code}: ${fill(text.en, facts)}`);
    this.name = 'Refusal';
    this.code = code;
    this.facts = facts;
    this.text = text;
  }

  /** The answer as problem details (RFC 9457). */
  problem(instance?: string): Problem {
    const { status, zh, en, remedy } = this.text;
    return {
      type: `https://yikatong.example/refusals/${this.code}`,
      title: fill(zh, this.facts),
      status,
      detail: fill(remedy.zh, this.facts),
      code: this.code,
      en: { title: fill(en, this.facts), detail: fill(remedy.en, this.facts) },
      facts: this.facts,
      ...(instance ? { instance } : {}),
    };
  }
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  en: { title: string; detail: string };
  facts: Facts;
  instance?: string;
}

/** Every refusal that the loaded modules may give; the API text is generated from it. */
export function listRefusals(): { code: string; text: RefusalText }[] {
  return [...texts].map(([code, text]) => ({ code, text })).sort((a, b) => (a.code < b.code ? -1 : 1));
}

function fill(text: string, facts: Facts): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = facts[name];
    if (value === undefined || value === null) return whole;
    return Array.isArray(value) ? value.join('、') : String(value);
  });
}
