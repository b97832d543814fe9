// Query: the catalogue of services for which a card is presented, for everybody who may want to know (ECD-05).
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { Code, Maybe, Nothing, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { type CardFunction, type Field, fields, functions, services, ways } from './catalogue.ts';

export const listServices = query({
  name: 'uses.list-services',
  title: { zh: '用卡服务目录', en: 'Services a card is good for' },
  by: roles,
  personal: false,
  input: Nothing,
  output: shape({
    services: Type.Array(
      shape({
        service: Code,
        zh: Text(100),
        en: Text(100),
        field: OneOf(Object.keys(fields) as Field[]),
        function: Maybe(OneOf(Object.keys(functions) as CardFunction[])),
        ways: Type.Array(shape({ generation: Type.Integer(), ways: Type.Array(OneOf(ways)) })),
        consent: Type.Boolean(),
        /** Hours a block list may be old where cards are taken without a line; null where they are not. */
        offlineHours: Maybe(Type.Integer()),
      }),
    ),
  }),
  async run() {
    return {
      services: services.map((service) => ({
        ...{ service: service.code, zh: service.zh, en: service.en, field: service.field },
        function: service.function ?? null,
        ways: Object.entries(service.ways).map(([generation, list]) => ({
          generation: Number(generation),
          ways: [...list],
        })),
        consent: service.consent ?? false,
        offlineHours: service.offline?.staleHours ?? null,
      })),
    };
  },
});
