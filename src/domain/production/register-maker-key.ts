// Action: registers the key with which a card maker signs its files. Not the maker's own staff: a stolen token must not change it.
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { requireStaffIn } from '../institutions/index.ts';
import { getAdmitted } from './own-institution.ts';
import { refuse } from './refuse.ts';
import { saveMakerKey } from './store.ts';
import { isPublicKey } from './wire/signature.ts';

export const registerMakerKey = action({
  name: 'production.register-maker-key',
  title: { zh: '登记制卡商签名公钥', en: 'Register the signing key of a card maker' },
  by: ['system-administrator'],
  input: shape({ makerId: Id, publicKey: Type.String({ pattern: '^[0-9a-fA-F]{130}$' }) }),
  output: shape({ makerId: Id }),
  async run(call, { makerId, publicKey }) {
    const maker = await getAdmitted(call.db, makerId, 'card-maker');
    await requireStaffIn(call, maker.region);
    const key = new Uint8Array(Buffer.from(publicKey, 'hex'));
    if (!isPublicKey(key)) throw refuse('bad-key');
    await saveMakerKey(call.db, makerId, key, call.now);
    call.note({ makerId, publicKey: publicKey.toLowerCase() });
    return { makerId };
  },
});
