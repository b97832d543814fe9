// Shapes that several actions and queries of institutions share.
import { DayText, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { abilities, type Institution, institutionKinds, standings } from './institution.ts';

/** A code of an institution or bank: letters, digits, hyphens, as registers of banks print them. */
export const RegisterCode = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,39}$' });
export const Region = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });
export const Place = shape({
  // China with its seas: a swapped pair lies outside.
  longitude: Type.Number({ minimum: 73, maximum: 136 }),
  latitude: Type.Number({ minimum: 3, maximum: 54 }),
});

/** What the public may read about where an outlet is and when it is open. */
export const placeFields = {
  district: Type.Optional(Maybe(Region)),
  longitude: Type.Optional(Maybe(Place.properties.longitude)),
  latitude: Type.Optional(Maybe(Place.properties.latitude)),
  address: Type.Optional(Maybe(Text(200))),
  phone: Type.Optional(Maybe(Type.String({ pattern: '^[0-9 +()-]{3,30}$' }))),
  openingHours: Type.Optional(Maybe(Text(200))),
  abilities: Type.Optional(Type.Array(OneOf(abilities), { maxItems: abilities.length, uniqueItems: true })),
};

export const InstitutionShape = shape({
  id: Id,
  kind: OneOf(institutionKinds),
  code: Type.String(),
  name: Type.String(),
  region: Type.String(),
  district: Maybe(Type.String()),
  bankCode: Maybe(Type.String()),
  parentId: Maybe(Id),
  standing: OneOf(standings),
  instantSince: Maybe(DayText),
  partnerUntil: Maybe(DayText),
});

/** The fields of InstitutionShape. */
export const asAnswer = ({ longitude, latitude, address, phone, openingHours, abilities: can, ...rest }: Institution) =>
  rest;
