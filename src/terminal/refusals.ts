// Everything that can keep a terminal from doing what was asked, with cause and remedy. `driver/codes.ts` gives each its number.
import { refusals } from '../base/refusal.ts';

export const refuse = refusals('terminal', {
  'no-binding': {
    status: 503,
    zh: '没有安装 PC/SC 组件 pcsc-mini',
    en: 'The PC/SC binding pcsc-mini is not installed',
    remedy: {
      zh: '请运行 npm install pcsc-mini，或改用 --reader simulated。',
      en: 'Run npm install pcsc-mini, or use --reader simulated.',
    },
  },
  'no-pcsc': {
    status: 503,
    zh: 'PC/SC 服务没有应答（{reason}）',
    en: 'The PC/SC service does not answer ({reason})',
    remedy: {
      zh: '请启动 pcscd（Windows：智能卡服务）后重试。',
      en: 'Start pcscd (on Windows: the Smart Card service) and try again.',
    },
  },
  'no-reader': {
    status: 404,
    zh: '没有读卡器“{reader}”；现有：{present}',
    en: 'There is no reader “{reader}”; there are: {present}',
    remedy: { zh: '请接好读卡器，或从列表中选择一个名称。', en: 'Plug the reader in, or choose a name from the list.' },
  },
  'reader-lost': {
    status: 503,
    zh: '读卡器“{reader}”没有应答（{reason}）',
    en: 'The reader “{reader}” does not answer ({reason})',
    remedy: { zh: '请检查连接后重试。', en: 'Check how it is connected and try again.' },
  },
  'no-card': {
    status: 409,
    zh: '读卡器“{reader}”中没有卡',
    en: 'There is no card in the reader “{reader}”',
    remedy: { zh: '请插卡，或把卡放在感应区后重试。', en: 'Insert the card, or lay it on the reader, and try again.' },
  },
  'card-removed': {
    status: 409,
    zh: '操作中卡被取走',
    en: 'The card was taken away in the middle',
    remedy: {
      zh: '请重新放卡并从头操作；卡内数据保持完整。',
      en: 'Put the card back and start over; what is on the card stays whole.',
    },
  },
  'card-silent': {
    status: 503,
    zh: '卡没有正确应答（{step}）',
    en: 'The card gives no proper answer ({step})',
    remedy: {
      zh: '请擦净芯片触点或换一台读卡器；仍不行请补换卡。',
      en: 'Clean the contacts or try another reader; if that fails the card needs replacing.',
    },
  },
  'card-refused': {
    status: 409,
    zh: '卡拒绝了“{step}”，状态字 {sw}',
    en: 'The card refused “{step}” with status word {sw}',
    remedy: {
      zh: '请查看 APDU 记录；状态字含义见 terminal diagnose。',
      en: 'See the APDU log; `terminal diagnose` explains status words.',
    },
  },
  'not-social-card': {
    status: 409,
    zh: '这不是社会保障卡',
    en: 'This is not a social security card',
    remedy: {
      zh: '请换用社会保障卡；若确为社保卡，请检查正反面和读卡方式。',
      en: 'Use a social security card; if it is one, check which way it lies and the interface.',
    },
  },
  'wrong-interface': {
    status: 409,
    zh: '没有可用的读卡方式（iType {type}）',
    en: 'No such interface here (iType {type})',
    remedy: {
      zh: 'iType：1 接触，2 非接触，3 自动（接触优先），4 自动（非接触优先）。',
      en: 'iType: 1 contact, 2 contactless, 3 contact first, 4 contactless first.',
    },
  },
  'card-identifier-wrong': {
    status: 409,
    zh: '卡识别码格式不对',
    en: 'The card identifier has a wrong form',
    remedy: {
      zh: '该卡未正确个人化，请退回制卡方。',
      en: 'The card was not personalised properly; send it back to its maker.',
    },
  },
  'card-not-genuine': {
    status: 409,
    zh: '卡不能证明其真实性（{reason}）',
    en: 'The card cannot prove that it is genuine ({reason})',
    remedy: { zh: '请勿受理；核对持卡人身份并上报。', en: 'Do not accept it; check who brings it and report it.' },
  },
  'card-differs': {
    status: 409,
    zh: '传入的卡信息与卡内不一致',
    en: 'The card is another one than the call names',
    remedy: { zh: '请重新读卡后再办理。', en: 'Read the card again and start over.' },
  },
  'bad-parameter': {
    status: 400,
    zh: '传入参数不合法：{what}',
    en: 'The parameter is not valid: {what}',
    remedy: { zh: '请按接口规范填写；卡没有被改动。', en: 'Write it as the interface says; the card was not touched.' },
  },
  'bad-pin': {
    status: 400,
    zh: '密码格式不对：应为 4 至 12 位数字',
    en: 'A PIN has 4 to 12 digits',
    remedy: { zh: '请重新输入；没有消耗重试次数。', en: 'Enter it again; no try was spent.' },
  },
  'pin-wrong': {
    status: 409,
    zh: '密码错误，还可尝试 {left} 次',
    en: 'Wrong PIN, {left} tries left',
    remedy: {
      zh: '请重新输入；忘记密码请到社保网点重置。',
      en: 'Enter it again; a forgotten PIN is reset at a social security outlet.',
    },
  },
  'pin-blocked': {
    status: 409,
    zh: '密码已锁定',
    en: 'The PIN is blocked',
    remedy: {
      zh: '请持身份证到社保网点解锁或重置。',
      en: 'Take your identity card to a social security outlet to have it unblocked or reset.',
    },
  },
  'pin-initial': {
    status: 409,
    zh: '初始密码不能用于交易',
    en: 'The initial PIN cannot be used for a transaction',
    remedy: { zh: '请先修改密码。', en: 'Change the PIN first.' },
  },
  'pin-same-as-initial': {
    status: 409,
    zh: '不能改为初始密码',
    en: 'The initial PIN cannot be chosen again',
    remedy: { zh: '请另选一个密码。', en: 'Choose another one.' },
  },
  'pin-differs': {
    status: 409,
    zh: '两次输入的密码不一致',
    en: 'The two entries of the PIN differ',
    remedy: { zh: '请重新输入。', en: 'Enter it again.' },
  },
  'pin-cancelled': {
    status: 409,
    zh: '已取消输入密码',
    en: 'Entering the PIN was cancelled',
    remedy: { zh: '需要时请重新开始。', en: 'Start again when needed.' },
  },
  'pin-timeout': {
    status: 409,
    zh: '输入密码超时',
    en: 'Nobody entered the PIN in time',
    remedy: { zh: '请重新开始。', en: 'Start again.' },
  },
  'no-psam': {
    status: 503,
    zh: '终端没有 PSAM 卡',
    en: 'The terminal has no PSAM',
    remedy: { zh: '请装入 PSAM 卡，或走加密机方式。', en: 'Insert a PSAM, or use the key module.' },
  },
  'algorithm-unsupported': {
    status: 409,
    zh: '不支持该卡的算法（标识 {mark}）',
    en: 'The cipher of this card is not supported (mark {mark})',
    remedy: {
      zh: '请走加密机方式；SSF33 算法不公开，本平台不支持。',
      en: 'Use the key module; SSF33 is not public and not supported here.',
    },
  },
  'psam-lacks-read-key': {
    status: 409,
    zh: 'PSAM 中没有读取密钥 RKssse',
    en: 'The PSAM lacks the read key RKssse',
    remedy: { zh: '请更换 PSAM，或走加密机方式。', en: 'Use another PSAM, or the key module.' },
  },
  'key-level': {
    status: 409,
    zh: 'PSAM 密钥级别不够（{key}）',
    en: 'The keys of the PSAM do not reach that far ({key})',
    remedy: { zh: '请走加密机方式。', en: 'Use the key module.' },
  },
  'no-authorisation-needed': {
    status: 409,
    zh: '该操作不需要加密机认证',
    en: 'This needs no key module',
    remedy: { zh: '请直接调用不带 HSM 的函数。', en: 'Call the function without HSM.' },
  },
  'no-step-open': {
    status: 409,
    zh: '没有进行中的步骤',
    en: 'No earlier step is open',
    remedy: { zh: '请先调用 Step1。', en: 'Call Step1 first.' },
  },
  'read-back-differs': {
    status: 409,
    zh: '写入后读回不一致：{place}',
    en: 'What was read back differs: {place}',
    remedy: { zh: '该卡作废，请换一张空白卡。', en: 'Scrap this card and take another blank.' },
  },
  'no-purse': {
    status: 409,
    zh: '卡上没有交通电子钱包',
    en: 'There is no transport purse on this card',
    remedy: {
      zh: '请到代理点加载交通应用，或改用其他方式乘车。',
      en: 'Have the purse loaded at an agent, or pay another way.',
    },
  },
  'purse-blocked': {
    status: 409,
    zh: '电子钱包已停用',
    en: 'The purse is blocked',
    remedy: { zh: '请到交通卡客服网点办理。', en: 'Go to a service desk of the transport card.' },
  },
  'purse-too-low': {
    status: 409,
    zh: '电子钱包余额不足',
    en: 'There is not enough money in the purse',
    remedy: { zh: '请先充值再刷卡。', en: 'Load money first, then tap again.' },
  },
  'ride-refused': {
    status: 409,
    zh: '不能通行：{reason}',
    en: 'No passage: {reason}',
    remedy: { zh: '请到客服中心处理；没有扣款。', en: 'See the service desk; nothing was taken.' },
  },
  'no-bank-application': {
    status: 409,
    zh: '卡上没有可用的金融应用',
    en: 'There is no usable bank application on this card',
    remedy: {
      zh: '请确认金融账户已激活，或改用其他卡。',
      en: 'Check that the bank account is active, or use another card.',
    },
  },
  'payment-declined': {
    status: 409,
    zh: '交易被拒绝：{reason}',
    en: 'The payment was declined: {reason}',
    remedy: {
      zh: '没有扣款；请改用其他支付方式或联系发卡银行。',
      en: 'Nothing was taken; pay another way or ask the bank.',
    },
  },
  'bridge-refused': {
    status: 409,
    zh: '读卡桥拒绝：{reason}',
    en: 'The reader bridge refuses: {reason}',
    remedy: { zh: '请核对配对码和来源后重试。', en: 'Check pairing code and origin and try again.' },
  },
});
