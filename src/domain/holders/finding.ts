// What a check says about something a person handed in: a code for software, cause and remedy for people.

/** A text for people, Chinese first. */
export type Words = { zh: string; en: string };

/** One thing found wrong. `remedy` says what the person should do now. */
export type Finding<Code extends string = string> = { code: Code; zh: string; en: string; remedy: Words };

/** The texts of a closed list of codes: cause and remedy, each in zh and en. */
export type FindingTexts<Code extends string> = Record<
  Code,
  readonly [zh: string, en: string, remedyZh: string, remedyEn: string]
>;

/** The finding of this code with its texts. */
export function findingOf<Code extends string>(texts: FindingTexts<Code>, code: Code): Finding<Code> {
  const [zh, en, remedyZh, remedyEn] = texts[code];
  return { code, zh, en, remedy: { zh: remedyZh, en: remedyEn } };
}
