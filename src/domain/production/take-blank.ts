// Takes a blank from the outlet's own stock; without one the region says whether the ordinary way is offered (open question 7).
import type { Call } from '../../base/call.ts';
import type { Institution } from '../institutions/index.ts';
import { answerTo } from '../orders/index.ts';
import { refuse } from './refuse.ts';
import { outletsWithBlanks, reserveBlank } from './store.ts';

/** Refuses when the outlet is out of blanks, naming other outlets of the bank that have some. */
export async function takeBlank(call: Call, outlet: Institution): Promise<void> {
  if (await reserveBlank(call.db, outlet.id)) return;
  const elsewhere = await outletsWithBlanks(call.db, outlet.region, outlet.bankCode!, call.today);
  const ordinary = (await answerTo(call, outlet.region, 'no-blanks')) === 'offer-ordinary-making';
  throw refuse(ordinary ? 'no-blanks' : 'wait-for-blanks', {
    outlet: outlet.name,
    elsewhere: elsewhere.map(({ name }) => name).join('、') || '—',
  });
}
