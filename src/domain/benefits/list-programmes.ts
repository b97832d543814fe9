// Query: the programmes of a region, with what they have to pay from.
import { query } from '../../base/action.ts';
import { Code, Fen, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { moneyOf, restOf } from './accounts.ts';
import { programmeKindCodes } from './programme.ts';
import { listProgrammes as list } from './store.ts';

export const listProgrammes = query({
  name: 'benefits.list-programmes',
  title: { zh: '发放项目', en: 'Programmes' },
  by: ['benefit-officer', 'benefit-approver', 'bureau-clerk', 'auditor'],
  personal: false,
  input: shape({ region: Code }),
  output: shape({
    programmes: Type.Array(
      shape({
        programmeId: Id,
        code: Code,
        nameZh: Text(60),
        nameEn: Text(120),
        kind: OneOf(programmeKindCodes),
        memo: Text(12),
        state: OneOf(['draft', 'open', 'ended']),
        certifiedMonths: Maybe(Type.Integer()),
        excludes: Type.Array(Code),
        /** What lies where, in fen: `fund` can still be spent, `transit` is with the banks, `returned` waits to be paid again. */
        fundFen: Fen,
        transitFen: Fen,
        paidFen: Fen,
        returnedFen: Fen,
      }),
    ),
  }),
  async run(call, { region }) {
    const programmes = await list(call.db, region);
    return {
      programmes: await Promise.all(
        programmes.map(async (p) => {
          const money = await moneyOf(call, p.id);
          return {
            programmeId: p.id,
            code: p.code,
            nameZh: p.nameZh,
            nameEn: p.nameEn,
            kind: p.kind,
            memo: p.memo,
            state: p.state,
            certifiedMonths: p.certifiedMonths,
            excludes: [...p.excludes],
            fundFen: restOf(money.fund).toString(),
            transitFen: restOf(money.transit).toString(),
            paidFen: restOf(money.paid).toString(),
            returnedFen: restOf(money.returned).toString(),
          };
        }),
      ),
    };
  },
});
