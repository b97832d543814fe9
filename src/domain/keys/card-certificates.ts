// Certificates of cards: for a key pair the chip has made itself, proved by a signature of the chip over its own request.
import type { Call } from '../../base/call.ts';
import { type Static, shape, Type } from '../../base/shape.ts';
import { cardProofMessage } from '../../chip/index.ts';
import { concat, fromHex, type IssuedRecord, sm2, sm3, toHex } from '../../crypto/index.ts';
import { getAuthority, keepCertificates, validity, withAuthority } from './authority.ts';
import { refuse } from './refuse.ts';
import { findCards, type KnownCard, revokeOf } from './store.ts';

const hex = (bytes: number) => Type.String({ pattern: `^[0-9A-F]{${2 * bytes}}$` });

/** The chip's public key (X ‖ Y), and its answer to the challenge of `certificateRequestChallenge`. */
export const CardRequestShape = shape({ publicKey: hex(64), counter: hex(4), signature: hex(64) });
export type CardRequest = Static<typeof CardRequestShape>;

const REQUEST_LABEL = new TextEncoder().encode('YIKATONG CARD CERTIFICATE REQUEST 1');

/** What a chip signs to ask for its certificate: bound to this card and this key, so that nobody asks with another's. */
export const certificateRequestChallenge = (cardIdentifier: string, publicKey: Uint8Array): Uint8Array =>
  sm3(concat(REQUEST_LABEL, fromHex(cardIdentifier), publicKey));

/** Issues the signing certificates of cards that are being made; an earlier one of the same card is revoked. DER by card id. */
export async function certifyCards(
  call: Call,
  requests: readonly (CardRequest & { readonly cardId: string })[],
): Promise<Map<string, Uint8Array>> {
  const cards = new Map(
    (
      await findCards(
        call.db,
        requests.map(({ cardId }) => cardId),
      )
    ).map((card) => [card.cardId, card]),
  );
  const wanted = requests.map((request) => {
    const card = cards.get(request.cardId);
    if (!card) throw refuse('no-such-card');
    return { card, publicKey: requirePossession(card, request) };
  });
  const der = new Map<string, Uint8Array>();
  for (const region of new Set(wanted.map(({ card }) => card.region))) {
    const row = await getAuthority(call, region);
    const ours = wanted.filter(({ card }) => card.region === region);
    const dates = validity(call, row, 'card-signing');
    const issued = withAuthority(call, row, [], (authority) =>
      ours.map(({ card, publicKey }): { record: IssuedRecord; owner: string } => {
        const record = authority.issue({ profile: 'card-signing', subject: subjectOf(card), publicKey, ...dates });
        der.set(card.cardId, record.certificate);
        return { record, owner: card.cardId };
      }),
    );
    await revokeOf(
      call.db,
      ours.map(({ card }) => card.cardId),
      'superseded',
      call.now,
    );
    await keepCertificates(call, row, issued);
  }
  return der;
}

function requirePossession(card: KnownCard, { publicKey, counter, signature }: CardRequest): Uint8Array {
  const point = fromHex(publicKey);
  const message = cardProofMessage(fromHex(counter), certificateRequestChallenge(card.cardIdentifier, point));
  const key = Uint8Array.of(4, ...point);
  let proved = false;
  try {
    proved = sm2.verify(message, fromHex(signature), key);
  } catch {
    throw refuse('bad-public-key');
  }
  if (!proved) throw refuse('bad-request', { problem: toHex(fromHex(counter)) });
  return key;
}

/** The certificate is the card's, not the person's: nothing in it names the holder. */
const subjectOf = ({ cardIdentifier }: KnownCard) =>
  [
    ['C', 'CN'],
    ['O', '一卡通 Yikatong'],
    ['serialNumber', cardIdentifier],
  ] as const;
