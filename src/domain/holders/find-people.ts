// How other modules get at holders: one or many, locked or not, by document, masked or in clear.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import type { PersonFacts } from '../policy/index.ts';
import { type Holder, policyDocumentKind, socialSecurityNumberOf } from './holder.ts';
import { checkIdentityDocument, type DocumentKind, type Sex } from './identity-document.ts';
import { maskDocumentNumber, maskName, maskPhone } from './masking.ts';
import { refuse } from './refuse.ts';
import { documentIndex, openField, openNames } from './sealed.ts';
import {
  findByDocuments,
  findHolder,
  type HolderRow,
  listFactRows,
  listHolderRows,
  listInsurances,
  listNames,
  lockRows,
} from './store.ts';

/** The holder, or refused. */
export async function getHolder(db: Db, id: string): Promise<Holder> {
  const holder = await findHolder(db, id);
  if (!holder) throw refuse('no-such-holder');
  return holder;
}

/** Holders by id; ids that are nobody's are missing from the map. */
export async function getHolders(db: Db, ids: readonly string[]): Promise<Map<string, Holder>> {
  return new Map((await listHolderRows(db, ids)).map((row) => [row.id, publicPart(row)]));
}

/** Locks one holder for this transaction: the one place where everything about one person queues up. */
export async function lockHolder(call: Pick<Call, 'db'>, id: string): Promise<Holder> {
  return (await lockHolders(call, [id])).get(id)!;
}

/** Locks many holders in id order; refused when one is missing, or gave way to another record. */
export async function lockHolders(call: Pick<Call, 'db'>, ids: readonly string[]): Promise<Map<string, Holder>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await lockRows(call.db, wanted);
  if (rows.length < wanted.length) throw refuse('no-such-holder');
  const gone = rows.find(({ mergedInto }) => mergedInto !== null);
  if (gone) throw refuse('merged', { holderId: gone.id, into: gone.mergedInto });
  return new Map(rows.map((row) => [row.id, publicPart(row)]));
}

export const publicPart = (row: HolderRow): Holder => ({
  id: row.id,
  documentKind: row.documentKind,
  sex: row.sex,
  born: row.born,
  nationality: row.nationality,
  residesIn: row.residesIn,
  employedIn: row.employedIn,
  capacity: row.capacity,
  deceasedOn: row.deceasedOn,
});

/** The holder of each document, present or former, in the order asked; null where nobody bears it or it is malformed. */
export async function findHoldersByDocument(
  call: Pick<Call, 'db' | 'vault'>,
  documents: readonly { kind: DocumentKind; number: string }[],
): Promise<(string | null)[]> {
  const found = await findByDocuments(
    call.db,
    documents.map(({ kind, number }) => {
      const check = checkIdentityDocument(kind, number);
      // A malformed number has an index too; nobody can be registered under it.
      return { kind, index: documentIndex(call.vault, kind, check.ok ? check.normalised : number) };
    }),
  );
  return found.map((hit) => hit?.holderId ?? null);
}

/**
 * What policy asks about people: facts without their current card and organiser, which higher floors know. Insurances of
 * every region are given; a pack itself picks those it counts as its own. Ids that are nobody's are left out.
 */
export async function listPersonFacts(db: Db, ids: readonly string[]): Promise<Map<string, PersonFacts>> {
  const facts = new Map<string, PersonFacts & { insurances: PersonFacts['insurances'][number][] }>();
  for (const row of await listFactRows(db, ids)) {
    facts.set(row.id, {
      born: row.born,
      documentKind: policyDocumentKind[row.documentKind],
      nationality: row.nationality,
      ...(row.residesIn === null ? {} : { residesIn: row.residesIn }),
      ...(row.employedIn === null ? {} : { employedIn: row.employedIn }),
      insurances: [],
      ...(row.schoolId === null
        ? {}
        : {
            student: {
              schoolId: row.schoolId,
              schoolOrganised: row.schoolOrganised!,
              ...(row.schoolSpecial === null ? {} : { special: row.schoolSpecial }),
            },
          }),
      ...(row.pensionBank === null ? {} : { pensionBank: row.pensionBank }),
    });
  }
  for (const { holderId, organiserId, until, region, district, kind, since } of await listInsurances(db, ids)) {
    facts.get(holderId)?.insurances.push({
      region,
      district,
      kind,
      ...(organiserId === null ? {} : { organiserId }),
      since,
      ...(until === null ? {} : { until }),
    });
  }
  return facts;
}

