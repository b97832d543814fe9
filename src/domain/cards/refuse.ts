// Why this module says no: the closed list of its refusals.
import { refusals } from '../../base/refusal.ts';

const askCounter = { zh: '如有疑问，请到社保或发卡银行网点办理。', en: 'Ask at a social security or bank counter.' };

export const refuse = refusals('cards', {
  'not-found': {
    status: 404,
    zh: '没有找到该社保卡',
    en: 'There is no such card',
    remedy: { zh: '请核对卡号后重试。', en: 'Check the number and try again.' },
  },
  'bad-number': {
    status: 422,
    zh: '社会保障卡卡号有误（校验位不符）',
    en: 'The card number is wrong (its check character does not fit)',
    remedy: { zh: '请对照卡面重新输入9位卡号。', en: 'Enter the nine characters as printed on the card.' },
  },
  'bad-identifier': {
    status: 422,
    zh: '卡识别码与制卡计划不符',
    en: 'The card identifier does not belong to the planned card',
    remedy: { zh: '请核对制卡回盘文件。', en: 'Check the return file of the card maker.' },
  },
  'bad-bank-number': {
    status: 422,
    zh: '银行卡号有误',
    en: 'The bank card number is wrong',
    remedy: { zh: '请银行核对卡号后重新提交。', en: 'The bank must check the number and send it again.' },
  },
  'bank-number-taken': {
    status: 409,
    zh: '该银行卡号已用于另一张卡',
    en: 'This bank card number belongs to another card',
    remedy: { zh: '请银行分配新的卡号。', en: 'The bank must assign a new number.' },
  },
  'region-unknown': {
    status: 422,
    zh: '地区“{region}”没有登记发卡机构',
    en: 'No issuing authority is registered for region “{region}”',
    remedy: { zh: '请先登记该地区的发卡机构。', en: 'Register the issuing authority of the region first.' },
  },
  'authority-exists': {
    status: 409,
    zh: '地区“{region}”已有发卡机构，或卡号首位已被其他地区使用',
    en: 'Region “{region}” already has an authority, or the first character belongs to another region',
    remedy: { zh: '请核对地区代码，或改用其他首位字符。', en: 'Check the region, or choose another character.' },
  },
  'wrong-state': {
    status: 409,
    zh: '卡片当前状态（{state}）不能办理此业务',
    en: 'The card is {state}; this cannot be done now',
    remedy: askCounter,
  },
  'already-enabled': {
    status: 409,
    zh: '该卡社会保障功能已启用，无需重复办理',
    en: 'The social security function of this card is already enabled',
    remedy: { zh: '可直接使用新卡。', en: 'The card can be used.' },
  },
  'second-of-holder': {
    status: 409,
    zh: '本次已启用该持卡人的另一张卡',
    en: 'Another card of the same holder is enabled in this same call',
    remedy: { zh: '一人一卡，请核对名单。', en: 'One person, one card: check the list.' },
  },
  'not-collected': {
    status: 409,
    zh: '该卡尚未领取，不能启用',
    en: 'The card has not been collected yet',
    remedy: { zh: '请领卡后再启用。', en: 'Collect it first.' },
  },
  replaced: {
    status: 409,
    zh: '该卡已失效，不能再启用',
    en: 'This card is invalid and never comes back',
    remedy: { zh: '请使用新卡。', en: 'Use the new card.' },
  },
  'loss-reported': {
    status: 409,
    zh: '该卡已挂失',
    en: 'This card is reported lost',
    remedy: { zh: '找到卡后可申请解挂，否则请补换。', en: 'Withdraw the report if you found it, or have it replaced.' },
  },
  'holder-deceased': {
    status: 409,
    zh: '持卡人已身故，不能启用',
    en: 'The holder has died; the card cannot be enabled',
    remedy: askCounter,
  },
  expired: {
    status: 409,
    zh: '该卡已过有效期',
    en: 'The card is past its validity',
    remedy: { zh: '请申请换卡。', en: 'Order a replacement.' },
  },
  'good-card-elsewhere': {
    status: 409,
    zh: '持卡人在其他地区（{region}）已有有效社保卡，一人一卡',
    en: 'The holder already has a good card in another region ({region}); one person, one card',
    remedy: { zh: '跨地区转移请办理换卡。', en: 'Order the new card as a replacement of the other region’s card.' },
  },
  'older-than-good-card': {
    status: 409,
    zh: '持卡人已启用更新的社保卡',
    en: 'The holder has already enabled a newer card',
    remedy: { zh: '请使用最新的卡。', en: 'Use the newest card.' },
  },
  'account-not-active': {
    status: 409,
    zh: '本地区规定：新卡须先到发卡银行激活金融账户，旧卡方可失效',
    en: 'In this region the bank account of the new card must be activated before the old card may die',
    remedy: { zh: '请先到发卡银行网点激活。', en: 'Activate it at an outlet of the issuing bank first.' },
  },
  'may-not-enable': {
    status: 403,
    zh: '按本地区规定，您不能以此方式启用社会保障功能',
    en: 'The rules of this region do not let you enable a card this way',
    remedy: { zh: '请由本人、监护人或规定的窗口办理。', en: 'The holder, a guardian or the named counter may do it.' },
  },
  'may-not-activate': {
    status: 403,
    zh: '金融功能须由本人到发卡银行网点当面激活',
    en: 'The financial function is activated in person at the issuing bank only',
    remedy: {
      zh: '请携带身份证和社保卡到发卡银行任一网点。',
      en: 'Go to any outlet of the issuing bank with ID and card.',
    },
  },
  'other-bank': {
    status: 403,
    zh: '该卡不是贵行发行的',
    en: 'This card was issued with another bank',
    remedy: { zh: '请到发卡银行办理。', en: 'Go to the issuing bank.' },
  },
  'other-region': {
    status: 403,
    zh: '该卡不属于贵机构所在地区',
    en: 'This card belongs to another region',
    remedy: { zh: '请由发卡地区办理。', en: 'The issuing region must do it.' },
  },
  'no-good-card': {
    status: 409,
    zh: '没有已启用的社保卡',
    en: 'There is no enabled card',
    remedy: {
      zh: '未启用的卡不会被他人使用；如遗失请申请补换。',
      en: 'A card that is not enabled has no effect; order a replacement if it is lost.',
    },
  },
  'not-suspended': {
    status: 409,
    zh: '该卡没有处于挂失状态',
    en: 'The card is not reported lost',
    remedy: askCounter,
  },
  'collect-by-passed': {
    status: 409,
    zh: '该卡已超过领取期限（{collectBy}），不能再领取',
    en: 'The last day to collect this card was {collectBy}',
    remedy: { zh: '请重新申领。', en: 'Order a new card.' },
  },
  'pin-blocked': {
    status: 409,
    zh: '密码已锁定',
    en: 'The PIN is blocked',
    remedy: {
      zh: '社保密码请到社保窗口解锁，银行密码请到发卡银行解锁。',
      en: 'The social PIN is unblocked at the social security counter, the bank PIN at the issuing bank.',
    },
  },
  'social-pin-elsewhere': {
    status: 403,
    zh: '社保密码由社保窗口解锁，银行不能办理',
    en: 'The social PIN is unblocked at the social security counter, not at the bank',
    remedy: { zh: '请持身份证和社保卡到社保窗口办理。', en: 'Go to a social security counter with ID and card.' },
  },
  'pin-not-blocked': {
    status: 409,
    zh: '密码没有锁定',
    en: 'The PIN is not blocked',
    remedy: askCounter,
  },
});
