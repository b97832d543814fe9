// Query: the auditor proves the ledger.
import { query } from '../../base/action.ts';
import { Fen, Id, Maybe, Nothing, OneOf, shape, Type } from '../../base/shape.ts';
import { pots } from './account.ts';
import { verifyLedger } from './verify-ledger.ts';

const Count = Type.Integer({ minimum: 0 });

export const verifyLedgerQuery = query({
  name: 'ledger.verify-ledger',
  title: { zh: '核验总账', en: 'Verify the ledger' },
  by: ['auditor'],
  personal: false,
  input: Nothing,
  output: shape({
    intact: Type.Boolean(),
    pots: Type.Array(
      shape({
        ledger: OneOf(pots),
        accounts: Count,
        debitsPosted: Fen,
        creditsPosted: Fen,
        debitsPending: Fen,
        creditsPending: Fen,
      }),
    ),
    unequalPots: Type.Array(OneOf(pots)),
    wrongAccounts: Type.Array(Id),
    wrongTransfers: Type.Array(Id),
    blocks: Count,
    transfers: Count,
    brokenBlock: Maybe(Count),
    seal: Maybe(Type.String()),
  }),
  async run(call) {
    const { chain, pots: totals, ...verdict } = await verifyLedger(call.db);
    return {
      ...verdict,
      unequalPots: totals.map(({ ledger }) => ledger).filter((pot) => verdict.unequalPots.includes(pot)),
      wrongAccounts: [...verdict.wrongAccounts],
      wrongTransfers: [...verdict.wrongTransfers],
      pots: totals.map((pot) => ({
        ledger: pot.ledger,
        accounts: pot.accounts,
        debitsPosted: pot.debitsPosted.toString(),
        creditsPosted: pot.creditsPosted.toString(),
        debitsPending: pot.debitsPending.toString(),
        creditsPending: pot.creditsPending.toString(),
      })),
      blocks: chain.blocks,
      transfers: chain.transfers,
      brokenBlock: chain.brokenBlock === undefined ? null : Number(chain.brokenBlock),
      seal: chain.seal ?? null,
    };
  },
});
