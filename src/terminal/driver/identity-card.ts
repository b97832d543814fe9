// What iReadIdentityCard of several makers answers, made and parsed, by its first field: I foreigner's permanent residence, J residence permit of Hong
// Kong, Macau and Taiwan, empty the citizen's identity card [likely].
import { refuse } from '../refusals.ts';

const layouts = {
  I: [
    ...(['englishName', 'name', 'sex', 'nationality', 'birthDate', 'number', 'validFrom', 'validTo'] as const),
    ...(['authority', 'version', 'photo'] as const),
  ],
  J: [
    ...(['name', 'sex', 'birthDate', 'address', 'number', 'authority', 'validFrom', 'validTo'] as const),
    ...(['passportNumber', 'issueCount', 'photo'] as const),
  ],
  '': [
    ...(['name', 'sex', 'ethnicity', 'birthDate', 'address', 'number', 'validFrom', 'validTo'] as const),
    ...(['authority', 'photo'] as const),
  ],
} as const;

const kinds = { I: 'foreigner', J: 'hk-mo-tw-resident', '': 'citizen' } as const;

export type IdentityCard = { readonly kind: (typeof kinds)[keyof typeof kinds] } & Readonly<Record<string, string>>;

/** A photo travels in it. */
const LONGEST = 65_536;

/** Refuses `bad-parameter` for an unknown kind or another number of fields. */
export function parseIdentityCard(line: string): IdentityCard {
  const [mark = '', ...fields] = line.length <= LONGEST ? line.replace(/\|$/, '').split('|') : ['?'];
  const layout = Object.hasOwn(layouts, mark) ? layouts[mark as keyof typeof layouts] : undefined;
  // The photo is left out by some drivers.
  if (!layout || fields.length > layout.length || fields.length < layout.length - 1)
    throw refuse('bad-parameter', { what: 'pOutInfo' });
  const named = Object.fromEntries(layout.map((name, i) => [name, (fields[i] ?? '').trim()]));
  return { kind: kinds[mark as keyof typeof kinds], ...named };
}

/** The line of a card that a reader has read; refuses `bad-parameter` for a value that would shift the fields. */
export function identityLine(card: IdentityCard): string {
  const mark = (Object.keys(kinds) as (keyof typeof kinds)[]).find((one) => kinds[one] === card.kind);
  if (mark === undefined) throw refuse('bad-parameter', { what: 'kind' });
  const line = [mark, ...layouts[mark].map((name) => card[name] ?? '')];
  if (line.some((value) => value.includes('|'))) throw refuse('bad-parameter', { what: 'pOutInfo' });
  return `${line.join('|')}|`;
}
