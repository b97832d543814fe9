// Turns a credential into the presented card, or into the reason why it is none. No state of the card is asked here.
import type { Call } from '../../base/call.ts';
import { findGoodCard } from '../cards/index.ts';
import { codeKeys, readCardCode, readCardToken } from '../ecard/index.ts';
import { findHoldersByDocument } from '../holders/index.ts';
import type { CardProofInput } from '../keys/index.ts';
import { type Credential, type PresentedCard, presentedCard } from './credential.ts';
import type { Reason } from './reasons.ts';
import type { Terminal } from './terminal.ts';

type Context = Pick<Call, 'db' | 'vault' | 'now'>;

/** A credential that can be read without changing anything: all but the proof of a chip, which spends its challenge. */
export type ReadableCredential = Exclude<Credential, { proof: CardProofInput }>;

export async function present(
  context: Context,
  credential: ReadableCredential,
  terminal: Terminal,
): Promise<PresentedCard | Reason> {
  if ('code' in credential) return fromCode(context, credential.code);
  if ('cardNumber' in credential) {
    const { cardNumber, way, pin = null } = credential;
    return presentedCard(cardNumber, way, { pin });
  }
  const { certType, certNumber, cardIdentifier } = credential;
  if (certType === '01') {
    // Where there is room for it, the code itself is taken as well.
    if (certNumber.startsWith('YKT:')) return fromCode(context, certNumber);
    const token = readCardToken(certNumber, terminal.institutionId, context.now, context.vault);
    return typeof token === 'string' ? token : presentedCard(token.cardNumber, 'qr', { ecard: true });
  }
  if (certType === '02') return fromDocument(context, certNumber);
  // A card number alone is what anybody can type: type 03 is a card only with what its chip says.
  if (!cardIdentifier) return 'wrong-chip';
  return presentedCard(certNumber.slice(0, 9).toUpperCase(), 'contact', { cardIdentifier });
}

function fromCode({ vault, now }: Context, text: string): PresentedCard | Reason {
  const code = readCardCode(text, now, codeKeys(vault));
  if (typeof code === 'string') return code;
  return presentedCard(code.cardNumber, 'qr', { codeId: code.codeId, ecard: true });
}

/** The person shows an identity document; the good card of this moment stands for it. */
async function fromDocument(context: Context, number: string): Promise<PresentedCard | Reason> {
  const [holderId] = await findHoldersByDocument(context, [{ kind: 'resident-id', number }]);
  const card = holderId ? await findGoodCard(context.db, holderId) : undefined;
  return card ? presentedCard(card.cardNumber, 'document') : 'card-unknown';
}
