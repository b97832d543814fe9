// What must be known before the switch decides: who calls and with what right, the region's conditions, whether the holder lives.
import type { Role } from '../../base/actor.ts';
import type { Call } from '../../base/call.ts';
import type { Refusal } from '../../base/refusal.ts';
import { lockHolders, requireMayActFor } from '../holders/index.ts';
import { getInstitution } from '../institutions/index.ts';
import { mayEnable, oldCardRule, type Pack, type Place, type Role as PolicyRole } from '../policy/index.ts';
import type { Circumstances } from './can-enable.ts';
import type { Card } from './card.ts';
import { refuse } from './refuse.ts';
import { rulesOf } from './region-rules.ts';

/** By the caller's own role, or as staff in bulk where the region has it (ENB-03). */
export type EnablingRight = 'own-role' | 'bulk';

export interface EnablingCases {
  /** Why this caller may not enable this card, if so. */
  refusalFor(card: Card): Refusal | undefined;
  circumstancesOf(card: Card): Circumstances;
}

const staff: Partial<Record<Role, { role: PolicyRole; place: Place }>> = {
  'bureau-clerk': { role: 'hrss-clerk', place: 'counter' },
  'bank-teller': { role: 'bank-teller', place: 'counter' },
  'bank-visitor': { role: 'bank-visitor', place: 'visit' },
};

/** Locks the holders first, so that nothing about these people changes until the switch is through. */
export async function prepareEnabling(
  call: Call,
  cards: readonly Card[],
  right: EnablingRight,
): Promise<EnablingCases> {
  const holders = await lockHolders(
    call,
    cards.map(({ holderId }) => holderId),
  );
  const rules = await rulesOf(
    call,
    cards.map(({ region }) => region),
  );
  const asked = await actorOf(call, cards, right);
  const { institutionId } = call.actor;
  const own = institutionId ? await getInstitution(call.db, institutionId) : undefined;

  return {
    refusalFor(card) {
      if (!asked || mayEnable(rules(card.region), { ...asked, day: call.today }).value !== true) {
        return refuse('may-not-enable', { cardId: card.id });
      }
      if (call.actor.role === 'citizen') return undefined;
      if (own?.region !== card.region) return refuse('other-region', { cardId: card.id });
      if (own.bankCode && own.bankCode !== card.bankCode) return refuse('other-bank', { cardId: card.id });
      return undefined;
    },
    circumstancesOf(card) {
      return {
        today: call.today,
        deceased: holders.get(card.holderId)!.deceasedOn !== null,
        alsoNeeds: extraConditions(rules(card.region), call),
      };
    },
  };
}

async function actorOf(
  call: Call,
  cards: readonly Card[],
  right: EnablingRight,
): Promise<{ role: PolicyRole; place: Place } | undefined> {
  if (call.actor.role === 'citizen') {
    let as: 'self' | 'guardian' = 'self';
    for (const { holderId } of cards) as = await requireMayActFor(call, holderId);
    return { role: as === 'self' ? 'holder' : 'guardian', place: 'online' };
  }
  if (right === 'bulk') return call.actor.role === 'bureau-clerk' ? { role: 'bulk', place: 'counter' } : undefined;
  return staff[call.actor.role];
}

/** Conditions a region adds (K4). Where it has not said, none are added: the moment stays the enabling itself. */
function extraConditions(pack: Pack, call: Call): Circumstances['alsoNeeds'] {
  const rule = oldCardRule(pack, { day: call.today }).value;
  return rule === 'unknown' ? [] : rule.alsoNeeds;
}
