// The states of everything this module keeps: versions of issuer keys, terminals and their modules, certificates.
import { type States, states } from '../../base/states.ts';

export const keyStates = states(
  'keys.issuer-key',
  { zh: '发卡密钥版本', en: 'Version of an issuer key' },
  {
    loading: { zh: '分量导入中', en: 'components come in', to: ['ready', 'abandoned'] },
    ready: { zh: '待启用', en: 'waits for use', to: ['current', 'abandoned'] },
    current: { zh: '使用中', en: 'in use for new cards', to: ['retired'] },
    // Its cards go on; no new card is made under it.
    retired: { zh: '已停发', en: 'for old cards only', to: ['destroyed'] },
    destroyed: { zh: '已销毁', en: 'destroyed', to: [] },
    abandoned: { zh: '已放弃', en: 'given up', to: [] },
  },
);
export type KeyState = keyof typeof keyStates.moves;

export const terminalStates = states(
  'keys.terminal',
  { zh: '终端', en: 'Terminal' },
  {
    registered: { zh: '已登记', en: 'registered', to: ['withdrawn'] },
    withdrawn: { zh: '已撤销', en: 'withdrawn', to: [] },
  },
);
export type TerminalState = keyof typeof terminalStates.moves;

export const psamStates = states(
  'keys.psam',
  { zh: '终端安全模块', en: 'Terminal module' },
  {
    issued: { zh: '已发放', en: 'issued', to: ['replaced', 'revoked'] },
    replaced: { zh: '已更换', en: 'replaced by a newer one', to: [] },
    revoked: { zh: '已吊销', en: 'revoked', to: [] },
  },
);
export type PsamState = keyof typeof psamStates.moves;

export const certificateStates = states(
  'keys.certificate',
  { zh: '证书', en: 'Certificate' },
  {
    good: { zh: '有效', en: 'good', to: ['held', 'revoked'] },
    held: { zh: '暂停', en: 'on hold', to: ['good', 'revoked'] },
    revoked: { zh: '已吊销', en: 'revoked', to: [] },
  },
);
export type CertificateState = keyof typeof certificateStates.moves;

export const stateTables = [keyStates, terminalStates, psamStates, certificateStates] as unknown as States[];
