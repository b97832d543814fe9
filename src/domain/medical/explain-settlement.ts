// Query: why did I pay this? Every item of a settlement with who paid what of it and the rule, and how sure that rule is.
import { query } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Fen, Id, Instant, Maybe, shape, Type } from '../../base/shape.ts';
import { holderOfCall } from '../holders/index.ts';
import { refuse } from './refuse.ts';
import { type ItemKind, itemTitles } from './settlement/items.ts';
import { listPolicySets } from './settlement/policy-sets.ts';
import { findSettlement, type SettlementRow } from './store.ts';
import { findMedicalInstitution } from './store-register.ts';

const Explained = shape({
  kind: Type.String(),
  zh: Type.String(),
  en: Type.String(),
  amountFen: Fen,
  fundFen: Fen,
  selfFen: Fen,
  /** Per ten thousand, where one rate applies. */
  rate: Maybe(Type.Integer()),
  fund: Maybe(Type.String()),
  citation: Maybe(
    shape({ document: Type.String(), clause: Maybe(Type.String()), grade: Type.String(), verified: Type.Boolean() }),
  ),
});

export const explainSettlement = query({
  name: 'medical.explain-settlement',
  title: { zh: '我为什么付这些钱', en: 'Why did I pay this' },
  by: ['citizen', 'scene-operator', 'bureau-clerk'],
  personal: true,
  /** A guardian asks for the ward, whose `holderId` that is. */
  input: shape({ settlementId: Id, holderId: Type.Optional(Id) }),
  output: shape({
    ...{ policySet: Type.String(), policyTitle: Type.String(), at: Instant, institution: Type.String() },
    ...{ totalFen: Fen, fundFen: Fen, accountFen: Fen, familyFen: Fen, cashFen: Fen, takesBack: Type.Boolean() },
    items: Type.Array(Explained),
  }),
  async run(call, { settlementId, holderId }) {
    const whose = call.actor.role === 'citizen' ? await holderOfCall(call, holderId) : undefined;
    const row = await findSettlement(call.db, settlementId);
    if (!row || !mayRead(call, row, whose)) throw refuse('settlement-unknown');
    call.about(row.holderId);
    const set = listPolicySets().find(({ id }) => id === row.policySet);
    return {
      policySet: row.policySet,
      policyTitle: set?.title.zh ?? row.policySet,
      ...{ at: row.settledAt.toISOString(), takesBack: row.reverses !== null },
      institution: (await findMedicalInstitution(call.db, row.institutionId))!.name,
      ...{ totalFen: row.totalFen.toString(), fundFen: row.fundFen.toString(), cashFen: row.cashFen.toString() },
      ...{ accountFen: row.accountFen.toString(), familyFen: row.familyFen.toString() },
      items: row.items.map((item) => {
        const [source, clause] = item.cite?.split('#') ?? [];
        const cited = set?.sources.find(({ id }) => id === source);
        return {
          ...{ kind: item.kind, ...itemTitles[item.kind as ItemKind], amountFen: item.amountFen },
          ...{ fundFen: item.paidFen, selfFen: (BigInt(item.amountFen) - BigInt(item.paidFen)).toString() },
          ...{ rate: item.rate, fund: item.fund },
          citation: cited
            ? { document: cited.document, clause: clause ?? null, grade: cited.grade, verified: cited.verified }
            : null,
        };
      }),
    };
  },
});

const mayRead = (call: Call, row: SettlementRow, whose: string | undefined): boolean =>
  whose
    ? row.holderId === whose
    : call.actor.role !== 'scene-operator' || row.institutionId === call.actor.institutionId;
