// Query: batches, newest first: of the bank for its head office, of the works for a maker, of the region for a bureau.
import { query } from '../../base/action.ts';
import { Code, DayText, Id, Instant, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { type BatchState, batchStates } from './states.ts';
import { listBatches } from './store.ts';

const State = OneOf(Object.keys(batchStates.moves) as BatchState[]);

export const batchList = query({
  name: 'production.batch-list',
  title: { zh: '制卡批次列表', en: 'Batches' },
  by: ['bank-office', 'card-maker', 'bureau-clerk', 'auditor'],
  personal: false,
  input: shape({ state: Type.Optional(State), before: Type.Optional(Text(10)) }),
  output: shape({
    batches: Type.Array(
      shape({
        batchId: Id,
        number: Text(10),
        bankCode: Code,
        makerId: Id,
        state: State,
        reprint: Type.Boolean(),
        cards: Type.Integer(),
        made: Type.Integer(),
        failed: Type.Integer(),
        dueOn: Maybe(DayText),
        plannedAt: Instant,
        sentAt: Maybe(Instant),
        returnedAt: Maybe(Instant),
      }),
    ),
  }),
  async run(call, { state = null, before = null }) {
    const own = await getInstitution(call.db, call.actor.institutionId!);
    const batches = await listBatches(call.db, {
      region: own.region,
      bankCode: own.bankCode,
      makerId: own.kind === 'card-maker' ? own.id : null,
      state,
      before,
      limit: 100,
    });
    return {
      batches: batches.map((batch) => ({
        ...batch,
        plannedAt: batch.plannedAt.toISOString(),
        sentAt: batch.sentAt?.toISOString() ?? null,
        returnedAt: batch.returnedAt?.toISOString() ?? null,
      })),
    };
  },
});
