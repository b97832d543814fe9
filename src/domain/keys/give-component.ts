// Action: an officer brings in one component with its check value. The last one joins them, inside the key module.
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { fromHex } from '../../crypto/index.ts';
import { isSamePerson } from '../institutions/index.ts';
import { CheckValue } from './begin-key.ts';
import { answerOf, componentPlace, KeyAnswer, keyModule, keyPlace, lockKey, requireKeyMove } from './issuer-keys.ts';
import { refuse } from './refuse.ts';
import { deleteComponents, insertComponent, listComponents, saveKeyState } from './store.ts';

export const giveComponent = action({
  name: 'keys.give-component',
  title: { zh: '导入密钥分量', en: 'Bring in a component of a key' },
  by: ['key-custodian'],
  input: shape({
    keyId: Id,
    number: Type.Integer({ minimum: 1, maximum: 3 }),
    component: Type.String({ pattern: '^[0-9A-Fa-f]{32}$' }),
    checkValue: CheckValue,
  }),
  output: KeyAnswer,
  async run(call, { keyId, number, component, checkValue }) {
    const key = await lockKey(call, keyId);
    requireKeyMove(key, 'ready');
    if (key.state !== 'loading') throw refuse('wrong-key-state', { state: key.state });
    if (number > key.parts) throw refuse('no-such-component', { parts: key.parts });
    const given = await listComponents(call.db, keyId);
    if (given.some((one) => one.number === number)) throw refuse('component-given', { number });
    for (const { officerId } of given) {
      if (await isSamePerson(call.db, officerId, call.actor.id)) throw refuse('second-officer-needed');
    }

    const module = keyModule(call);
    const secret = fromHex(component);
    if (secret.every((byte) => byte === secret[0])) throw refuse('weak-component');
    const wrapped = module.takeComponent(secret, checkValue, componentPlace(keyId, number));
    secret.fill(0);
    if (!wrapped) throw refuse('wrong-check-value');
    call.note({ keyId, owner: key.owner, version: key.version, number });
    const one = { number, officerId: call.actor.id, wrapped };
    if (given.length + 1 < key.parts) {
      await insertComponent(call.db, keyId, one, call.now);
      return answerOf(key, 'loading');
    }

    const held = [...given, one].map((part) => ({ wrapped: part.wrapped, place: componentPlace(keyId, part.number) }));
    const whole = module.joinComponents(held, keyPlace(keyId));
    // Not a refusal: that would leave the wrong components lying here.
    const state = whole.checkValue === key.checkValue ? 'ready' : 'abandoned';
    await deleteComponents(call.db, keyId);
    await saveKeyState(call.db, keyId, state, call.actor.id, call.now, whole.wrapped);
    call.note({ state });
    return answerOf(key, state);
  },
});
