// Query: what a holder draws, where it is paid, what was paid, and what still goes to the old number after a change of card (RPL-04).
import { query } from '../../base/action.ts';
import { DayText, Fen, Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { holderOfCall } from '../holders/index.ts';
import { packInForce } from '../policy/index.ts';
import { standingOf } from './certification-store.ts';
import { listPayAccounts } from './pay-account-store.ts';
import { placesOfChange } from './place-of-change.ts';
import { type HoldReason, holdReasons, lineStates } from './run.ts';
import { lastLinesOf } from './run-store.ts';

const accountStates = ['current', 'stale', 'change-requested', 'closed', 'blocked', 'not-active', 'none'] as const;

export const myBenefits = query({
  name: 'benefits.my-benefits',
  title: { zh: '我的待遇', en: 'My benefits' },
  by: ['citizen', 'bureau-clerk', 'benefit-officer', 'bank-teller'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({
    benefits: Type.Array(
      shape({
        programmeId: Id,
        nameZh: Text(60),
        nameEn: Text(120),
        amountFen: Fen,
        account: OneOf(accountStates),
        /** Last four digits it is paid to, and those of the new card where they differ. */
        last4: Maybe(Text(4)),
        newLast4: Maybe(Text(4)),
        /** The day the yearly certification runs out; null where none is asked for. */
        certifiedUntil: Maybe(DayText),
        /** What to do, and where, when the account is not current. */
        adviceZh: Maybe(Text(200)),
        adviceEn: Maybe(Text(300)),
      }),
    ),
    payments: Type.Array(
      shape({
        programmeId: Id,
        period: DayText,
        amountFen: Fen,
        state: OneOf(Object.keys(lineStates.moves) as (keyof typeof lineStates.moves)[]),
        zh: Maybe(Text(80)),
        en: Maybe(Text(120)),
      }),
    ),
  }),
  async run(call, { holderId: named }) {
    const holderId = await holderOfCall(call, named);
    const accounts = await listPayAccounts(call.db, holderId, call.today);
    const places = new Map<string, ReturnType<typeof placesOfChange>>();
    for (const region of new Set(accounts.map((a) => a.region))) {
      const { pack } = await packInForce(call.db, region, call.today);
      places.set(region, placesOfChange(pack, call.today));
    }
    const certification = new Map(
      (await standingOf(call.db, holderId, call.today)).map((one) => [one.programmeId, one.dueOn]),
    );
    const lines = await lastLinesOf(call.db, holderId, 24);
    return {
      benefits: accounts.map((a) => {
        const account = stateOf(a);
        const where = places.get(a.region)!;
        const trouble = a.trouble && holdReasons[a.trouble];
        // An account is activated at the bank, wherever accounts are changed.
        const goes = a.trouble !== 'account-not-active';
        return {
          programmeId: a.programmeId,
          nameZh: a.programmeZh,
          nameEn: a.programmeEn,
          amountFen: a.amountFen.toString(),
          account,
          last4: a.last4,
          newLast4: a.newLast4,
          certifiedUntil: certification.get(a.programmeId) ?? null,
          adviceZh: trouble ? `${trouble.zh}。${goes ? `请到${where.zh}办理。` : ''}` : null,
          adviceEn: trouble ? `${trouble.en}${goes ? `; the place is: ${where.en}` : ''}` : null,
        };
      }),
      payments: lines.map(({ reason, amountFen, ...line }) => ({
        ...line,
        amountFen: amountFen.toString(),
        ...reasonWords(reason),
      })),
    };
  },
});

function stateOf(a: Awaited<ReturnType<typeof listPayAccounts>>[number]): (typeof accountStates)[number] {
  if (a.cardId === null || a.trouble === 'no-account') return 'none';
  if (a.wantedCardId !== null) return 'change-requested';
  if (a.trouble === 'account-closed') return 'closed';
  if (a.trouble === 'account-blocked') return 'blocked';
  if (a.trouble === 'account-not-active') return 'not-active';
  return a.trouble === 'account-stale' ? 'stale' : 'current';
}

/** Words of a hold; a bank's reason reads as it was mapped when the answer came. */
function reasonWords(reason: string | null) {
  const known = reason !== null && Object.hasOwn(holdReasons, reason) ? holdReasons[reason as HoldReason] : null;
  return { zh: known?.zh ?? reason, en: known?.en ?? reason };
}
