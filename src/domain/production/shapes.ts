// Shapes that several actions share.
import { DayText, Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { type DocumentKind, documentKinds } from '../holders/index.ts';

export const DocumentKindShape = OneOf(Object.keys(documentKinds) as DocumentKind[]);

/** A visit by which cards are brought to a unit, in counts. */
export const VisitShape = shape({
  visitId: Id,
  groupOrderId: Id,
  unit: Text(200),
  bank: Text(200),
  day: DayText,
  state: OneOf(['planned', 'done']),
  /** Takes the cards of those who are absent. */
  outlet: Text(200),
  packed: Type.Integer(),
  handedOver: Type.Integer(),
  absent: Type.Integer(),
});

/** What may be done at once when a card is handed over; each only where the region's rules allow it. */
export const onTheSpot = {
  /** Of an account opened now; needed once where none was opened with the card. */
  bankCardNumber: Type.Optional(Text(19, 12)),
  /** Enable the social side: the old card dies at this moment. */
  enable: Type.Optional(Type.Boolean()),
  /** Activate the financial side. */
  activate: Type.Optional(Type.Boolean()),
};
