// Action: the key module answers a terminal without (or with too small a) module: the two results of the national HSM path (9013).
import { action } from '../../base/action.ts';
import { Id, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { fromHex, toHex } from '../../crypto/index.ts';
import { factorOf } from './card-proof.ts';
import { heldKey, keyModule } from './issuer-keys.ts';
import { internalKey, readKey } from './key-names.ts';
import { refuse } from './refuse.ts';
import { findCardByIdentifier, findKey } from './store.ts';
import { getOwnTerminal, isTrusted } from './terminals.ts';
import { provers } from './verify-card-proof.ts';

const Eight = Type.String({ pattern: '^[0-9A-F]{16}$' });
const Challenges = shape({ source: Eight, factor: Eight });

export const answerTerminal = action({
  name: 'keys.answer-terminal',
  title: { zh: '加密机应答终端读卡', en: 'Answer a terminal that reads a card' },
  by: provers.filter((role) => role !== 'citizen'),
  input: shape({
    terminalId: Id,
    cardIdentifier: Type.String({ pattern: '^[0-9A-F]{32}$' }),
    internal: Challenges,
    /** Third-generation cards only: the two numbers of the card the terminal has to answer. */
    external: Maybe(Challenges),
  }),
  output: shape({ internal: Text(32), external: Maybe(Text(32)) }),
  async run(call, { terminalId, cardIdentifier, internal, external }) {
    if (!(await isTrusted(call, await getOwnTerminal(call, terminalId)))) throw refuse('terminal-not-good');
    const card = await findCardByIdentifier(call.db, cardIdentifier);
    if (!card) throw refuse('no-such-card');
    const key = (await findKey(call.db, card.keyId))!;
    const keyed = { algorithm: card.algorithm, factor: factorOf(card) };
    const module = keyModule(call);
    const proof = (name: typeof readKey, { source, factor }: { source: string; factor: string }) =>
      toHex(module.proof(heldKey(key), keyed, name, fromHex(source), fromHex(factor))).toUpperCase();
    call.note({ terminalId, cardId: card.cardId });
    return { internal: proof(internalKey, internal), external: external && proof(readKey, external) };
  },
});
