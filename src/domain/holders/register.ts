// Registers many people in one go: checks each, finds who is known, and saves the rest in a handful of statements.
import type { Call } from '../../base/call.ts';
import { addDays, type Day, isDay } from '../../base/day.ts';
import { type Finding, type FindingTexts, findingOf } from './finding.ts';
import { type NewPerson, socialSecurityNumberOf } from './holder.ts';
import { checkIdentityDocument, type DocumentFault } from './identity-document.ts';
import { checkName, type NameFault } from './name.ts';
import { checkPhone, type PhoneFault } from './phone.ts';
import { refuse } from './refuse.ts';
import { documentIndex, hex, openField, sealField, socialSecurityIndex } from './sealed.ts';
import {
  claimDocuments,
  type DocumentKey,
  findByDocuments,
  findBySocialSecurityNumber,
  type HolderRow,
  type InsuranceRow,
  insertHolders,
  lockRows,
  releaseDocuments,
  replaceInsurances,
  saveHolders,
} from './store.ts';

export type PersonFault =
  | DocumentFault
  | NameFault
  | PhoneFault
  | 'impossible-day'
  | 'nationality-missing'
  | 'differs-from-document'
  | 'two-insurances-at-once'
  | 'insurance-ends-before-it-begins'
  | 'twice-in-this-call'
  | 'differs-from-record'
  | 'name-differs'
  | 'number-taken'
  | 'deceased';

/** What became of one person of a call. `remarks` say what was not taken over although the rest was. */
export type Registered =
  | { readonly holderId: string; readonly isNew: boolean; readonly remarks: readonly Finding<PersonFault>[] }
  | { readonly holderId: null; readonly faults: readonly Finding<PersonFault>[] };

const texts: FindingTexts<Exclude<PersonFault, DocumentFault | NameFault | PhoneFault>> = {
  'impossible-day': [
    '出生日期不存在或在将来',
    'The day of birth does not exist or lies in the future',
    '请对照证件核对',
    'Compare with the document',
  ],
  'nationality-missing': [
    '持护照或外国人永久居留证的须填写国籍',
    'With a passport or a permanent residence card the nationality is needed',
    '请按证件填写国籍代码',
    'Give the nationality code on the document',
  ],
  'differs-from-document': [
    '出生日期或性别与证件号码不符',
    'Day of birth or sex differ from the document number',
    '请对照证件核对号码、出生日期和性别',
    'Compare number, day of birth and sex with the document',
  ],
  'two-insurances-at-once': [
    '同一地区同一天有两项参保',
    'Two insurances of one region begin on the same day',
    '请只保留当日有效的一项',
    'Keep the one that counts on that day',
  ],
  'insurance-ends-before-it-begins': [
    '参保终止日期早于起始日期',
    'An insurance ends before it begins',
    '请核对参保日期',
    'Check the days of the insurance',
  ],
  'twice-in-this-call': [
    '同一人在本次提交中重复出现，以第一次为准',
    'The person is in this call already; the first one counts',
    '请删除重复的人员',
    'Remove the repeated person',
  ],
  'differs-from-record': [
    '出生日期或国籍与已登记的持卡人不符，可能是另一人',
    'Day of birth or nationality differ from the registered holder; this may be somebody else',
    '请核对证件；确有变更的，由窗口凭证明办理信息变更',
    'Compare with the document; a real change is made at a counter with proof',
  ],
  'name-differs': [
    '姓名与已登记的不同，保留原姓名',
    'The name differs from the registered one, which was kept',
    '确已更名的，由窗口凭证明办理信息变更',
    'A real change of name is made at a counter with proof',
  ],
  'number-taken': [
    '社会保障号码已登记在另一人名下',
    'The social security number is registered to another person',
    '请核对号码',
    'Check the number',
  ],
  deceased: [
    '此人已登记死亡',
    'The person is recorded as deceased',
    '登记有误的，请先更正死亡登记',
    'If that is wrong, correct the record of death first',
  ],
};

