// TEST KEYS, for simulated cards only. They are made from the sentence below, so everybody can compute them: a card that accepts
// them protects nobody. Real keys come from `domain/keys`, whose door replaces this one.
import { sm2, sm3, x509 } from '../../crypto/index.ts';
import type { IssuerKeys, KeyedCard, KeyName } from './issuer-keys.ts';
import { type LoadHost, type PurseMasters, softwarePurseHost, type TapJudge } from './purse-keys.ts';
import { cardKey, keyText, type MasterKeys, softwareKeys } from './software-keys.ts';

export const TEST_SEED = 'Yikatong test keys 1. Published. Never for real cards.';

const derived = (label: string): Uint8Array => sm3(new TextEncoder().encode(`${TEST_SEED} ${label}`));

/** Master key of a key name under one cipher. */
export const testMasters: MasterKeys = (algorithm, key) => derived(`${algorithm} ${keyText(key)}`).slice(0, 16);

/** The key one simulated card carries. */
export const testCardKey = (card: KeyedCard, key: KeyName): Uint8Array => cardKey(testMasters, card, key).secret;

/** The key under which blank simulated chips leave their maker. */
export const testTransportKey = derived('transport').slice(0, 16);

/** All keys of the test issuer, as its key module would answer. */
export function testIssuerKeys(): IssuerKeys {
  let sequence = 0;
  return softwareKeys(testMasters, () => {
    sequence = (sequence % 0xffff) + 1;
    return sequence;
  });
}

/** Master keys of transport purses, and the host that loads them. */
export const testPurseMasters: PurseMasters = (use, cipher) => derived(`purse ${use} ${cipher}`).slice(0, 16);
export const testPurseHost = (): LoadHost & TapJudge => softwarePurseHost(testPurseMasters);

const validity = { notBefore: new Date('2025-01-01T00:00:00Z'), notAfter: new Date('2045-01-01T00:00:00Z') };

/** The authority behind the certificates of simulated cards, itself under published keys. */
export function testAuthority() {
  const key = sm2.privateKey(derived('card authority'));
  const subject = [
    ['C', 'CN'],
    ['O', '一卡通 测试 TEST ONLY'],
    ['CN', 'Yikatong Test Card CA'],
  ] as const;
  return new x509.Authority(x509.Authority.root(subject, key, validity), key);
}
