// Every settlement with a card is a use of that card: the holder sees it among the uses, and the terms of the service hold here too.
import { createHash } from 'node:crypto';
import type { Call } from '../../base/call.ts';
import { findCardOfNumber } from '../cards/index.ts';
import { identitiesOf } from '../holders/index.ts';
import { authoriseHere, type Reason, reasons, type UseAnswer, type UseRequest } from '../uses/index.ts';
import type { Booking } from './booking.ts';
import { type MedicalInstitution, serviceOf } from './institution.ts';
import type { Credential } from './present.ts';
import { refuse } from './refuse.ts';

/** One settlement message is one use, however often it is sent. */
export function useOf(institution: MedicalInstitution, credential: Credential, message: string): UseRequest {
  const { type: certType, number: certNumber, identifier } = credential;
  const digest = createHash('sm3').update(message).digest();
  return {
    terminal: institution.terminal,
    // 59 bits: two messages of one institution share a number once in a hundred million messages or less often.
    number: digest.readBigUInt64BE() >> 5n,
    ...{ service: serviceOf(institution), purpose: 'serve-holder' },
    credential: {
      ...{ certType, certNumber },
      ...(certType === '03' && identifier ? { cardIdentifier: identifier.toUpperCase() } : {}),
    },
  };
}

/** In the transaction of the settlement; refused when the card may not be used for it. */
export async function recordUse(call: Call, { institution, visit, message }: Booking, shown: Credential): Promise<void> {
  const credential = await comparable(call, visit.holderId, shown);
  const answer = await authoriseHere(call, useOf(institution, credential, message));
  if (!mayGoOn(answer, credential)) {
    const { zh: why, en: whyEn } = reasons[answer.reason!];
    throw refuse('use-refused', { why, whyEn });
  }
}

/** Old cards were taken over without an identifier: their chip proves nothing, so the person counts, by the identity document. */
async function comparable(call: Call, holderId: string, shown: Credential): Promise<Credential> {
  if (shown.type !== '03' || (await findCardOfNumber(call.db, shown.number.toUpperCase()))?.cardIdentifier) return shown;
  const identity = (await identitiesOf(call, [holderId])).get(holderId)!;
  return { type: '02', number: identity.documentNumber };
}

/** Whose card is none or not good is treated on the identity document all the same; then no card was used. */
const onDocumentAlone: readonly Reason[] = [
  ...(['card-unknown', 'card-not-in-use', 'card-suspended', 'card-ended', 'card-expired'] as const),
];
export const mayGoOn = ({ allowed, reason }: UseAnswer, { type }: Credential): boolean =>
  allowed || (type === '02' && reason !== null && onDocumentAlone.includes(reason));
