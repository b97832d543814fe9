// Query: what the checks found and nobody has decided yet, people masked.
import { query } from '../../base/action.ts';
import { Code, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { maskedIdentityOf } from '../holders/index.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { type FindingKind, findingKinds } from './checks.ts';
import { listFindings as list } from './finding-store.ts';

const pageSize = 100;

export const listFindings = query({
  name: 'benefits.list-findings',
  title: { zh: '核查线索', en: 'Findings' },
  by: ['benefit-officer', 'benefit-approver', 'auditor'],
  personal: true,
  input: shape({ region: Code, after: Type.Optional(Id) }),
  output: shape({
    findings: Type.Array(
      shape({
        findingId: Id,
        kind: OneOf(Object.keys(findingKinds) as FindingKind[]),
        zh: Text(80),
        en: Text(120),
        programmeId: Id,
        holderId: Id,
        name: Text(100),
        /** Equal for people found together. */ common: Text(80),
      }),
    ),
    next: Maybe(Id),
  }),
  async run(call, { region, after }) {
    await requireStaffIn(call, region);
    const found = await list(call.db, region, after ?? null, pageSize);
    const people = await maskedIdentityOf(
      call,
      found.map(({ holderId }) => holderId),
    );
    call.about(...found.map(({ holderId }) => holderId));
    return {
      findings: found.map(({ id, kind, programmeId, holderId, common }) => ({
        findingId: id,
        kind,
        ...findingKinds[kind],
        programmeId,
        holderId,
        name: people.get(holderId)?.name ?? '',
        common,
      })),
      next: found.length === pageSize ? found.at(-1)!.id : null,
    };
  },
});
