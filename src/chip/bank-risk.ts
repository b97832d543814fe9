// What a bank card decides by itself: approve offline (TC), ask its bank (ARQC), or decline (AAC). Pure functions of plain facts.

export type Decision = 'AAC' | 'TC' | 'ARQC';

/** Electronic cash on the card; amounts in fen. */
export type ElectronicCash = {
  readonly balance: number;
  readonly singleLimit: number;
  /** What has to be left for an offline approval; below it the card goes online to be filled up. */
  readonly threshold: number;
};

export type BankRisk = {
  readonly amount: number;
  /** Absent when the card has none, or the transaction is in another currency. */
  readonly cash: ElectronicCash | undefined;
  /** Transactions since the bank was last reached, and how many are allowed before it must (lower) or the card stops (upper). */
  readonly sinceOnline: number;
  readonly lower: number;
  readonly upper: number;
  readonly neverOnline: boolean;
  readonly pinBlocked: boolean;
  /** The last online transaction was torn off, or its issuer could not prove itself. */
  readonly unsettled: boolean;
};

const cashCovers = ({ amount, cash }: BankRisk, leave: number): boolean =>
  cash !== undefined && amount <= cash.singleLimit && cash.balance - amount >= leave;

/** First GENERATE AC: `electronicCash` = the terminal wants to pay from the cash (9F7A = 01). Never more than was requested. */
export function firstDecision(request: Decision, risk: BankRisk, electronicCash: boolean): Decision {
  if (request !== 'TC') return request;
  // What was meant to come from the cash never becomes an offline debit of the account.
  if (electronicCash) return risk.cash && cashCovers(risk, risk.cash.threshold) ? 'TC' : 'ARQC';
  const mustAsk = risk.neverOnline || risk.pinBlocked || risk.unsettled || risk.sinceOnline > risk.lower;
  return mustAsk ? 'ARQC' : 'TC';
}

/** Second GENERATE AC. `reached`: the bank answered; `proved`: it proved itself with an ARPC. */
export function secondDecision(
  request: Decision,
  risk: BankRisk,
  online: { readonly reached: boolean; readonly proved: boolean },
): Decision {
  if (request !== 'TC') return 'AAC';
  // Only the bank's own proof moves money: an approval code alone could come from anybody on the line.
  if (online.reached) return online.proved ? 'TC' : 'AAC';
  const maySpend = !risk.neverOnline && !risk.pinBlocked && risk.sinceOnline <= risk.upper;
  return maySpend ? 'TC' : 'AAC';
}

/** What a contactless reader can do and wants (TTQ, 9F66). */
export type ReaderWish = {
  readonly online: boolean;
  readonly mustOnline: boolean;
  readonly mustVerify: boolean;
  readonly onlinePin: boolean;
  readonly signature: boolean;
};

export function readerWish(ttq: Uint8Array): ReaderWish {
  const [first, second] = [ttq[0]!, ttq[1]!];
  return {
    online: (first & 0x08) === 0,
    mustOnline: (second & 0x80) !== 0,
    mustVerify: (second & 0x40) !== 0,
    onlinePin: (first & 0x04) !== 0,
    signature: (first & 0x02) !== 0,
  };
}

export type Verification = 'none' | 'online PIN' | 'signature';

/**
 * Quick payment (qPBOC): offline from the cash below the limits, else online with PIN or signature, else not at all.
 * Above `verifyAbove` (small-amount limit without PIN) the holder must be verified.
 */
export function quickDecision(
  risk: BankRisk,
  wish: ReaderWish,
  verifyAbove: number,
): { readonly decision: Decision; readonly verification: Verification } {
  const verify = wish.mustVerify || risk.amount > verifyAbove;
  const verification: Verification = !verify ? 'none' : wish.onlinePin && wish.online ? 'online PIN' : 'signature';
  if (verification === 'signature' && !wish.signature) return { decision: 'AAC', verification: 'none' };
  const offline = !wish.mustOnline && verification !== 'online PIN' && cashCovers(risk, 0);
  return { decision: offline ? 'TC' : wish.online ? 'ARQC' : 'AAC', verification };
}
