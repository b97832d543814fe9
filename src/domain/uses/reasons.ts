// Why a use was refused: the closed list, for the screen of the point of service and for the holder.

interface Words {
  readonly zh: string;
  readonly en: string;
}

export const reasons = {
  'card-unknown': { zh: '没有这张卡', en: 'there is no such card' },
  'card-not-in-use': { zh: '卡尚未启用', en: 'the card has not been enabled' },
  'card-suspended': { zh: '卡已挂失', en: 'the card was reported lost' },
  'card-ended': { zh: '卡已失效，请使用新卡', en: 'the card has ended; use the new one' },
  'card-expired': { zh: '卡已过有效期', en: 'the card has expired' },
  'financial-side-not-active': { zh: '金融功能未激活或已停用', en: 'the financial side is not active' },
  'ecard-not-usable': { zh: '电子社保卡未授权或已停用', en: 'the e-card is not authorised or was stopped' },
  'wrong-chip': { zh: '芯片与卡号不符', en: 'the chip does not belong to the card number' },
  'proof-failed': { zh: '卡片验证未通过', en: 'the card could not prove itself' },
  'code-invalid': { zh: '二维码无效', en: 'the code is not valid' },
  'code-expired': { zh: '二维码已过期，请刷新', en: 'the code has expired; show a fresh one' },
  'code-used': { zh: '二维码已使用，请刷新', en: 'the code was used; show a fresh one' },
  'pin-needed': { zh: '需要输入密码', en: 'the PIN is needed' },
  'pin-wrong': { zh: '密码错误', en: 'the PIN is wrong' },
  'pin-blocked': { zh: '密码已锁定', en: 'the PIN is blocked' },
  'pin-not-set': { zh: '尚未设置密码', en: 'no PIN has been set' },
  'generation-not-accepted': {
    zh: '该业务不接受这一代卡或这种用卡方式',
    en: 'this service does not accept the card’s generation in this way',
  },
  'region-not-accepted': { zh: '该业务暂不接受外地卡', en: 'this service does not accept cards of that region' },
  'consent-missing': { zh: '持卡人未同意', en: 'the holder has not consented' },
  'service-closed': { zh: '该业务已暂停', en: 'the service is closed here' },
  'amount-too-large': { zh: '金额超过该业务限额', en: 'the amount is above the limit of the service' },
  'funds-short': { zh: '个人账户余额不足', en: 'the personal account does not hold enough' },
  'clone-suspected': { zh: '疑似复制卡，请人工核实', en: 'the card may be a copy; check the person' },
  'list-too-old': { zh: '离线名单已过期', en: 'the block list was too old' },
  'offline-not-accepted': { zh: '该业务不接受脱机用卡', en: 'this service is not accepted without a line' },
  'card-was-blocked': { zh: '用卡时卡已在黑名单上', en: 'the card was on the block list' },
  'time-impossible': { zh: '用卡时间不合理', en: 'the time of the use cannot be right' },
} as const satisfies Record<string, Words>;

export type Reason = keyof typeof reasons;
export const reasonCodes = Object.keys(reasons) as Reason[];

export const signals = {
  'counter-mismatch': { zh: '芯片计数器不一致', en: 'the chip counter does not fit' },
  'impossible-travel': { zh: '短时间内异地用卡', en: 'too far from the last use in too short a time' },
} as const satisfies Record<string, Words>;
export type Signal = keyof typeof signals;
export const signalCodes = Object.keys(signals) as Signal[];
