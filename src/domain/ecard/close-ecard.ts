// Action: the person gives the e-card up for good.
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { holderOfCall } from '../holders/index.ts';
import { moveEcard } from './move-ecard.ts';

export const closeEcard = action({
  name: 'ecard.close',
  title: { zh: '注销电子社保卡', en: 'Close one’s e-card' },
  by: ['citizen'],
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({ state: OneOf(['closed']) }),
  async run(call, { holderId }) {
    await moveEcard(call, await holderOfCall(call, holderId), 'closed');
    return { state: 'closed' as const };
  },
});
