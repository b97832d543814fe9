// Why this module says no: the closed list of its refusals.
import { refusals } from '../../base/refusal.ts';

export const refuse = refusals('ecard', {
  'no-ecard': {
    status: 404,
    zh: '尚未签发电子社保卡',
    en: 'No electronic card has been issued',
    remedy: { zh: '申领实体社保卡时同步签发。', en: 'It is issued together with an order for a card.' },
  },
  'wrong-state': {
    status: 409,
    zh: '电子社保卡当前状态（{state}）不能办理此业务',
    en: 'The electronic card is {state}; this cannot be done now',
    remedy: { zh: '请查看电子社保卡状态后再办理。', en: 'Look at its state first.' },
  },
});
