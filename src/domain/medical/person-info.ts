// Query: who stands at the desk, how insured, with what balance; the one look that hands a person out, with its purpose.
import { query } from '../../base/action.ts';
import { ageOn } from '../../base/day.ts';
import { DayText, Fen, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { getHolder, identitiesOf } from '../holders/index.ts';
import { accountBalances } from './balances.ts';
import { requireAlive, requireInstitution } from './guard.ts';
import { insurancesOf } from './person.ts';
import { Credential, present } from './present.ts';
import { openWalletOfOldCard } from './visit-wallet.ts';

export const personInfo = query({
  name: 'medical.person-info',
  title: { zh: '人员信息获取', en: 'Who is this and how insured' },
  by: ['scene-operator'],
  personal: true,
  input: shape({ credential: Credential }),
  output: shape({
    holderId: Id,
    cardId: Maybe(Id),
    documentKind: Type.String(),
    documentNumber: Type.String(),
    name: Type.String(),
    sex: Type.String(),
    born: DayText,
    age: Type.Integer(),
    balanceFen: Fen,
    insurances: Type.Array(
      shape({ region: Type.String(), insurance: Type.String(), personType: Type.String(), since: DayText }),
    ),
    /** Money of an older card of this person that waits here (MED-03). */
    oldVisitBalanceFen: Fen,
  }),
  async run(call, { credential }) {
    const institution = await requireInstitution(call);
    const { holderId, card } = await present(call, institution.id, credential);
    call.about(holderId);
    const holder = await getHolder(call.db, holderId);
    requireAlive(holder);
    const identity = (await identitiesOf(call, [holderId])).get(holderId)!;
    const insurances = await insurancesOf(call.db, holder, call.today);
    const balance = (await accountBalances(call.db, [holderId])).get(holderId) ?? 0n;
    const old = card ? await openWalletOfOldCard(call, institution.id, holderId, card.id) : 0n;
    call.note({ cardId: card?.id ?? null });
    return {
      ...{ holderId, cardId: card?.id ?? null, documentKind: identity.documentKind },
      ...{ documentNumber: identity.documentNumber, name: identity.name, sex: identity.sex, born: identity.born },
      ...{ age: ageOn(identity.born, call.today), balanceFen: balance.toString() },
      insurances: insurances.map(({ region, insurance, personType, since }) => ({
        region,
        insurance,
        personType,
        since,
      })),
      oldVisitBalanceFen: old.toString(),
    };
  },
});
