// Staff see one person's fields in clear: for a purpose, with a written reason, on record, and not too often (SEC-01).
import { query } from '../../base/action.ts';
import { DayText, Id, Instant, Maybe, OneOf, shape, Text } from '../../base/shape.ts';
import { identityOf } from './find-people.ts';
import { DocumentKindWord } from './holder.ts';
import { refuse } from './refuse.ts';
import { openField } from './sealed.ts';
import { addReveal, countReveals, listHolderRows } from './store.ts';

const maxAnHour = 60;
const shownMinutes = 10;

// A query, not an action: an action's answer is kept for its replay, and this one must not be kept anywhere.
export const revealHolder = query({
  name: 'holders.reveal-holder',
  title: { zh: '查看持卡人明文信息', en: 'Reveal a holder' },
  by: ['bank-teller', 'bureau-clerk'],
  personal: true,
  input: shape({ holderId: Id, reason: Text(200, 6) }),
  output: shape({
    name: Text(100),
    documentKind: DocumentKindWord,
    documentNumber: Text(40),
    socialSecurityNumber: Maybe(Text(40)),
    sex: OneOf(['male', 'female']),
    born: DayText,
    phone: Maybe(Text(30)),
    address: Maybe(Text(200)),
    /** Pages hide the fields then; seeing them again takes a new reason. */
    hideAt: Instant,
  }),
  async run(call, { holderId, reason }) {
    call.about(holderId);
    const hourAgo = new Date(call.now.getTime() - 3600_000);
    if ((await countReveals(call.db, call.actor.id, hourAgo)) >= maxAnHour)
      throw refuse('too-many-reveals', { limit: maxAnHour });
    const [row] = await listHolderRows(call.db, [holderId]);
    if (!row) throw refuse('no-such-holder');
    const id = call.newId();
    await addReveal(
      call.db,
      {
        id,
        holderId,
        staffId: call.actor.id,
        purpose: call.purpose!,
        reason: call.vault.seal(reason, `holders.reveal.reason:${id}`),
      },
      call.now,
    );
    call.note({ revealId: id });
    return {
      ...identityOf(call, row),
      phone: openField(call.vault, 'phone', row.id, row.phone),
      address: openField(call.vault, 'address', row.id, row.address),
      hideAt: new Date(call.now.getTime() + shownMinutes * 60_000).toISOString(),
    };
  },
});
