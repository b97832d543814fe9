// Action: a person orders a card online, for himself or as guardian for a child (APP-02, APP-03, APP-04).
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Code, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { type ChannelCode, channelKinds } from '../policy/index.ts';
import { fileOrder } from './file-order.ts';
import { openCase, requireSpeaker } from './open-case.ts';
import { refuse } from './refuse.ts';
import { Address, answerOf, OrderAnswer, PickUpWord } from './shapes.ts';

export const placeOrder = action({
  name: 'orders.place-order',
  title: { zh: '个人线上申领', en: 'Order a card online' },
  by: ['citizen'],
  input: shape({
    /** The child, when a guardian orders; left out for oneself. */
    holderId: Type.Optional(Id),
    region: Code,
    /** Null only where no bank belongs to the card. */
    bank: Maybe(Code),
    pickUp: PickUpWord,
    outletId: Type.Optional(Id),
    address: Type.Optional(Address),
  }),
  output: OrderAnswer,
  async run(call, { holderId, region, ...choice }) {
    const speaker = await requireSpeaker(call, holderId);
    const channel = requireOnlineChannel(call);
    const known = await openCase(call, speaker.holderId, region);
    const order = await fileOrder(call, known, {
      ...choice,
      kind: 'individual',
      channel,
      guardianId: speaker.guardianId,
      confirmedBy: call.actor.id,
    });
    return answerOf(order);
  },
});

/** The channel the citizen came through; a citizen without one, or with one that is no online channel, cannot order. */
export function requireOnlineChannel(call: Call): ChannelCode {
  const channel = call.actor.channel as ChannelCode | undefined;
  if (!channel || channelKinds[channel] !== 'online') throw refuse('channel-missing');
  return channel;
}