interface Checked {
  readonly at: number;
  readonly person: NewPerson;
  readonly number: string;
  readonly name: string;
  readonly phone: string | null | undefined;
  readonly nationality: string;
  readonly key: DocumentKey;
  readonly socialSecurityIndex: Uint8Array | null;
}

/**
 * Registers or updates people, each on its own: a bad one is answered with what is wrong, the rest is saved. Known people
 * are found by any document they ever had. At most a few statements however many people; about 5,000 a call is meant.
 */
export async function registerEach(call: Call, people: readonly NewPerson[]): Promise<Registered[]> {
  const answers: Registered[] = people.map(() => ({ holderId: null, faults: [] }));
  const fail = (at: number, ...faults: Finding<PersonFault>[]) => {
    answers[at] = { holderId: null, faults };
  };

  let open: Checked[] = [];
  const seen = new Set<string>();
  for (const [at, person] of people.entries()) {
    const checked = check(call, at, person);
    if (Array.isArray(checked)) fail(at, ...checked);
    else if (seen.has(keyText(checked.key))) fail(at, findingOf(texts, 'twice-in-this-call'));
    else {
      seen.add(keyText(checked.key));
      open.push(checked);
    }
  }

  const known = await findByDocuments(
    call.db,
    open.map(({ key }) => key),
  );
  const knownAs = new Map(open.map(({ at }, i) => [at, known[i]]));
  const unknown = open.filter(({ at }) => !knownAs.get(at));
  const claims = unknown.map(({ key }) => ({ ...key, holderId: call.newId() }));
  const won = claims.length > 0 ? await claimDocuments(call.db, claims, call.now) : new Set<string>();
  const lost = unknown.filter((_, i) => !won.has(claims[i]!.holderId));
  const twins = await findByDocuments(
    call.db,
    lost.map(({ key }) => key),
  );
  for (const [i, { at }] of lost.entries()) knownAs.set(at, twins[i]);
  const claimed = new Map(unknown.map(({ at }, i) => [at, claims[i]!.holderId]));

  // Looked up after the claims, or a twin that commits in between would look like somebody else with the same number.
  const taken = await takenNumbers(call, open, ({ at }) => knownAs.get(at)?.holderId);
  await releaseDocuments(
    call.db,
    [...taken].flatMap((at) => (knownAs.get(at) ? [] : [claimed.get(at)!])),
  );
  for (const at of taken) fail(at, findingOf(texts, 'number-taken'));
  open = open.filter(({ at }) => !taken.has(at));

  const fresh = open
    .filter(({ at }) => !knownAs.get(at))
    .map((one) => ({ one, row: newRow(call, claimed.get(one.at)!, one) }));
  if (fresh.length > 0)
    await insertHolders(
      call.db,
      fresh.map(({ row }) => row),
      call.now,
    );
  for (const { one, row } of fresh) answers[one.at] = { holderId: row.id, isNew: true, remarks: [] };

  const updated = await updateKnown(
    call,
    open.filter(({ at }) => knownAs.get(at)),
    knownAs as Map<number, { holderId: string; current: boolean }>,
    answers,
  );
  const saved = [...fresh.map(({ one, row }) => ({ one, holderId: row.id })), ...updated];
  await replaceInsurances(
    call.db,
    saved.flatMap(({ one, holderId }) => timeline(holderId, one.person.insurances)),
  );
  call.about(...saved.map(({ holderId }) => holderId));
  return answers;
}

/** Registers people who have been checked before; ids in the order of the people. Refuses the whole call for one bad person. */
export async function registerPeople(call: Call, people: readonly NewPerson[]): Promise<string[]> {
  return (await registerEach(call, people)).map((answer, at) => {
    if (answer.holderId !== null) return answer.holderId;
    const [fault] = answer.faults;
    throw refuse('bad-people', { row: at + 1, problem: fault!.zh, problem_en: fault!.en });
  });
}

