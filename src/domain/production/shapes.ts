// Shapes that several actions share.
import { OneOf, Text, Type } from '../../base/shape.ts';
import { type DocumentKind, documentKinds } from '../holders/index.ts';

export const DocumentKindShape = OneOf(Object.keys(documentKinds) as DocumentKind[]);

/** What may be done at once when a card is handed over; each only where the region's rules allow it. */
export const onTheSpot = {
  /** Of an account opened now; needed once where none was opened with the card. */
  bankCardNumber: Type.Optional(Text(19, 12)),
  /** Enable the social side: the old card dies at this moment. */
  enable: Type.Optional(Type.Boolean()),
  /** Activate the financial side. */
  activate: Type.Optional(Type.Boolean()),
};
