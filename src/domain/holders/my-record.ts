// What is on record about the holder, or about a ward: masked, and the own fields in clear when asked for.
import { query } from '../../base/action.ts';
import { DayText, Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { identityOf, maskedPart } from './find-people.ts';
import { DocumentKindWord, InsuranceShape } from './holder.ts';
import { maskAddress, maskDocumentNumber, maskName } from './masking.ts';
import { requireMayActFor } from './may-act.ts';
import { refuse } from './refuse.ts';
import { openField } from './sealed.ts';
import {
  findNewestPhoto,
  listGuardiansOf,
  listHolderRows,
  listInsurances,
  listMandates,
  listWardsOf,
} from './store.ts';

export const myRecord = query({
  name: 'holders.my-record',
  title: { zh: '我的档案', en: 'My record' },
  by: ['citizen'],
  personal: true,
  input: shape({
    /** A ward, for a guardian. */
    holderId: Type.Optional(Id),
    /** The own fields in clear. Never those of a ward. */
    reveal: Type.Optional(Type.Boolean()),
  }),
  output: shape({
    holderId: Id,
    revealed: Type.Boolean(),
    name: Text(100),
    documentKind: DocumentKindWord,
    documentNumber: Text(40),
    socialSecurityNumber: Maybe(Text(40)),
    phone: Maybe(Text(30)),
    address: Maybe(Text(200)),
    sex: OneOf(['male', 'female']),
    born: DayText,
    nationality: Text(3),
    insurances: Type.Array(InsuranceShape),
    photo: shape({
      state: OneOf(['none', 'offered', 'accepted', 'rejected']),
      photoId: Maybe(Id),
      takenOn: Maybe(DayText),
      findings: Type.Array(Text(40)),
      offeredAt: Maybe(Instant),
    }),
    guardians: Type.Array(
      shape({ guardianshipId: Id, name: Text(100), proven: Type.Boolean(), from: DayText, until: Maybe(DayText) }),
    ),
    /** Only wards whose guardianship is proven. */
    wards: Type.Array(
      shape({ guardianshipId: Id, holderId: Id, name: Text(100), from: DayText, until: Maybe(DayText) }),
    ),
    mandates: Type.Array(
      shape({ mandateId: Id, helperId: Text(64), acts: Type.Array(Text(40)), from: DayText, until: DayText }),
    ),
  }),
  async run(call, { holderId = call.actor.id, reveal = false }) {
    const as = await requireMayActFor(call, holderId);
    call.about(holderId);
    const revealed = reveal && as === 'self';
    const [row] = await listHolderRows(call.db, [holderId]);
    if (!row) throw refuse('no-such-holder');
    const guardians = await listGuardiansOf(call.db, holderId);
    const wards = (await listWardsOf(call.db, holderId)).filter((link) => link.proofSeenOn !== null);
    const others = await listHolderRows(call.db, [
      ...new Set([...guardians.map((link) => link.guardianId), ...wards.map((link) => link.wardId)]),
    ]);
    const nameOf = new Map(
      others.map((other) => [other.id, maskName(openField(call.vault, 'name', other.id, other.name))]),
    );
    const identity = identityOf(call, row);
    const address = openField(call.vault, 'address', row.id, row.address);
    const photo = await findNewestPhoto(call.db, holderId);
    call.note({ revealed });
    return {
      holderId,
      revealed,
      ...(revealed
        ? {
            name: identity.name,
            documentNumber: identity.documentNumber,
            socialSecurityNumber: identity.socialSecurityNumber,
            phone: openField(call.vault, 'phone', row.id, row.phone),
            address,
          }
        : {
            name: maskName(identity.name),
            documentNumber: maskDocumentNumber(identity.documentNumber),
            socialSecurityNumber: identity.socialSecurityNumber && maskDocumentNumber(identity.socialSecurityNumber),
            phone: maskedPart(call, row).phone,
            address: address && maskAddress(address),
          }),
      documentKind: row.documentKind,
      sex: row.sex,
      born: row.born,
      nationality: row.nationality,
      insurances: (await listInsurances(call.db, [holderId])).map(({ holderId: _, ...insurance }) => insurance),
      photo: {
        state: photo && photo.state !== 'replaced' ? photo.state : ('none' as const),
        photoId: photo?.id ?? null,
        takenOn: photo?.takenOn ?? null,
        findings: photo?.findings ?? [],
        offeredAt: photo?.offeredAt.toISOString() ?? null,
      },
      guardians: guardians.map((link) => ({
        guardianshipId: link.id,
        name: nameOf.get(link.guardianId)!,
        proven: link.proofSeenOn !== null,
        from: link.from,
        until: link.until,
      })),
      wards: wards.map((link) => ({
        guardianshipId: link.id,
        holderId: link.wardId,
        name: nameOf.get(link.wardId)!,
        from: link.from,
        until: link.until,
      })),
      mandates: (await listMandates(call.db, holderId)).map(({ id, helperId, acts, from, until }) => ({
        mandateId: id,
        helperId,
        acts: [...acts],
        from,
        until,
      })),
    };
  },
});
