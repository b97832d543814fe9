// Action: an officer ends a version: an unfinished one is given up, one in use retired, a retired one destroyed by a second officer.
import { action } from '../../base/action.ts';
import { Id, OneOf, shape } from '../../base/shape.ts';
import { isSamePerson } from '../institutions/index.ts';
import { answerOf, KeyAnswer, lockKey, requireKeyMove } from './issuer-keys.ts';
import { refuse } from './refuse.ts';
import { deleteComponents, saveKeyState } from './store.ts';

export const endKey = action({
  name: 'keys.end-key',
  title: { zh: '停发、销毁或放弃密钥版本', en: 'Retire, destroy or give up a version of a key' },
  by: ['key-custodian'],
  input: shape({ keyId: Id, to: OneOf(['abandoned', 'retired', 'destroyed']) }),
  output: KeyAnswer,
  async run(call, { keyId, to }) {
    const key = await lockKey(call, keyId);
    requireKeyMove(key, to);
    // After this no card of the version can prove itself any more: never one person's deed.
    if (to === 'destroyed' && (await isSamePerson(call.db, key.retiredBy!, call.actor.id))) {
      throw refuse('second-officer-needed');
    }
    await deleteComponents(call.db, keyId);
    await saveKeyState(call.db, keyId, to, call.actor.id, call.now);
    call.note({ keyId, owner: key.owner, version: key.version, state: to });
    return answerOf(key, to);
  },
});
