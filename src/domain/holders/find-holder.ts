// Staff find a holder by an exact number and see a masked record. There is no search by part of a number or name.
import { query } from '../../base/action.ts';
import { DayText, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { findHoldersByDocument, maskedPart } from './find-people.ts';
import { DocumentKindWord } from './holder.ts';
import { socialSecurityIndex } from './sealed.ts';
import { findBySocialSecurityNumber, listHolderRows } from './store.ts';

export const findHolderQuery = query({
  name: 'holders.find-holder',
  title: { zh: '按号码查找持卡人', en: 'Find a holder by number' },
  by: ['bank-teller', 'bank-visitor', 'bureau-clerk', 'card-authority', 'auditor'],
  personal: true,
  input: Type.Union([
    shape({ documentKind: DocumentKindWord, documentNumber: Text(40) }),
    shape({ socialSecurityNumber: Text(40) }),
  ]),
  output: shape({
    holder: Maybe(
      shape({
        holderId: Id,
        name: Text(100),
        documentKind: DocumentKindWord,
        number: Text(40),
        phone: Maybe(Text(30)),
        sex: OneOf(['male', 'female']),
        born: DayText,
        deceasedOn: Maybe(DayText),
      }),
    ),
  }),
  async run(call, input) {
    const id =
      'socialSecurityNumber' in input
        ? (
            await findBySocialSecurityNumber(call.db, [
              socialSecurityIndex(call.vault, tidy(input.socialSecurityNumber)),
            ])
          )[0]?.id
        : (await findHoldersByDocument(call, [{ kind: input.documentKind, number: input.documentNumber }]))[0];
    call.note({ found: Boolean(id) });
    if (!id) return { holder: null };
    call.about(id);
    const [row] = await listHolderRows(call.db, [id]);
    const { documentKind, sex, born, deceasedOn } = row!;
    return { holder: { holderId: id, ...maskedPart(call, row!), documentKind, sex, born, deceasedOn } };
  },
});

const tidy = (number: string) => number.normalize('NFKC').replace(/\s/g, '').toUpperCase();
