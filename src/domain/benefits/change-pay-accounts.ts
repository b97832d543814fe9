// Action: move every benefit of a person to a card, in one visit, where the region says such changes are made (BEN-02, 03, 04; K9).
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { findGoodCard } from '../cards/index.ts';
import { lockHolder } from '../holders/index.ts';
import { getInstitution, type Institution } from '../institutions/index.ts';
import { packInForce } from '../policy/index.ts';
import { findPayCard, listPayAccounts, type PayAccount, type PayCard, setPayAccounts } from './pay-account-store.ts';
import { placesOfChange } from './place-of-change.ts';
import { refuse } from './refuse.ts';
import { holdReasons } from './run.ts';

export const changePayAccounts = action({
  name: 'benefits.change-pay-accounts',
  title: { zh: '变更待遇账户', en: 'Change pay accounts' },
  by: ['benefit-officer', 'bureau-clerk', 'bank-teller'],
  input: shape({
    holderId: Id,
    /** Left out: the card that is good now. */
    cardId: Type.Optional(Id),
    /** Left out: every programme that pays the person and may be changed here. */
    programmeIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 100, uniqueItems: true })),
  }),
  output: shape({ changed: Type.Array(Id), elsewhere: Type.Array(Id) }),
  async run(call, { holderId, cardId: named, programmeIds }) {
    await lockHolder(call, holderId);
    call.about(holderId);
    const cardId = named ?? (await findGoodCard(call.db, holderId))?.id;
    const card = await requirePayCard(call, holderId, cardId);
    const drawn = (await listPayAccounts(call.db, holderId, call.today)).filter(
      ({ programmeId }) => !programmeIds || programmeIds.includes(programmeId),
    );
    if (drawn.length === 0) throw refuse('no-such-programme');
    const own = await getInstitution(call.db, call.actor.institutionId!);
    const here: PayAccount[] = [];
    let refused: { zh: string; en: string } | undefined;
    for (const account of drawn) {
      const verdict = await mayChangeHere(call, own, account, card);
      if (verdict.ok) here.push(account);
      else refused ??= verdict.place;
    }
    // A visit that cannot change anything says where to go; one that changes some names the rest.
    if (here.length === 0) throw refuse('wrong-place', { place: refused!.zh, place_en: refused!.en });
    const changed = here.map(({ programmeId }) => programmeId);
    await setPayAccounts(call.db, holderId, changed, card.cardId, changer(call), call.now);
    call.note({ cardId: card.cardId, changed, region: card.region });
    return { changed, elsewhere: drawn.filter((a) => !here.includes(a)).map(({ programmeId }) => programmeId) };
  },
});

export const changer = (call: Call) => ({
  id: call.actor.id,
  role: call.actor.role,
  institutionId: call.actor.institutionId,
});

/** The card, when it is the person's own and money that goes there arrives. */
export async function requirePayCard(call: Call, holderId: string, cardId: string | undefined): Promise<PayCard> {
  const card = cardId ? await findPayCard(call.db, cardId) : undefined;
  // Whether somebody else's card exists is nobody's business.
  if (!card || card.holderId !== holderId)
    throw refuse('no-pay-card', { why: holdReasons['no-account'].zh, why_en: holdReasons['no-account'].en });
  if (card.trouble)
    throw refuse('no-pay-card', { why: holdReasons[card.trouble].zh, why_en: holdReasons[card.trouble].en });
  return card;
}

/** Whether this institution is the place of change for a programme: by the pack of the programme's region. */
async function mayChangeHere(call: Call, own: Institution, account: PayAccount, card: PayCard) {
  const { pack } = await packInForce(call.db, account.region, call.today);
  const { places, zh, en } = placesOfChange(pack, call.today);
  const isHere = {
    'paying-agency': own.id === account.agencyId,
    'insurance-centre': own.kind === 'agency' && own.region === account.region,
    'card-counter':
      own.region === account.region &&
      (own.kind === 'outlet'
        ? own.bankCode === card.bankCode
        : ['bureau', 'district-bureau', 'street-office'].includes(own.kind)),
  };
  const ok = places.some((place) => isHere[place]) || isHere['paying-agency'];
  return { ok, place: { zh, en } };
}
