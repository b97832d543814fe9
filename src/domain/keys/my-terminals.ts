// Query: the terminals of the caller's own institution at which a card may prove itself now, by terminal number.
import { query } from '../../base/action.ts';
import { Id, shape, Text, Type } from '../../base/shape.ts';
import { trustedTerminalsOf } from './store.ts';

export const myTerminals = query({
  name: 'keys.my-terminals',
  title: { zh: '本机构的读卡终端', en: 'Terminals of my institution' },
  by: ['bank-teller'],
  personal: false,
  input: shape({}),
  output: shape({ terminals: Type.Array(shape({ terminalId: Id, number: Text(12) })) }),
  async run(call) {
    const own = call.actor.institutionId ? await trustedTerminalsOf(call.db, call.actor.institutionId) : [];
    return { terminals: own.map(({ id, number }) => ({ terminalId: id, number })) };
  },
});
