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
}) =>
  card.generation < 3 ? (
    <EarlierCard visit={visit} card={card} name={record.name} bank={rules.bank(card.bankCode)} />
  ) : (
    <CardFace
      pack={rules.pack}
      today={visit.today}
      id={`c${card.cardId}`}
      side={side}
      name={record.name}
      socialSecurityNumber={record.socialSecurityNumber}
      cardNumber={card.cardNumber}
      bankCardNumber={card.bankCardNumber?.replaceAll(' ', '') ?? null}
      bank={card.bankCode ? rules.bank(card.bankCode) : undefined}
      authority={card.issuingAuthority}
      issuedOn={(card.madeAt ?? card.enabledAt ?? visit.now.toISOString()).slice(0, 10)}
      dim={['invalid', 'cancelled', 'destroyed', 'scrapped'].includes(card.socialState)}
      photo={photo}
    />
  );

/** Cards before the third generation look different everywhere; this says what is known and imitates none of them. */
const EarlierCard = ({ visit, card, name, bank }: { visit: Visit; card: CardAnswer; name: string; bank: string }) => (
  <div class="face">
    <svg
      viewBox="0 0 856 540"
      role="img"
      aria-label={visit.t(`第${card.generation === 2 ? '二' : '一'}代社会保障卡`, `generation ${card.generation} card`)}
    >
      <rect width="856" height="540" rx="38" fill="#e9edf1" />
      <rect x="0" y="0" width="856" height="540" rx="38" fill="none" stroke="#b9c3ce" stroke-width="6" />
      <text x="64" y="120" font-size="48" font-weight="700" fill="#43536a" letter-spacing="8">
        社会保障卡
      </text>
      <text x="66" y="164" font-size="26" fill="#5b6b80">
        {card.generation === 2 ? '第二代' : '第一代'}　{bank}
      </text>
      <rect x="64" y="216" width="112" height="86" rx="14" fill="#c9b26a" />
      <g fill="#2a3a4f" font-size="34">
        <text x="64" y="386">
          {name}
        </text>
        <text x="64" y="444">
          {card.cardNumber}
        </text>
        <text x="64" y="498" font-size="24" fill="#5b6b80">
          {card.issuingAuthority}
        </text>
      </g>
    </svg>
  </div>
);
