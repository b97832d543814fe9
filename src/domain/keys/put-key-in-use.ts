// Action: a second officer puts a version in use. New cards get it from now on; the one before stays for the cards that carry it.
import { action } from '../../base/action.ts';
import { Id, shape } from '../../base/shape.ts';
import { isSamePerson } from '../institutions/index.ts';
import { answerOf, KeyAnswer, lockKey, requireKeyMove } from './issuer-keys.ts';
import { refuse } from './refuse.ts';
import { findCurrentKey, lockKeys, saveKeyState } from './store.ts';

export const putKeyInUse = action({
  name: 'keys.put-key-in-use',
  title: { zh: '启用密钥版本', en: 'Put a version of a key in use' },
  by: ['key-custodian'],
  input: shape({ keyId: Id }),
  output: KeyAnswer,
  async run(call, { keyId }) {
    await lockKeys(call.db);
    const key = await lockKey(call, keyId);
    requireKeyMove(key, 'current');
    if (await isSamePerson(call.db, key.begunBy, call.actor.id)) throw refuse('second-officer-needed');
    const before = await findCurrentKey(call.db, key.owner);
    if (before) await saveKeyState(call.db, before.id, 'retired', call.actor.id, call.now);
    await saveKeyState(call.db, keyId, 'current', call.actor.id, call.now);
    call.note({ keyId, owner: key.owner, version: key.version, retired: before?.version ?? null });
    return answerOf(key, 'current');
  },
});