const keyText = ({ kind, index }: DocumentKey) => `${kind} ${hex(index)}`;

/** Everything that can be said without looking at the records. */
function check(call: Call, at: number, person: NewPerson): Checked | Finding<PersonFault>[] {
  const faults: Finding<PersonFault>[] = [];
  const document = checkIdentityDocument(person.documentKind, person.documentNumber, call.today);
  if (!document.ok) faults.push(document);
  else if ((document.born ?? person.born) !== person.born || (document.sex ?? person.sex) !== person.sex)
    faults.push(findingOf(texts, 'differs-from-document'));
  if (!(document.ok && document.born) && (!isDay(person.born) || person.born > call.today))
    faults.push(findingOf(texts, 'impossible-day'));
  // Left out it would mean CN, and a foreigner would pass for a citizen. Chinese who live abroad do hold CN passports.
  const isForeign = person.documentKind === 'passport' || person.documentKind === 'foreign-permanent-residence';
  if (isForeign && person.nationality === undefined) faults.push(findingOf(texts, 'nationality-missing'));
  const name = checkName(person.name);
  // Registers hold names the chip cannot carry; those people are people all the same, and production settles the chip.
  if (!name.ok && (name.code === 'empty' || name.code === 'not-a-name')) faults.push(name);
  const phone = person.phone ? checkPhone(person.phone) : undefined;
  if (phone && !phone.ok) faults.push(phone);
  if (new Set(person.insurances.map(({ region, since }) => `${region} ${since}`)).size < person.insurances.length)
    faults.push(findingOf(texts, 'two-insurances-at-once'));
  if (person.insurances.some(({ since, until }) => until && until < since))
    faults.push(findingOf(texts, 'insurance-ends-before-it-begins'));
  if (!document.ok || faults.length > 0) return faults;

  const number = document.normalised;
  const social = socialSecurityNumberOf(person.documentKind, number, person.socialSecurityNumber ?? null);
  return {
    at,
    person,
    number,
    name: name.name,
    phone: phone?.ok ? phone.normalised : person.phone === null ? null : undefined,
    nationality: person.nationality ?? 'CN',
    key: { kind: person.documentKind, index: documentIndex(call.vault, person.documentKind, number) },
    socialSecurityIndex: social === null ? null : socialSecurityIndex(call.vault, social),
  };
}

/** Which people bring a social security number that somebody else bears, here or in the records. */
async function takenNumbers(
  call: Call,
  people: readonly Checked[],
  knownAs: (one: Checked) => string | undefined,
): Promise<Set<number>> {
  const bearers = new Map<string, string>();
  const indexes = people.flatMap((one) => (one.socialSecurityIndex ? [one.socialSecurityIndex] : []));
  for (const { id, index } of await findBySocialSecurityNumber(call.db, indexes)) bearers.set(hex(index), id);
  const taken = new Set<number>();
  for (const one of people) {
    if (!one.socialSecurityIndex) continue;
    const self = knownAs(one) ?? `new ${one.at}`;
    const index = hex(one.socialSecurityIndex);
    if ((bearers.get(index) ?? self) !== self) taken.add(one.at);
    else bearers.set(index, self);
  }
  return taken;
}

function newRow({ vault }: Call, id: string, one: Checked): HolderRow {
  const { person } = one;
  return {
    id,
    documentKind: person.documentKind,
    documentNumber: sealField(vault, 'document_number', id, one.number),
    assignedNumber: assignedNumber(vault, id, person),
    socialSecurityIndex: one.socialSecurityIndex,
    name: sealField(vault, 'name', id, one.name),
    phone: one.phone ? sealField(vault, 'phone', id, one.phone) : null,
    address: person.address ? sealField(vault, 'address', id, person.address) : null,
    contactIsOwn: false,
    sex: person.sex,
    born: person.born,
    nationality: one.nationality,
    residesIn: person.residesIn ?? null,
    employedIn: person.employedIn ?? null,
    capacity: 'full',
    deceasedOn: null,
    ...schooling(person),
    pensionBank: person.pensionBank ?? null,
    mergedInto: null,
  };
}

