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

/** For every batch that is announced by month: the notice some days ahead, then the day (K23, GOV-04). */
export function planOpenings(campaign: Campaign): void {
  const { region } = campaign.founded.plan;
  const pack = shippedPacks[region]!;
  for (const batch of pack.batches) {
    if (batch.opens.length !== 7) continue;
    const first = `${batch.opens}-01` as Day;
    if (first <= campaign.today) continue;
    campaign.agenda.on(addDays(first, -12), () =>
      announce(campaign, batch.code, batch.name.zh, firstWorkingDay(first)),
    );
  }
}

async function announce(campaign: Campaign, batch: string, name: string, opens: Day): Promise<void> {
  const { founded } = campaign;
  const { region } = founded.plan;
  const [writer, publisher] = founded.allStaff('publicity-officer');
  const notice = await campaign.try(writer!, 'notices.draft-notice', {
    region,
    batch,
    titleZh: `关于${name}换发第三代社会保障卡的通知`,
    titleEn: `Third-generation cards: ${batch} opens on ${opens}`,
    bodyZh: `${name}自${opens}起开放申领。换卡自愿，原卡照常使用。请通过官方渠道办理，短信不含任何网页链接。`,
    bodyEn: `${batch} opens on ${opens}. Changing is voluntary; the old card stays good. Messages never carry links.`,
  });
  if (notice) await campaign.try(publisher!, 'notices.publish-notice', { noticeId: notice.noticeId });
  const [officer] = founded.allStaff('policy-officer');
  await campaign.try(officer!, 'policy.set-batch-opening', { region, batch, day: opens });
}

export function firstWorkingDay(day: Day): Day {
  let at = day;
  while (!isWorkingDay(at)) at = addDays(at, 1);
  return at;
}
