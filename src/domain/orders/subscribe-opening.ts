// Action: tell me when my turn has come (CAL-10). Asking again changes nothing.
import { action } from '../../base/action.ts';
import { Code, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { findGoodCard } from '../cards/index.ts';
import { personFacts } from '../holders/index.ts';
import { batchOf, mayApply, packInForce } from '../policy/index.ts';
import { requireSpeaker, withCard } from './open-case.ts';
import { saveOpeningWish } from './opening-wishes.ts';
import { refuse } from './refuse.ts';

export const subscribeOpening = action({
  name: 'orders.subscribe-opening',
  title: { zh: '订阅开放提醒', en: 'Be told when it opens' },
  by: ['citizen'],
  input: shape({ region: Code, holderId: Type.Optional(Id) }),
  output: shape({ waitFor: Type.String(), batch: Maybe(Type.String()) }),
  async run(call, { region, holderId }) {
    const who = (await requireSpeaker(call, holderId)).holderId;
    call.about(who);
    const { pack, openings } = await packInForce(call.db, region, call.today);
    const person = withCard(await personFacts(call.db, who), await findGoodCard(call.db, who));
    const question = { day: call.today, person, openings };
    const answer = mayApply(pack, question).value;
    if (answer !== 'unknown' && answer.may) throw refuse('open-already');
    const waitFor = answer === 'unknown' ? null : answer.waitFor;
    if (!waitFor) throw refuse('nothing-to-wait-for');
    const batch = batchOf(pack, question)?.code ?? null;
    await saveOpeningWish(call, { holderId: who, region, batch, waitFor });
    call.note({ region, batch, waitFor });
    return { waitFor, batch };
  },
});
