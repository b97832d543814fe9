// Query: the visits by which the caller's bank brings cards to units: those to come first, with how many were handed over (PCK-03).
import { query } from '../../base/action.ts';
import { shape, Type } from '../../base/shape.ts';
import { ownBank } from './own-institution.ts';
import { VisitShape } from './shapes.ts';
import { listVisits } from './store.ts';

export const visitList = query({
  name: 'production.visit-list',
  title: { zh: '上门送卡安排', en: 'Deliveries to units' },
  by: ['bank-office', 'bank-visitor'],
  personal: false,
  input: shape({}),
  output: shape({ visits: Type.Array(VisitShape) }),
  async run(call) {
    return { visits: await listVisits(call.db, { bankId: (await ownBank(call)).id }) };
  },
});
