// Query: uses in a region that look like a copied card, for those who audit (SEC-10, HUB-02).
import { query } from '../../base/action.ts';
import { Code, Instant, Maybe, shape, Type } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { presentUse, transferOf } from './present-use.ts';
import { UseRowShape } from './shapes.ts';
import { paidAmong, usesFlagged } from './store.ts';

const pageSize = 50;

export const listFlaggedUses = query({
  name: 'uses.list-flagged',
  title: { zh: '可疑用卡', en: 'Suspicious uses' },
  by: ['auditor', 'card-authority'],
  personal: true,
  input: shape({ region: Code, before: Type.Optional(Instant) }),
  output: shape({ uses: Type.Array(UseRowShape), next: Maybe(Instant) }),
  async run(call, { region, before }) {
    await requireStaffIn(call, region);
    const rows = await usesFlagged(call.db, region, before ? new Date(before) : null, pageSize);
    const paid = await paidAmong(
      call.db,
      rows.flatMap((row) => transferOf(row) ?? []),
    );
    call.about(...new Set(rows.map(({ holderId }) => holderId)));
    return {
      uses: rows.map((row) => presentUse(row, paid)),
      next: rows.length === pageSize ? rows.at(-1)!.at.toISOString() : null,
    };
  },
});
