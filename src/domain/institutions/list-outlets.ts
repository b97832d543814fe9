// The open directory of outlets (BNK-13): what hangs outside the door, no personal data; read live from the register.
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { DayText, Id, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { packInForce } from '../policy/index.ts';
import { abilities, hasPlate } from './institution.ts';
import { Place, Region, RegisterCode } from './shapes.ts';
import { type DirectoryRow, outletList, searchOutlets } from './store.ts';

const OutletShape = shape({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  bankCode: Type.String(),
  bankName: Type.String(),
  district: Maybe(Type.String()),
  address: Maybe(Type.String()),
  phone: Maybe(Type.String()),
  openingHours: Maybe(Type.String()),
  longitude: Maybe(Type.Number()),
  latitude: Maybe(Type.Number()),
  abilities: Type.Array(OneOf(abilities)),
  /** The instant-making plate hangs today. */
  plate: Type.Boolean(),
  instantSince: Maybe(DayText),
  /** False when the bank has left: it still hands over what was ordered. */
  takesOrders: Type.Boolean(),
  distanceMetres: Maybe(Type.Integer()),
});

export const listOutlets = query({
  name: 'institutions.list-outlets',
  title: { zh: '查询服务网点', en: 'List card outlets' },
  by: roles,
  personal: false,
  input: shape({
    region: Region,
    bankCode: Type.Optional(RegisterCode),
    district: Type.Optional(Region),
    /** True: only outlets with the instant-making plate (BNK-12). */
    plate: Type.Optional(Type.Boolean()),
    ability: Type.Optional(OneOf(abilities)),
    /** Nearest first; such a list has no further pages. */
    near: Type.Optional(Place),
    after: Type.Optional(Type.String({ maxLength: 40 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  output: shape({
    region: Type.String(),
    /** False: the region has not supplied its list, so an empty answer does not mean that there are no outlets (BNK-16). */
    outletsSupplied: Type.Boolean(),
    source: Maybe(Type.String()),
    outlets: Type.Array(OutletShape),
    next: Maybe(Type.String()),
  }),
  async run(call, input) {
    const { region, near = null, limit = 50 } = input;
    await packInForce(call.db, region, call.today);
    const list = await outletList(call.db, region);
    const found = await searchOutlets(call.db, {
      region,
      day: call.today,
      bankCode: input.bankCode ?? null,
      district: input.district ?? null,
      plate: input.plate ?? false,
      ability: input.ability ?? null,
      near,
      after: near ? '' : (input.after ?? ''),
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    return {
      region,
      outletsSupplied: list.supplied,
      source: list.source,
      outlets: page.map((row) => asEntry(row, hasPlate(row, call.today))),
      next: found.length > limit && !near ? page.at(-1)!.code : null,
    };
  },
});

const asEntry = (row: DirectoryRow, plate: boolean) => ({
  id: row.id,
  code: row.code,
  name: row.name,
  bankCode: row.bankCode!,
  bankName: row.bankName,
  district: row.district,
  address: row.address,
  phone: row.phone,
  openingHours: row.openingHours,
  longitude: row.longitude,
  latitude: row.latitude,
  abilities: [...row.abilities],
  plate,
  instantSince: row.instantSince,
  takesOrders: row.takesOrders,
  distanceMetres: row.distance === null ? null : Math.round(row.distance),
});
