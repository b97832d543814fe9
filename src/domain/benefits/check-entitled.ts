// Action: run every check over those entitled in a period. Whom a check names is held in the next run until somebody has looked.
import { action } from '../../base/action.ts';
import { OneOf, shape, Type } from '../../base/shape.ts';
import { Month } from './check-list.ts';
import { type FindingKind, findingKinds } from './checks.ts';
import { raise } from './finding-store.ts';
import { periodOf } from './programme.ts';

const kinds = Object.keys(findingKinds) as FindingKind[];

export const checkEntitled = action({
  name: 'benefits.check-entitled',
  title: { zh: '核查应发人员', en: 'Check those entitled' },
  by: ['benefit-officer', 'benefit-approver', 'auditor', 'system'],
  input: shape({ period: Month }),
  output: shape({ raised: Type.Array(shape({ kind: OneOf(kinds), people: Type.Integer() })) }),
  async run(call, { period }) {
    const raised = [];
    for (const kind of kinds) raised.push({ kind, people: await raise(call.db, kind, periodOf(period), call.now) });
    call.note({ period, raised: raised.map(({ kind, people }) => `${kind}:${people}`) });
    return { raised };
  },
});
