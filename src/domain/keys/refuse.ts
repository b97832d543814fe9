// Why this module says no: the closed list of its refusals. None of them tells anything about a key.
import { refusals } from '../../base/refusal.ts';
import { faultRefusals } from './proof-faults.ts';

export const refuse = refusals('keys', {
  ...faultRefusals,
  'key-does-not-open': {
    status: 503,
    zh: '密钥无法解开：主密钥不符，或数据被改动、移动',
    en: 'A key does not open: another master key, or it was changed or moved',
    remedy: {
      zh: '请检查主密钥文件是否与数据库配套；不要重新生成主密钥。',
      en: 'Check that the master key file belongs to this database; do not make a new one.',
    },
  },
  'no-such-key': {
    status: 404,
    zh: '没有这个密钥版本',
    en: 'There is no such version of a key',
    remedy: { zh: '请核对密钥编号。', en: 'Check the id of the key.' },
  },
  'no-current-key': {
    status: 409,
    zh: '{owner} 没有使用中的发卡密钥',
    en: '{owner} has no issuer key in use',
    remedy: {
      zh: '请由两名密钥保管员导入并启用密钥。',
      en: 'Two key custodians have to bring one in and put it in use.',
    },
  },
  'wrong-key-state': {
    status: 409,
    zh: '密钥版本处于“{state}”，不能办理此事项',
    en: 'The key stands at “{state}”; this cannot be done now',
    remedy: { zh: '请查看密钥清单。', en: 'Look at the list of keys.' },
  },
  'key-under-way': {
    status: 409,
    zh: '{owner} 已有一个版本正在导入或待启用',
    en: 'A version for {owner} is being brought in or waits for use already',
    remedy: { zh: '请先完成或放弃该版本。', en: 'Finish it or give it up first.' },
  },
  'second-officer-needed': {
    status: 403,
    zh: '须由另一名密钥保管员办理',
    en: 'Another key custodian has to do this',
    remedy: {
      zh: '密钥分量和启用必须由不同人员分别办理。',
      en: 'Components and the putting in use are done by different people.',
    },
  },
  'component-given': {
    status: 409,
    zh: '第 {number} 个分量已导入',
    en: 'Component {number} was given already',
    remedy: { zh: '请导入其余分量。', en: 'Give the others.' },
  },
  'no-such-component': {
    status: 422,
    zh: '该密钥只有 {parts} 个分量',
    en: 'This key has {parts} components only',
    remedy: { zh: '请核对分量序号。', en: 'Check the number of the component.' },
  },
  'wrong-check-value': {
    status: 422,
    zh: '校验值不符，分量未导入',
    en: 'The check value differs; the component was not taken',
    remedy: {
      zh: '请逐位核对密钥信封后重新输入。',
      en: 'Compare with the key letter digit by digit and enter it again.',
    },
  },
  'weak-component': {
    status: 422,
    zh: '密钥分量不可用：各字节相同',
    en: 'This component cannot serve: all its bytes are alike',
    remedy: { zh: '请使用随机产生的分量。', en: 'Use one drawn at random.' },
  },
  'no-such-terminal': {
    status: 404,
    zh: '没有这台终端',
    en: 'There is no such terminal',
    remedy: { zh: '请核对终端编号。', en: 'Check the id of the terminal.' },
  },
  'terminal-number-taken': {
    status: 409,
    zh: '终端编号 {number} 已登记',
    en: 'The terminal number {number} is taken',
    remedy: { zh: '请换用其他编号。', en: 'Use another number.' },
  },
  'terminal-withdrawn': {
    status: 409,
    zh: '终端已撤销',
    en: 'The terminal was withdrawn',
    remedy: { zh: '请使用已登记的终端。', en: 'Use a registered terminal.' },
  },
  'terminal-missing': {
    status: 422,
    zh: '须指明终端',
    en: 'The terminal is missing',
    remedy: { zh: '请填写终端。', en: 'Name the terminal.' },
  },
  'no-such-psam': {
    status: 404,
    zh: '没有这个终端安全模块',
    en: 'There is no such terminal module',
    remedy: { zh: '请核对编号。', en: 'Check its id.' },
  },
  'psam-ended': {
    status: 409,
    zh: '终端安全模块处于“{state}”',
    en: 'The terminal module stands at “{state}”',
    remedy: { zh: '请另行发放。', en: 'Issue another one.' },
  },
  'bad-public-key': {
    status: 422,
    zh: '不是有效的 SM2 公钥',
    en: 'This is no SM2 public key',
    remedy: { zh: '请提供 04‖X‖Y 的 130 位十六进制。', en: 'Give 04‖X‖Y, 130 hex digits.' },
  },
  'no-such-card': {
    status: 404,
    zh: '平台没有该卡的密钥',
    en: 'The platform holds no keys of this card',
    remedy: { zh: '请核对卡识别码。', en: 'Check the card identifier.' },
  },
  'chip-twice': {
    status: 409,
    zh: '同一芯片用于两张卡（ATR {atr} 或同批的另一枚）',
    en: 'One chip was named for two cards (ATR {atr}, or another one of this call)',
    remedy: { zh: '请为每张卡取一枚空白芯片。', en: 'Take a blank chip of its own for each card.' },
  },
  'chip-cannot-carry': {
    status: 422,
    zh: '芯片无法写入该姓名',
    en: 'The chip cannot carry this name',
    remedy: { zh: '请由业务人员确定芯片上的写法。', en: 'An officer has to settle how the chip writes it.' },
  },
  'authority-exists': {
    status: 409,
    zh: '{region} 已有证书认证机构',
    en: '{region} has a certificate authority already',
    remedy: { zh: '请使用现有机构。', en: 'Use the one there is.' },
  },
  'no-authority': {
    status: 409,
    zh: '{region} 尚无证书认证机构',
    en: '{region} has no certificate authority yet',
    remedy: { zh: '请由密钥保管员建立。', en: 'A key custodian has to found it.' },
  },
  'no-such-certificate': {
    status: 404,
    zh: '没有这张证书',
    en: 'There is no such certificate',
    remedy: { zh: '请核对序列号。', en: 'Check its serial number.' },
  },
  'wrong-certificate-state': {
    status: 409,
    zh: '证书处于“{state}”，不能办理此事项',
    en: 'The certificate stands at “{state}”; this cannot be done now',
    remedy: {
      zh: '已吊销的证书不能恢复，请重新签发。',
      en: 'A revoked certificate never comes back; issue a new one.',
    },
  },
  'bad-request': {
    status: 422,
    zh: '证书请求有误（{problem}）',
    en: 'The certificate request is wrong ({problem})',
    remedy: { zh: '请用要认证的私钥重新签名生成请求。', en: 'Make it anew, signed with the private key it is for.' },
  },
  'no-revocation-list': {
    status: 404,
    zh: '尚未签发吊销列表',
    en: 'No revocation list was signed yet',
    remedy: { zh: '请先签发。', en: 'Sign one first.' },
  },
});
