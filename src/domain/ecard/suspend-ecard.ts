// Action: the person stops the e-card; it comes back with a new authorisation.
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { holderOfCall } from '../holders/index.ts';
import { moveEcard } from './move-ecard.ts';

export const suspendEcard = action({
  name: 'ecard.suspend',
  title: { zh: '停用电子社保卡', en: 'Suspend one’s e-card' },
  by: ['citizen'],
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({ state: OneOf(['suspended']) }),
  async run(call, { holderId }) {
    await moveEcard(call, await holderOfCall(call, holderId), 'suspended');
    return { state: 'suspended' as const };
  },
});
