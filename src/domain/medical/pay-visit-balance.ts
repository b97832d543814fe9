// Actions at the desk: pay into a card's visit balance, and pay a bill from it.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Fen, Id, shape, Type } from '../../base/shape.ts';
import { lockHolder } from '../holders/index.ts';
import { requireInstitution } from './guard.ts';
import { Credential, present } from './present.ts';
import { refuse } from './refuse.ts';
import { moveCash, openWallet, walletFen } from './visit-wallet.ts';

const input = shape({ credential: Credential, amountFen: Type.String({ pattern: '^[1-9][0-9]{0,11}$' }) });
const output = shape({ cardId: Id, balanceFen: Fen });

async function move(call: Call, credential: Parameters<typeof present>[2], fen: bigint) {
  const institution = await requireInstitution(call);
  const { card, holderId } = await present(call, institution.id, credential);
  if (!card) throw refuse('card-unknown');
  await lockHolder(call, holderId);
  call.about(holderId);
  await openWallet(call, institution.id, card);
  await moveCash(call, institution.id, card.id, fen, call.newId());
  call.note({ cardId: card.id });
  return { cardId: card.id, balanceFen: (await walletFen(call, institution.id, card.id)).toString() };
}

export const payIntoVisitBalance = action({
  name: 'medical.pay-into-visit-balance',
  title: { zh: '就诊余额充值', en: 'Pay into a visit balance' },
  by: ['scene-operator'],
  input,
  output,
  run: (call, { credential, amountFen }) => move(call, credential, BigInt(amountFen)),
});

export const payFromVisitBalance = action({
  name: 'medical.pay-from-visit-balance',
  title: { zh: '就诊余额支付', en: 'Pay from a visit balance' },
  by: ['scene-operator'],
  input,
  output,
  run: (call, { credential, amountFen }) => move(call, credential, -BigInt(amountFen)),
});
