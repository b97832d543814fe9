// The key exchange of SM2 with confirmation (GB/T 32918.3): two parties, each with a long-term and a one-time key pair.
import { concat, equalSecrets } from '../bytes.ts';
import { CryptoError } from '../crypto-error.ts';
import { kdf, sm3Secret } from '../sm3.ts';
import { identityOf, type KeyPair, type Sm2PrivateKeyInput, withPrivateKey } from './private-key.ts';
import { coordinates, DEFAULT_ID, identityDigest } from './public-key.ts';

export interface ExchangeSide {
  role: 'initiator' | 'responder';
  key: Sm2PrivateKeyInput;
  /** The own one-time key pair, fresh from `generateKeyPair`, whose public half the peer has received. */
  ephemeral: KeyPair;
  id?: Uint8Array;
  peer: { publicKey: Uint8Array; ephemeral: Uint8Array; id?: Uint8Array };
  /** Bytes of the agreed key, 16 by default. */
  length?: number;
}

export interface Agreement {
  key: Uint8Array;
  /** What to send so that the peer knows both hold the same key. */
  confirmation: Uint8Array;
  /** Throws 'exchange-failed' unless this is what the peer must send. */
  confirm(received: Uint8Array): void;
}

/** Agrees on a key. It must not be used before `confirm` passed, unless something later proves it. */
export function agree(side: ExchangeSide): Agreement {
  const { role, ephemeral, peer, length = 16 } = side;
  return withPrivateKey(side.key, (key) => {
    const shared = key.agree(ephemeral, peer.publicKey, peer.ephemeral);
    const own = [identityOf(key).get(side.id ?? DEFAULT_ID), coordinates(ephemeral.publicKey)] as const;
    const other = [
      identityDigest(coordinates(peer.publicKey), peer.id ?? DEFAULT_ID),
      coordinates(peer.ephemeral),
    ] as const;
    const [a, b] = role === 'initiator' ? [own, other] : [other, own];
    const agreed = kdf(concat(shared, a[0], b[0]), length);
    const inner = sm3Secret(shared.subarray(0, 32), a[0], b[0], a[1], b[1]);
    const y = shared.slice(32);
    const [fromResponder, fromInitiator] = [2, 3].map((mark) => sm3Secret(Uint8Array.of(mark), y, inner)) as [
      Uint8Array,
      Uint8Array,
    ];
    shared.fill(0);
    y.fill(0);
    const [confirmation, expected] =
      role === 'initiator' ? [fromInitiator, fromResponder] : [fromResponder, fromInitiator];
    return {
      key: agreed,
      confirmation,
      confirm(received) {
        if (!equalSecrets(received, expected)) throw new CryptoError('exchange-failed');
      },
    };
  });
}
