// Why a card proof is not believed. Each is a value in a verdict and a refusal for whoever needs the proof.
import type { RefusalText } from '../../base/refusal.ts';

const again = { zh: '请重新取数并读卡。', en: 'Ask for a new challenge and read the card again.' };
const stop = { zh: '请停止使用该卡，到服务网点核验。', en: 'Do not use the card; have it checked at an outlet.' };
const fault = (status: RefusalText['status'], zh: string, en: string, remedy: RefusalText['remedy']) => ({
  ...{ status, zh, en, remedy },
});

export const faultRefusals = {
  'challenge-unknown': fault(404, '没有这个随机数', 'There is no such challenge', again),
  'challenge-used': fault(409, '该随机数已用过', 'The challenge was used before', again),
  'challenge-stale': fault(409, '随机数已过期', 'The challenge is too old', again),
  'challenge-differs': fault(403, '卡应答的不是所发的随机数', 'The card answered to another challenge', again),
  'other-terminal': fault(403, '随机数发给了另一终端', 'The challenge was given to another terminal', again),
  'terminal-not-good': fault(403, '终端已撤销或其安全模块已吊销', 'The terminal was withdrawn, or its module revoked', {
    zh: '请使用有效的终端。',
    en: 'Use a terminal in good standing.',
  }),
  'card-unknown': fault(404, '不是本平台发行的卡', 'The card was not issued by this platform', stop),
  'key-destroyed': fault(409, '该卡的密钥版本已销毁', 'The key version of this card was destroyed', {
    zh: '请为持卡人换卡。',
    en: 'The holder needs a new card.',
  }),
  'answer-wrong': fault(403, '卡的应答不对，卡不是真的', 'The card’s answer is wrong: it is not genuine', stop),
  'pin-not-shown': fault(403, '持卡人没有输入密码', 'The holder has not entered the PIN', {
    zh: '请在读卡程序中输入证书密码。',
    en: 'Enter the PIN where the reader asks for it.',
  }),
  'certificate-unknown': fault(403, '证书不是本平台签发的', 'The certificate was not issued here', stop),
  'certificate-not-trusted': fault(403, '证书验证不通过', 'The certificate does not hold', stop),
  'certificate-not-good': fault(403, '证书已吊销或暂停', 'The certificate was revoked or is on hold', stop),
  'certificate-of-other-card': fault(403, '证书属于另一张卡', 'The certificate belongs to another card', stop),
  'copy-suspected': fault(
    403,
    '疑似复制卡：应答计数落后',
    'A copy is suspected: the count of proofs fell behind',
    stop,
  ),
} as const satisfies Record<string, RefusalText>;

export type ProofFault = keyof typeof faultRefusals;