/** The facts of one person, or refused. */
export async function personFacts(db: Db, id: string): Promise<PersonFacts> {
  const facts = (await listPersonFacts(db, [id])).get(id);
  if (!facts) throw refuse('no-such-holder');
  return facts;
}

export interface Identity {
  readonly name: string;
  /** Null for a foreigner with a passport to whom none has been assigned yet. */
  readonly socialSecurityNumber: string | null;
  readonly documentKind: DocumentKind;
  readonly documentNumber: string;
  readonly sex: Sex;
  readonly born: Day;
}

/** In clear: for production files and hand-over checks only. The caller names the people with call.about. */
export async function identitiesOf(
  call: Pick<Call, 'db' | 'vault'>,
  ids: readonly string[],
): Promise<Map<string, Identity>> {
  const rows = await listHolderRows(call.db, ids);
  return new Map(rows.map((row) => [row.id, identityOf(call, row)]));
}

/** The part of a holder's row that says who it is, as `holders.sealed_view` publishes it. */
export type SealedIdentity = Pick<
  HolderRow,
  'id' | 'documentKind' | 'documentNumber' | 'assignedNumber' | 'name' | 'sex' | 'born'
>;

/** In clear, under the same rule as identitiesOf. */
export function identityOf({ vault }: Pick<Call, 'vault'>, row: SealedIdentity): Identity {
  const documentNumber = openField(vault, 'document_number', row.id, row.documentNumber);
  const assigned = openField(vault, 'assigned_number', row.id, row.assignedNumber);
  return {
    name: openField(vault, 'name', row.id, row.name),
    socialSecurityNumber: socialSecurityNumberOf(row.documentKind, documentNumber, assigned),
    documentKind: row.documentKind,
    documentNumber,
    sex: row.sex,
    born: row.born,
  };
}

/** Names in clear, for payment files: nothing else about the people is opened. */
export async function namesOf(call: Pick<Call, 'db' | 'vault'>, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await listNames(call.db, ids);
  const names = openNames(call.vault, rows);
  return new Map(rows.map(({ id }, i) => [id, names[i]!]));
}

/** Mobile numbers in clear, for sending messages. */
export async function phonesOf(
  call: Pick<Call, 'db' | 'vault'>,
  ids: readonly string[],
): Promise<Map<string, string | null>> {
  const rows = await listHolderRows(call.db, ids);
  return new Map(rows.map((row) => [row.id, openField(call.vault, 'phone', row.id, row.phone)]));
}

export interface MaskedIdentity {
  readonly name: string;
  readonly number: string;
  readonly phone: string | null;
}

/** Masked, for lists that staff see. */
export async function maskedIdentityOf(
  call: Pick<Call, 'db' | 'vault'>,
  ids: readonly string[],
): Promise<Map<string, MaskedIdentity>> {
  const rows = await listHolderRows(call.db, ids);
  return new Map(rows.map((row) => [row.id, maskedPart(call, row)]));
}

export function maskedPart({ vault }: Pick<Call, 'vault'>, row: HolderRow): MaskedIdentity {
  const phone = openField(vault, 'phone', row.id, row.phone);
  return {
    name: maskName(openField(vault, 'name', row.id, row.name)),
    number: maskDocumentNumber(openField(vault, 'document_number', row.id, row.documentNumber)),
    phone: phone && maskPhone(phone),
  };
}
