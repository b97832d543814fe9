// Actions: the visit balance moves from the old card to the new one, at the pay window with both cards or from the holder's phone.
import { action, query } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Fen, Id, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { findCardOfNumber } from '../cards/index.ts';
import { holderOfCall, lockHolder } from '../holders/index.ts';
import { requireInstitution } from './guard.ts';
import { Credential, present } from './present.ts';
import { refuse } from './refuse.ts';
import { findMedicalInstitution } from './store-register.ts';
import { moveWallet, walletFen, walletsOf } from './visit-wallet.ts';

const output = shape({ amountFen: Fen, newCardId: Id, already: Type.Boolean() });

async function cardOfNumber(call: Call, number: string) {
  const card = await findCardOfNumber(call.db, number.toUpperCase());
  if (!card) throw refuse('card-unknown');
  return card;
}

const told = (call: Call, moved: Awaited<ReturnType<typeof moveWallet>>) => {
  call.note({ newCardId: moved.newCardId, already: moved.already });
  return { ...moved, amountFen: moved.amountFen.toString() };
};

/** The staff checks both cards; the person's first visit with the new card is the moment to ask (MED-03). */
export const moveVisitBalanceAtDesk = action({
  name: 'medical.move-visit-balance-at-desk',
  title: { zh: '就诊余额转移（窗口）', en: 'Move a visit balance at the desk' },
  by: ['scene-operator'],
  input: shape({ newCard: Credential, oldCardNumber: Text(9) }),
  output,
  async run(call, { newCard, oldCardNumber }) {
    const institution = await requireInstitution(call);
    const { card, holderId } = await present(call, institution.id, newCard);
    if (!card) throw refuse('card-unknown');
    await lockHolder(call, holderId);
    call.about(holderId);
    const old = await cardOfNumber(call, oldCardNumber);
    if (old.holderId !== holderId) throw refuse('not-your-old-card');
    return told(call, await moveWallet(call, institution.id, old.id, card, 'desk'));
  },
});

/** From the phone: signed in as the holder, who names the new card (CHN-10). */
export const moveVisitBalance = action({
  name: 'medical.move-visit-balance',
  title: { zh: '就诊余额转移（线上）', en: 'Move a visit balance online' },
  by: ['citizen'],
  input: shape({ holderId: Type.Optional(Id), institutionId: Id, oldCardId: Id, newCardNumber: Text(9) }),
  output,
  async run(call, { holderId, institutionId, oldCardId, newCardNumber }) {
    const whose = await holderOfCall(call, holderId);
    await lockHolder(call, whose);
    if (!(await findMedicalInstitution(call.db, institutionId))) throw refuse('no-wallet');
    const card = await cardOfNumber(call, newCardNumber);
    if (card.holderId !== whose) throw refuse('not-your-old-card');
    return told(call, await moveWallet(call, institutionId, oldCardId, card, 'phone'));
  },
});

export const myVisitBalances = query({
  name: 'medical.my-visit-balances',
  title: { zh: '我的就诊余额', en: 'My visit balances' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({
    wallets: Type.Array(
      shape({ institutionId: Id, institution: Type.String(), cardId: Id, balanceFen: Fen, movedTo: Maybe(Id) }),
    ),
  }),
  async run(call, { holderId }) {
    const whose = await holderOfCall(call, holderId);
    const wallets = [];
    for (const { institutionId, cardId, movedTo } of await walletsOf(call, whose)) {
      const institution = (await findMedicalInstitution(call.db, institutionId))!.name;
      const balanceFen = (await walletFen(call, institutionId, cardId)).toString();
      wallets.push({ institutionId, institution, cardId, balanceFen, movedTo });
    }
    return { wallets };
  },
});