const assignedNumber = (vault: Call['vault'], id: string, person: NewPerson) =>
  person.documentKind === 'passport' && person.socialSecurityNumber
    ? sealField(vault, 'assigned_number', id, person.socialSecurityNumber)
    : null;

const schooling = ({ student }: NewPerson) => ({
  schoolId: student?.schoolId ?? null,
  schoolOrganised: student?.schoolOrganised ?? null,
  schoolSpecial: student?.special ?? null,
});

/** Takes over what is new about people we know, under their locks. */
async function updateKnown(
  call: Call,
  people: readonly Checked[],
  knownAs: ReadonlyMap<number, { holderId: string; current: boolean }>,
  answers: Registered[],
): Promise<{ one: Checked; holderId: string }[]> {
  if (people.length === 0) return [];
  const rows = new Map(
    (await lockRows(call.db, [...new Set(people.map(({ at }) => knownAs.get(at)!.holderId))])).map((r) => [r.id, r]),
  );
  const changed = new Map<string, HolderRow>();
  const updated: { one: Checked; holderId: string }[] = [];
  for (const one of people) {
    const { holderId, current } = knownAs.get(one.at)!;
    const row = rows.get(holderId)!;
    const fault = changed.has(holderId)
      ? 'twice-in-this-call'
      : row.deceasedOn
        ? 'deceased'
        : current && (row.born !== one.person.born || row.nationality !== (one.person.nationality ?? row.nationality))
          ? 'differs-from-record'
          : undefined;
    if (fault) {
      answers[one.at] = { holderId: null, faults: [findingOf(texts, fault)] };
      continue;
    }
    // Somebody found by an old number comes with the old identity; it says nothing new.
    const namesakes = !current || openField(call.vault, 'name', holderId, row.name) === one.name;
    changed.set(holderId, current ? merged(call, row, one) : withoutIdentity(call, row, one));
    updated.push({ one, holderId });
    answers[one.at] = { holderId, isNew: false, remarks: namesakes ? [] : [findingOf(texts, 'name-differs')] };
  }
  if (changed.size > 0) await saveHolders(call.db, [...changed.values()], call.now);
  return updated;
}

/** What is left out stays as it was. */
function withoutIdentity({ vault }: Call, row: HolderRow, { person, phone }: Checked): HolderRow {
  const keep = <T>(given: T | null | undefined, known: T | null): T | null => (given === undefined ? known : given);
  const contact = (field: 'phone' | 'address', given: string | null | undefined) =>
    row.contactIsOwn || given === undefined ? row[field] : given && sealField(vault, field, row.id, given);
  return {
    ...row,
    phone: contact('phone', phone) || null,
    address: contact('address', person.address) || null,
    residesIn: keep(person.residesIn, row.residesIn),
    employedIn: keep(person.employedIn, row.employedIn),
    ...(person.student === undefined ? {} : schooling(person)),
    pensionBank: keep(person.pensionBank, row.pensionBank),
  };
}

function merged(call: Call, row: HolderRow, one: Checked): HolderRow {
  const next = withoutIdentity(call, row, one);
  const assigned = assignedNumber(call.vault, row.id, one.person);
  return assigned ? { ...next, assignedNumber: assigned, socialSecurityIndex: one.socialSecurityIndex } : next;
}

/** The insurances of each region one after the other: none runs on when the next has begun. */
function timeline(holderId: string, insurances: NewPerson['insurances']): InsuranceRow[] {
  const next = new Map<string, Day>();
  return [...insurances]
    .sort((a, b) => (a.since < b.since ? 1 : -1))
    .map(({ until = null, ...insurance }) => {
      const following = next.get(insurance.region);
      next.set(insurance.region, insurance.since);
      const last = following ? addDays(following, -1) : null;
      return { ...insurance, holderId, until: last && (until === null || until > last) ? last : until };
    });
}
