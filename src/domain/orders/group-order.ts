// A group order: who organises, through which channel, and what policy must say before it opens. Pure.
import type { Day } from '../../base/day.ts';
import type { InstitutionKind } from '../institutions/index.ts';
import {
  banksFor,
  type ChannelCode,
  mayApply,
  type Organiser,
  type Pack,
  type PersonFacts,
  samplePerson,
} from '../policy/index.ts';
import type { GroupOrder } from './group-store.ts';
import type { Refused, Rules } from './judge-order.ts';

export const groupKindOf: Partial<Record<InstitutionKind, GroupOrder['kind']>> = {
  employer: 'unit',
  school: 'school',
  community: 'community',
};

/**
 * The region's channel for a group. Where a region knows none, groups go through the bank outlets as a batch by proxy; where it
 * has not named its outlets either, policy will say so.
 */
export function groupChannel(pack: Pack, kind: GroupOrder['kind']): ChannelCode {
  const own = `${kind}-group` as const;
  const named = (code: ChannelCode) => pack.channels.some((channel) => channel.code === code);
  return !named(own) && named('bank-outlet') ? 'bank-outlet' : own;
}

/** The organiser as policy sees it, once the group order is open. */
export const organiserOf = ({
  kind,
  organiserId,
  district,
  banks,
}: Pick<GroupOrder, 'kind' | 'organiserId' | 'district' | 'banks'>): Organiser => ({
  kind,
  id: organiserId,
  district: district ?? '',
  banks,
  started: true,
});

export type MayOpen =
  | { readonly ok: true }
  | { readonly ok: false; readonly wrongBanks: true; readonly offered: readonly string[] }
  | ({ readonly wrongBanks: false } & Refused);

/** May a group open today with these banks? Asked for an ordinary member, since each real one is judged when submitted. */
export function mayOpenGroup({ pack, openings }: Rules, group: Omit<GroupOrder, 'id' | 'openedOn'>, day: Day): MayOpen {
  const organiser = organiserOf(group);
  const question = { day, person: member(pack, group, day), organiser, openings, channel: group.channel };
  const offered = banksFor(pack, question).value;
  const usable = offered === 'unknown' ? [] : offered.banks;
  const fits = usable.length > 0 && group.banks.every((bank) => usable.includes(bank));
  // A fourth bank leaves the first three usable, so the fourth is the one that does not fit (BNK-05).
  if (!fits || new Set(group.banks).size !== group.banks.length)
    return { ok: false, wrongBanks: true, offered: usable };
  const answer = mayApply(pack, question);
  if (answer.value !== 'unknown' && answer.value.may) return { ok: true };
  return {
    ok: false,
    wrongBanks: false,
    objection: answer.value === 'unknown' ? 'undecided' : 'not-now',
    grounds: answer.reasons,
    offered: [],
    waitFor: answer.value === 'unknown' ? null : answer.value.waitFor,
  };
}

function member(
  pack: Pack,
  { kind, organiserId, district }: Pick<GroupOrder, 'kind' | 'organiserId' | 'district'>,
  day: Day,
) {
  const person = samplePerson(pack, ({ unit: 'staff', school: 'student', community: 'resident' } as const)[kind], day);
  return {
    ...person,
    insurances: person.insurances.map((insurance) => ({ ...insurance, ...(district ? { district } : {}) })),
    ...(kind === 'school' ? { student: { schoolId: organiserId, schoolOrganised: true } } : {}),
  } satisfies PersonFacts;
}
