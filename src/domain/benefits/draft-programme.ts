// Action: set up a programme. It pays nobody before a second person has opened it (BEN-06, BEN-08).
import { action } from '../../base/action.ts';
import { parseFen } from '../../base/money.ts';
import { Code, Fen, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { openProgrammeAccounts } from './accounts.ts';
import { programmeKindCodes } from './programme.ts';
import { refuse } from './refuse.ts';
import { insertProgramme, listProgrammes } from './store.ts';

export const draftProgramme = action({
  name: 'benefits.draft-programme',
  title: { zh: '建立发放项目', en: 'Set up a programme' },
  by: ['benefit-officer'],
  input: shape({
    code: Code,
    nameZh: Text(60),
    nameEn: Text(120),
    kind: OneOf(programmeKindCodes),
    memo: Text(12, 2),
    mostFen: Fen,
    youngest: Type.Optional(Type.Integer({ minimum: 0, maximum: 150 })),
    excludes: Type.Optional(Type.Array(Code, { maxItems: 50, uniqueItems: true })),
    certifiedMonths: Type.Optional(Maybe(Type.Integer({ minimum: 1, maximum: 60 }))),
  }),
  output: shape({ programmeId: Id }),
  async run(call, input) {
    const agency = await getInstitution(call.db, call.actor.institutionId!);
    const known = new Set((await listProgrammes(call.db, agency.region)).map(({ code }) => code));
    if (known.has(input.code)) throw refuse('programme-exists', { code: input.code });
    const excludes = input.excludes ?? [];
    const unknown = excludes.find((code) => !known.has(code));
    if (unknown) throw refuse('unknown-exclusion', { code: unknown });
    const programmeId = call.newId();
    const added = await insertProgramme(
      call.db,
      {
        id: programmeId,
        region: agency.region,
        code: input.code,
        nameZh: input.nameZh,
        nameEn: input.nameEn,
        agencyId: agency.id,
        kind: input.kind,
        memo: input.memo,
        mostFen: parseFen(input.mostFen),
        youngest: input.youngest ?? 0,
        excludes,
        certifiedMonths: input.certifiedMonths ?? null,
        draftedBy: call.actor.id,
      },
      call.now,
    );
    if (added === 0) throw refuse('programme-exists', { code: input.code });
    await openProgrammeAccounts(call, programmeId);
    call.note({ programmeId, region: agency.region, code: input.code, kind: input.kind });
    return { programmeId };
  },
});
