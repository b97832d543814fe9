// The one error of the ciphers: a code from a closed list, with what happened in Chinese and English.

const meanings = {
  'bad-length': ['长度不对', 'wrong length'],
  'bad-key': ['密钥不在允许的范围内', 'key out of range'],
  'bad-point': ['点不在曲线上或编码不对', 'not a point of the curve'],
  'bad-signature': ['签名编码不对', 'malformed signature'],
  'bad-padding': ['填充不对', 'wrong padding'],
  'bad-der': ['DER 编码不严格', 'not strict DER'],
  'bad-pem': ['PEM 编码不对', 'malformed PEM'],
  'bad-name': ['主体名称不对', 'malformed distinguished name'],
  'bad-certificate': ['证书内容不对', 'malformed certificate'],
  'bad-request': ['证书请求内容不对', 'malformed certificate request'],
  'bad-revocation-list': ['吊销列表内容不对', 'malformed revocation list'],
  'bad-status': ['在线状态内容不对', 'malformed certificate status message'],
  'unknown-algorithm': ['算法不受支持', 'unsupported algorithm'],
  'decrypt-failed': ['解密失败', 'decryption failed'],
  'exchange-failed': ['密钥交换未通过确认', 'key exchange was not confirmed'],
  'wiped-key': ['密钥已销毁', 'the key was wiped'],
  'no-randomness': ['没有可用的随机数', 'no randomness available'],
} as const;

export type CryptoErrorCode = keyof typeof meanings;

/** Thrown for every refused input; `detail` names the field, never a secret. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError';
  readonly code: CryptoErrorCode;

  constructor(code: CryptoErrorCode, detail = '') {
    const [zh, en] = meanings[code];
    super(`${zh} (${en})${detail && `: ${detail}`}`);
    this.code = code;
  }
}
