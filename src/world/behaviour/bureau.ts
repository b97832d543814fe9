// The bureau: says that the region is ready, tells the public before a batch, and sets the days that the notice left open.
import { addDays, type Day } from '../../base/day.ts';
import { isWorkingDay, readinessItems, shippedPacks } from '../../domain/policy/index.ts';
import type { Campaign } from '../campaign.ts';

export async function prepareRegion(campaign: Campaign): Promise<void> {
  const { founded } = campaign;
  const { region } = founded.plan;
  const [officer] = founded.allStaff('policy-officer');
  for (const item of readinessItems) {
    await campaign.try(officer!, 'policy.set-readiness', { region, item, ready: true, note: '演示城市已准备就绪' });
  }
}

/** For every batch that is announced by month, and a phase of which no source says since when: the notice some days ahead, then the day (K23, GOV-04). */
export function planOpenings(campaign: Campaign): void {
  const { region } = campaign.founded.plan;
  const pack = shippedPacks[region]!;
  for (const batch of pack.batches) {
    if (batch.opens.length !== 7) continue;
    const opens = openingOf(batch.opens, campaign.today);
    campaign.agenda.on(addDays(opens, -12), () => announce(campaign, batch.code, batch.name.zh, opens));
  }
  for (const { code, name, from } of pack.phases.filter((phase) => phase.from === 'unknown')) {
    const opens = beginningOf(from, campaign.today);
    campaign.agenda.on(addDays(opens, -12), () => announce(campaign, code, name.zh, opens));
  }
}

async function announce(campaign: Campaign, batch: string, name: string, opens: Day): Promise<void> {
  const { founded } = campaign;
  const { region } = founded.plan;
  const [writer, publisher] = founded.allStaff('publicity-officer');
  const notice = await campaign.try(writer!, 'notices.draft-notice', {
    region,
    batch,
    title: `${name}换发第三代社会保障卡`,
    body: `${name}自${opens}起开放申领。换卡自愿，原卡照常使用。请在官方App或服务网点办理，如有疑问请拨打12333。`,
  });
  if (notice) await campaign.try(publisher!, 'notices.publish-notice', { noticeId: notice.noticeId });
  const [officer] = founded.allStaff('policy-officer');
  await campaign.try(officer!, 'policy.set-batch-opening', { region, batch, day: opens });
}

/** The first working day of the month announced; where that has passed unopened, a fortnight from today. */
export function openingOf(month: string, today: Day): Day {
  const first = `${month}-01` as Day;
  const earliest = addDays(today, 14);
  const [, later] = [first, earliest].sort();
  return firstWorkingDay(later!);
}

/** The first day of a phase; where no source gives one, the bureau lets it begin in a fortnight. */
export const beginningOf = (from: string, today: Day): Day =>
  from === 'unknown' ? firstWorkingDay(addDays(today, 14)) : (from as Day);

function firstWorkingDay(day: Day): Day {
  let at = day;
  while (!isWorkingDay(at)) at = addDays(at, 1);
  return at;
}
