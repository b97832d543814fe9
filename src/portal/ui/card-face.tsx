// The card as people know it, drawn from the region's pack; numbers come masked from the server and are clear only when asked for.

import type { Day } from '../../base/day.ts';
import { drawCardFace, type FaceSide } from '../../domain/cards/index.ts';
import { type Pack, ruleFor } from '../../domain/policy/index.ts';

interface Shown {
  readonly pack: Pack;
  readonly today: Day;
  readonly name: string;
  readonly socialSecurityNumber: string | null;
  readonly cardNumber: string;
  readonly bankCardNumber: string | null;
  readonly authority: string;
  readonly issuedOn: string;
  readonly dim?: boolean;
  readonly id: string;
  readonly photo?: string | undefined;
  readonly bank?: string | undefined;
}

export function CardFace({ side, ...card }: Shown & { side: FaceSide }) {
  const face = ruleFor(card.pack, 'cardFace', { day: card.today }).value;
  const svg = drawCardFace(
    {
      name: card.name,
      socialSecurityNumber: card.socialSecurityNumber ?? '—',
      cardNumber: card.cardNumber,
      issuedOn: card.issuedOn,
      authority: card.authority,
      ...(card.bankCardNumber ? { bankCardNumber: card.bankCardNumber } : {}),
      ...(card.bank ? { bank: card.bank } : {}),
      ...(card.photo ? { photo: card.photo } : {}),
    },
    { codes: face === 'unknown' ? ['national-layout'] : face, side, masked: false, id: card.id },
  );
  // The drawing escapes every field itself; it is the one place where finished markup enters a page.
  return <div class={`face${card.dim ? ' dim' : ''}`} dangerouslySetInnerHTML={{ __html: svg }} />;
}
