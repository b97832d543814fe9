// Query: the holder's own account behind each card: both numbers, state, product; nobody else sees the numbers (FIN-02).
import { query } from '../../base/action.ts';
import { Code, Fen, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { bankCardNumberOfCard, financialStates, listCardsOf } from '../cards/index.ts';
import { getHolder, holderOfCall } from '../holders/index.ts';
import { minorAccountLimit, packInForce } from '../policy/index.ts';
import { accountProduct, payWays } from './account.ts';
import { adviceFor } from './reasons.ts';
import { receivers } from './store.ts';

export const myAccount = query({
  name: 'banking.my-account',
  title: { zh: '我的社保卡银行账户', en: 'My bank accounts' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({
    accounts: Type.Array(
      shape({
        cardId: Id,
        cardNumber: Text(9),
        bankCardNumber: Maybe(Text(19)),
        bankCode: Maybe(Code),
        state: OneOf(financialStates),
        canReceive: Type.Boolean(),
        advice: Maybe(Text(200)),
        accountClass: OneOf(['other']),
        limitFen: Type.Null(),
        /** Of a minor's account in a day, where the region sets one (open question 10). */
        dailyLimitFen: Maybe(Fen),
        payWays: Type.Array(OneOf(payWays)),
        waivedFees: Maybe(Type.Array(Code)),
        smallPaymentFen: Maybe(Fen),
        replacedByCardId: Maybe(Id),
      }),
    ),
  }),
  async run(call, { holderId }) {
    const whose = await holderOfCall(call, holderId);
    const cards = (await listCardsOf(call.db, whose)).filter(({ financialState }) => financialState !== 'none');
    const able = new Map(
      (
        await receivers(
          call.db,
          cards.map(({ id }) => id),
        )
      ).map((row) => [row.cardId, row]),
    );
    const { born } = await getHolder(call.db, whose);
    const accounts = [];
    for (const card of cards) {
      const { pack } = await packInForce(call.db, card.region, call.today);
      const product = accountProduct(pack, call.today);
      const { canReceive = false, reason = null } = able.get(card.id) ?? {};
      accounts.push({
        cardId: card.id,
        cardNumber: card.cardNumber,
        bankCardNumber: await bankCardNumberOfCard(call, card),
        bankCode: card.bankCode,
        state: card.financialState,
        canReceive,
        advice: reason ? adviceFor(reason).zh : null,
        accountClass: product.accountClass,
        limitFen: product.limitFen,
        dailyLimitFen: minorAccountLimit(pack, { born, day: call.today })?.toString() ?? null,
        payWays: [...product.payWays],
        waivedFees: product.waivedFees ? [...product.waivedFees] : null,
        smallPaymentFen: product.smallPaymentFen?.toString() ?? null,
        replacedByCardId: card.replacedByCardId,
      });
    }
    return { accounts };
  },
});
