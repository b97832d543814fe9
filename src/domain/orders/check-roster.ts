// Action: the clerk hands in a roster; every row is checked and reported, no order is made yet (APP-01). The same file is the same import.
import { createHash } from 'node:crypto';
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { FileBase64, Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { maskDocumentNumber, maskName } from '../holders/index.ts';
import { packInForce } from '../policy/index.ts';
import { groupClerks, lockGroup } from './get-group.ts';
import { findImportByDigest, type RosterImport, saveImport } from './group-store.ts';
import { refuse } from './refuse.ts';
import { checkAgainstFacts, checkRows, personKey, type RowError } from './roster/check-rows.ts';
import { rosterLimits } from './roster/limits.ts';
import { readRoster } from './roster/read-roster.ts';
import { districtsOf, rosterPeople } from './roster-people.ts';

const shownErrors = 100;

export const RosterAnswer = shape({
  importId: Id,
  state: OneOf(['checked', 'importing', 'committed']),
  goodRows: Type.Integer(),
  /** Good rows that are orders by now. */
  taken: Type.Integer(),
  badRows: Type.Integer(),
  /** The first errors, masked; the whole list is the report. */
  errors: Type.Array(
    shape({
      row: Type.Integer(),
      column: Type.String(),
      name: Type.String(),
      documentNumber: Type.String(),
      code: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      remedy: shape({ zh: Type.String(), en: Type.String() }),
    }),
  ),
});

export const checkRoster = action({
  name: 'orders.check-roster',
  title: { zh: '核对名册', en: 'Check a roster' },
  by: groupClerks,
  // The largest roster in base64, and room for the rest of the request.
  bodyLimit: Math.ceil((rosterLimits.maxBytes * 4) / 3) + 64 * 1024,
  input: shape({ groupOrderId: Id, fileName: Text(200), file: FileBase64(rosterLimits.maxBytes) }),
  output: RosterAnswer,
  async run(call, { groupOrderId, fileName, file }) {
    const group = await lockGroup(call, groupOrderId);
    const bytes = Buffer.from(file, 'base64');
    const digest = createHash('sm3').update(bytes).digest();
    const before = await findImportByDigest(call.db, groupOrderId, digest);
    if (before && before.state !== 'checked') return rosterAnswer(call, before);

    const read = readRoster(bytes, fileName);
    if (!read.ok) throw refuseFile(read);
    const { pack } = await packInForce(call.db, group.region, call.today);
    const checked = checkRows(read.rows, call.today);
    const { facts, holderIds } = await rosterPeople(call, group, pack, checked.good);
    const { good, errors } = checkAgainstFacts(checked, facts, districtsOf(group));
    const id = before?.id ?? call.newId();
    const found = {
      id,
      groupOrderId,
      digest,
      state: 'checked' as const,
      rowNumbers: good.map(({ row }) => row),
      holderIds: good.map((row) => holderIds.get(personKey(row))!),
      badRows: new Set(errors.map(({ row }) => row)).size,
      taken: 0,
      report: sealReport(call, id, errors),
      phones: call.vault.seal(JSON.stringify(good.map(({ phone }) => phone)), phonesPlace(id)),
    };
    await saveImport(call, found);
    call.note({ groupOrderId, importId: id, goodRows: good.length, badRows: found.badRows });
    return rosterAnswer(call, found);
  },
});

/** What the clerk sees of an import. */
export function rosterAnswer(call: Pick<Call, 'vault'>, found: RosterImport) {
  return {
    importId: found.id,
    state: found.state,
    goodRows: found.rowNumbers.length,
    taken: found.taken,
    badRows: found.badRows,
    errors: openReport(call, found)
      .slice(0, shownErrors)
      .map(({ row, column, name, documentNumber, code, zh, en, remedy }) => ({
        row,
        column,
        name: maskName(name),
        documentNumber: maskDocumentNumber(documentNumber),
        code,
        zh,
        en,
        remedy: { zh: remedy.zh, en: remedy.en },
      })),
  };
}

const place = (importId: string) => `orders.roster_import.report:${importId}`;

const phonesPlace = (importId: string) => `orders.roster_import.phones:${importId}`;

/** The telephone numbers that the rows from one place to another name, by holder. */
export function openPhones(
  { vault }: Pick<Call, 'vault'>,
  { id, holderIds, phones }: RosterImport,
  from: number,
  until: number,
): Map<string, string> {
  const numbers: string[] = phones ? JSON.parse(vault.open(phones, phonesPlace(id))) : [];
  // One for each row that was good when checked; rows that turned bad since have left the list before us.
  const gone = numbers.length - holderIds.length;
  return new Map(
    holderIds.slice(from, until).flatMap((holderId, i) => {
      const number = numbers[from + gone + i];
      return number === undefined ? [] : [[holderId, number] as const];
    }),
  );
}

export const sealReport = ({ vault }: Pick<Call, 'vault'>, importId: string, errors: readonly RowError[]): Uint8Array =>
  vault.seal(JSON.stringify(errors), place(importId));

export const openReport = ({ vault }: Pick<Call, 'vault'>, found: Pick<RosterImport, 'id' | 'report'>): RowError[] =>
  JSON.parse(vault.open(found.report, place(found.id)));

function refuseFile({ code, facts, zh, en, remedy }: Exclude<ReturnType<typeof readRoster>, { ok: true }>) {
  const exactly = Object.values(facts).join('、');
  return refuse('roster-refused', {
    code,
    problem: exactly ? `${zh}（${exactly}）` : zh,
    problemEn: exactly ? `${en} (${exactly})` : en,
    remedy: remedy.zh,
    remedyEn: remedy.en,
    ...facts,
  });
}
