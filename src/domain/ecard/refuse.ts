// Why this module says no: the closed list of its refusals.
import { refusals } from '../../base/refusal.ts';

export const refuse = refusals('ecard', {
  'no-ecard': {
    status: 404,
    zh: '尚未签发电子社保卡',
    en: 'No electronic card has been issued',
    remedy: { zh: '申领实体社保卡时同步签发。', en: 'It is issued together with an order for a card.' },
  },
  'not-usable': {
    status: 409,
    zh: '电子社保卡现在不能使用（{obstacle}）',
    en: 'The electronic card may not be used now ({obstacle})',
    remedy: { zh: '请先授权电子社保卡，并确认社保卡可用。', en: 'Authorise the e-card, and have a card in use.' },
  },
  'wrong-state': {
    status: 409,
    zh: '电子社保卡当前状态（{state}）不能办理此业务',
    en: 'The electronic card is {state}; this cannot be done now',
    remedy: { zh: '请查看电子社保卡状态后再办理。', en: 'Look at its state first.' },
  },
});
