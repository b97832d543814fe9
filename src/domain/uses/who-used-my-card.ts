// Query: everybody who looked at the holder by way of the card: who, where, when, for what, and what was answered; reads made
// without a line as soon as they are handed in (SEC-01, HUB-02). Looks by other ways: holders.who-read-my-record.
import { query } from '../../base/action.ts';
import { Id, Instant, Maybe, shape, Type } from '../../base/shape.ts';
import { recordIdsOf, requireMayActFor } from '../holders/index.ts';
import { presentUse, transferOf } from './present-use.ts';
import { UseRowShape } from './shapes.ts';
import { paidAmong, usesOfHolder } from './store.ts';

const pageSize = 50;

export const whoUsedMyCard = query({
  name: 'uses.who-used-my-card',
  title: { zh: '谁读了我的卡', en: 'Who used my card' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id), before: Type.Optional(Instant) }),
  output: shape({ uses: Type.Array(UseRowShape), next: Maybe(Instant) }),
  async run(call, { holderId = call.actor.id, before }) {
    await requireMayActFor(call, holderId);
    call.about(holderId);
    const ids = await recordIdsOf(call.db, holderId);
    const rows = await usesOfHolder(call.db, ids, before ? new Date(before) : null, pageSize);
    const paid = await paidAmong(
      call.db,
      rows.flatMap((row) => transferOf(row) ?? []),
    );
    return {
      uses: rows.map((row) => presentUse(row, paid)),
      next: rows.length === pageSize ? rows.at(-1)!.at.toISOString() : null,
    };
  },
});
