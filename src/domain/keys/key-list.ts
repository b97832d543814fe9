// Query: every version of every key with its check value and how many cards carry it. Nothing of the keys themselves.
import { query } from '../../base/action.ts';
import { Instant, Maybe, shape, Type } from '../../base/shape.ts';
import { answerOf, KeyAnswer } from './issuer-keys.ts';
import { listKeys } from './store.ts';

const text = (at: Date | null) => at?.toISOString() ?? null;

export const keyList = query({
  name: 'keys.key-list',
  title: { zh: '密钥清单', en: 'List of keys' },
  by: ['key-custodian', 'auditor', 'system-administrator'],
  personal: false,
  input: shape({}),
  output: shape({
    keys: Type.Array(
      shape({
        ...KeyAnswer.properties,
        cards: Type.Integer(),
        begunAt: Instant,
        putInUseAt: Maybe(Instant),
        retiredAt: Maybe(Instant),
      }),
    ),
  }),
  async run(call) {
    const keys = (await listKeys(call.db)).map((key) => ({
      ...answerOf(key, key.state),
      cards: key.cards,
      begunAt: key.begunAt.toISOString(),
      putInUseAt: text(key.putInUseAt),
      retiredAt: text(key.retiredAt),
    }));
    return { keys };
  },
});
