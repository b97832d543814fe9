// Query: two records side by side, masked, and in what they agree: compared in clear here, so that nobody has to see it to decide whether
// they may be one person (propose-merge).
import { query } from '../../base/action.ts';
import { DayText, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { maskedPart } from './find-people.ts';
import { DocumentKindWord } from './holder.ts';
import { refuse } from './refuse.ts';
import { openField } from './sealed.ts';
import { type HolderRow, listHolderRows } from './store.ts';

const common = ['name', 'born', 'sex', 'phone', 'address'] as const;

const RecordShape = shape({
  holderId: Id,
  name: Text(100),
  documentKind: DocumentKindWord,
  number: Text(40),
  phone: Maybe(Text(30)),
  born: DayText,
  sex: OneOf(['male', 'female']),
  deceasedOn: Maybe(DayText),
  /** It gave way to another record already. */
  merged: Type.Boolean(),
});

export const compareRecords = query({
  name: 'holders.compare-records',
  title: { zh: '对比两份档案', en: 'Compare two records' },
  by: ['bureau-clerk'],
  personal: true,
  input: shape({ oneId: Id, otherId: Id }),
  output: shape({ one: RecordShape, other: RecordShape, same: Type.Array(OneOf(common)) }),
  async run(call, { oneId, otherId }) {
    if (oneId === otherId) throw refuse('merge-same');
    const rows = await listHolderRows(call.db, [oneId, otherId]);
    const [one, other] = [oneId, otherId].map((wanted) => rows.find(({ id }) => id === wanted));
    if (!one || !other) throw refuse('no-such-holder');
    call.about(oneId, otherId);
    const clear = (row: HolderRow) => ({
      name: openField(call.vault, 'name', row.id, row.name),
      born: row.born,
      sex: row.sex,
      phone: openField(call.vault, 'phone', row.id, row.phone),
      address: openField(call.vault, 'address', row.id, row.address),
    });
    const [left, right] = [clear(one), clear(other)];
    const masked = (row: HolderRow) => {
      const { id: holderId, documentKind, born, sex, deceasedOn, mergedInto } = row;
      return { holderId, ...maskedPart(call, row), documentKind, born, sex, deceasedOn, merged: mergedInto !== null };
    };
    return {
      one: masked(one),
      other: masked(other),
      same: common.filter((what) => left[what] !== null && left[what] === right[what]),
    };
  },
});
