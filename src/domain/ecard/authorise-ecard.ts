// Action: the person consents to the use of the e-card after signing in; without it nothing works (ECD-01).
import { action } from '../../base/action.ts';
import { Id, OneOf, shape, Type } from '../../base/shape.ts';
import { holderOfCall } from '../holders/index.ts';
import { moveEcard } from './move-ecard.ts';

export const authoriseEcard = action({
  name: 'ecard.authorise',
  title: { zh: '授权使用电子社保卡', en: 'Authorise one’s e-card' },
  by: ['citizen'],
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({ state: OneOf(['authorised']) }),
  async run(call, { holderId }) {
    await moveEcard(call, await holderOfCall(call, holderId), 'authorised');
    return { state: 'authorised' as const };
  },
});
