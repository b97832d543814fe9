// A holder's own card with what the server shows of it, masked unless it was asked in clear.
import type { FaceSide } from '../../domain/cards/index.ts';
import { CardFace } from '../ui/card-face.tsx';
import type { Rules } from '../ui/rules.ts';
import type { Visit } from '../web/visit.ts';

export interface CardAnswer {
  readonly cardId: string;
  readonly region: string;
  readonly issuingAuthority: string;
  readonly bankCode: string | null;
  readonly generation: number;
  readonly cardNumber: string;
  readonly bankCardNumber: string | null;
  readonly socialState: string;
  readonly financialState: string;
  readonly usable: boolean;
  readonly replacedByCardId: string | null;
  readonly madeAt: string | null;
  readonly enabledAt: string | null;
  readonly collectBy: string | null;
  readonly expiresOn: string | null;
}

export const HolderCard = ({
  visit,
  rules,
  card,
  record,
  side,
  photo,
}: {
  visit: Visit;
  rules: Rules;
  card: CardAnswer;
  record: { name: string; socialSecurityNumber: string | null };
  side: FaceSide;
  photo?: string | undefined;
}) => (
  <CardFace
    pack={rules.pack}
    today={visit.today}
    id={`c${card.cardId}`}
    side={side}
    name={record.name}
    socialSecurityNumber={record.socialSecurityNumber}
    cardNumber={card.cardNumber}
    bankCardNumber={card.bankCardNumber}
    authority={card.issuingAuthority}
    issuedOn={(card.madeAt ?? card.enabledAt ?? visit.now.toISOString()).slice(0, 10)}
    dim={['invalid', 'cancelled', 'destroyed', 'scrapped'].includes(card.socialState)}
    photo={photo}
  />
);
