// The holder, a guardian or a counter changes phone or address; from then on the registry feed leaves them alone.
import { action } from '../../base/action.ts';
import { Id, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { holderOfCall, words } from './may-act.ts';
import { checkPhone } from './phone.ts';
import { refuse } from './refuse.ts';
import { sealField } from './sealed.ts';
import { lockRows, saveHolders } from './store.ts';

export const updateContact = action({
  name: 'holders.update-contact',
  title: { zh: '更新联系方式', en: 'Update phone or address' },
  by: ['citizen', 'bank-teller', 'bureau-clerk'],
  input: shape({
    holderId: Type.Optional(Id),
    /** What is left out stays; null removes. */
    phone: Type.Optional(Maybe(Text(30))),
    address: Type.Optional(Maybe(Text(200, 4))),
  }),
  output: shape({ changed: Type.Array(Text(20)) }),
  async run(call, { holderId, phone, address }) {
    const id = await holderOfCall(call, holderId);
    const [row] = await lockRows(call.db, [id]);
    if (!row) throw refuse('no-such-holder');
    if (row.mergedInto) throw refuse('merged', { holderId: row.id, into: row.mergedInto });
    if (row.deceasedOn) throw refuse('deceased');
    const changed = [...(phone === undefined ? [] : ['phone']), ...(address === undefined ? [] : ['address'])];
    if (changed.length === 0) throw refuse('nothing-changes');
    const checked = phone ? checkPhone(phone) : undefined;
    if (checked && !checked.ok) throw refuse('bad-field', { field: 'phone', ...words(checked) });
    const next = {
      ...row,
      ...(phone === undefined
        ? {}
        : { phone: checked ? sealField(call.vault, 'phone', id, checked.normalised) : null }),
      ...(address === undefined ? {} : { address: address && sealField(call.vault, 'address', id, address) }),
      contactIsOwn: true,
    };
    await saveHolders(call.db, [{ ...next, address: next.address || null }], call.now);
    call.note({ changed });
    return { changed };
  },
});
