// Action: an officer opens a new version of a root or region key whose components will be brought in by different people.
import { action } from '../../base/action.ts';
import { shape, Text, Type } from '../../base/shape.ts';
import { answerOf, claimVersion, KeyAnswer, requireCustodian } from './issuer-keys.ts';
import { insertKey } from './store.ts';

export const CheckValue = Type.String({ pattern: '^[0-9A-F]{6}$' });

export const beginKey = action({
  name: 'keys.begin-key',
  title: { zh: '新建密钥版本', en: 'Open a version of a key' },
  by: ['key-custodian'],
  input: shape({
    /** 'root' or a region. */
    owner: Text(40),
    parts: Type.Integer({ minimum: 2, maximum: 3 }),
    /** Of the whole key, from the key letter: the joined components must give it. */
    checkValue: CheckValue,
  }),
  output: KeyAnswer,
  async run(call, { owner, parts, checkValue }) {
    await requireCustodian(call, owner);
    const version = await claimVersion(call, owner);
    const key = {
      ...{ id: call.newId(), owner, version, state: 'loading' as const, parts, wrapped: null, checkValue },
      ...{ begunBy: call.actor.id, begunAt: call.now, retiredBy: null },
    };
    await insertKey(call.db, { ...key, rootId: null });
    call.note({ keyId: key.id, owner, version, parts, checkValue });
    return answerOf(key, 'loading');
  },
});
