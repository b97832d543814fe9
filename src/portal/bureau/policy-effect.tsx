// What a version would do: who may order and who waits, which outlets overflow, what fees come in; for a day and assumptions one may change.
import { policyEffect } from '../../domain/orders/index.ts';
import { Button, Figure, LongTable, Say, Table, Tag, TextField } from '../ui/pieces.tsx';
import { day, yuan } from '../ui/rules.ts';
import { groupWords, reasonWords, wordOf } from '../ui/words.ts';
import { dayIn, numberIn } from '../web/fields.ts';
import type { Visit } from '../web/visit.ts';

export async function EffectOf(visit: Visit, version: number) {
  const { t, query, region } = visit;
  const on = dayIn(query.on) ?? visit.today;
  const assumed = {
    weeks: numberIn(query.weeks, 1, 520, 12),
    counterShare: numberIn(query.share, 0, 100, 30),
    perDay: numberIn(query.perDay, 1, 100_000, 40),
  };
  return (
    <section class="box" id="effect">
      <h2>{t('真实人口会怎样', 'What it would do to the people here')}</h2>
      <form method="get" action="#effect">
        <div class="inline">
          <TextField visit={visit} name="on" type="date" label={t('哪一天', 'Day')} value={on} />
          <TextField
            visit={visit}
            name="weeks"
            inputmode="numeric"
            max={3}
            label={t('几周内陆续来', 'Weeks over which people come')}
            value={String(assumed.weeks)}
          />
          <TextField
            visit={visit}
            name="share"
            inputmode="numeric"
            max={3}
            label={t('能线上办的人中到柜面的百分比', 'Per cent at a counter of those who may go online')}
            value={String(assumed.counterShare)}
          />
          <TextField
            visit={visit}
            name="perDay"
            inputmode="numeric"
            max={6}
            label={t('没有名额的网点每天能办', 'Orders a day of outlets without a quota')}
            value={String(assumed.perDay)}
          />
          <Button name="effect" value="yes">
            {t('测算', 'Compute')}
          </Button>
        </div>
      </form>
      {query.effect === 'yes' && (await result(visit, { region, version, day: on, ...assumed }))}
    </section>
  );
}

async function result(visit: Visit, question: Parameters<typeof askEffect>[1]) {
  const { t } = visit;
  const { people, against, groups, outlets, replacements } = await askEffect(visit, question);
  const all = (side: 'before' | 'after', key: 'may' | 'wait') => groups.reduce((sum, one) => sum + one[side][key], 0);
  const fees = (side: 'before' | 'after') =>
    groups.reduce((sum, one) => sum + BigInt(one[side].feeFen), 0n) +
    replacements.reduce((sum, one) => sum + BigInt(side === 'before' ? one.beforeFen : one.afterFen), 0n);
  const over = outlets.filter((one) => one.after > one.capacity);
  const pair = (before: string | number, after: string | number) =>
    before === after ? `${after}` : `${before} → ${after}`;
  return (
    <>
      <p class="soft">
        {against === null
          ? t(`${day(visit, question.day)}没有现行版本可比。`, `No version is in force on ${day(visit, question.day)}.`)
          : t(
              `${day(visit, question.day)}，与现行 v${against} 相比；在本地参保的 ${people} 人。`,
              `On ${day(visit, question.day)}, beside v${against} in force; ${people} people insured here.`,
            )}
      </p>
      <ul class="tiles">
        <Figure value={pair(all('before', 'may'), all('after', 'may'))}>{t('可以申领', 'may order')}</Figure>
        <Figure value={pair(all('before', 'wait'), all('after', 'wait'))}>{t('要等', 'wait')}</Figure>
        <Figure value={over.length}>{t('网点超负荷', 'outlets overflow')}</Figure>
        <Figure value={pair(yuan(fees('before').toString()), yuan(fees('after').toString()))}>
          {t('费用收入（元）', 'fee income (yuan)')}
        </Figure>
      </ul>
      {over.length > 0 && (
        <Say tone="bad">
          <p>
            {t(
              `${over.length} 个网点每周接不下。可增加名额、放缓批次，或引导线上办理。`,
              `${over.length} outlets cannot take on a week’s orders. Raise quotas, open batches later, or lead people online.`,
            )}
          </p>
        </Say>
      )}
      <Table
        caption={t('各人群', 'By group')}
        heads={[
          t('人群', 'Group'),
          t('人数', 'People'),
          t('可申领', 'May order'),
          t('要等', 'Wait'),
          t('首发费用（元）', 'Fees of first cards (yuan)'),
        ]}
        right={[1, 2, 3, 4]}
        rows={groups.map((one) => [
          visit.say(wordOf(groupWords, one.group)),
          one.people,
          pair(one.before.may, one.after.may),
          pair(one.before.wait, one.after.wait),
          pair(yuan(one.before.feeFen), yuan(one.after.feeFen)),
        ])}
        empty="—"
      />
      <LongTable
        first={12}
        rest={(n) => t(`另外 ${n} 个网点`, `${n} more outlets`)}
        caption={t('各网点每周，负荷最高的在前', 'Outlets, a week; the fullest first')}
        heads={[
          t('网点', 'Outlet'),
          t('现行', 'In force'),
          t('本版本', 'This version'),
          t('能办', 'Capacity'),
          t('负荷', 'Load'),
        ]}
        right={[1, 2, 3, 4]}
        rows={[...outlets]
          .sort((a, b) => b.after / b.capacity - a.after / a.capacity)
          .slice(0, 100)
          .map((one) => [
            one.name,
            one.before,
            one.after,
            one.capacity,
            <Tag tone={one.after > one.capacity ? 'bad' : 'good'}>
              {Math.round((one.after / one.capacity) * 100)} %
            </Tag>,
          ])}
        empty={t('没有网点。', 'No outlets.')}
      />
      <Table
        caption={t('补换（按近一年张数）', 'Replacements, as many as last year')}
        heads={[t('事由', 'Reason'), t('张数', 'Cards'), t('费用（元）', 'Fees (yuan)')]}
        right={[1, 2]}
        rows={replacements.map((one) => [
          visit.say(wordOf(reasonWords, one.reason)),
          one.orders,
          pair(yuan(one.beforeFen), yuan(one.afterFen)),
        ])}
        empty={t('近一年没有补换。', 'None in the last year.')}
      />
      <p class="small soft">
        {t(
          '算法：按险种、区、年龄段和手中的卡把参保人分组，逐组问两个版本；能到柜面办的人平均分到本区网点，每周按五个工作日计。没有收费标准的不计费。',
          'How: insured people are counted by insurance, district, age and card in hand, and both versions are asked for each; those who may use a counter are spread evenly over the outlets of their district, five working days a week. Without a standard no fee is counted.',
        )}
      </p>
    </>
  );
}

const askEffect = (
  visit: Visit,
  question: Parameters<typeof visit.ask<typeof policyEffect.input, typeof policyEffect.output>>[1],
) => visit.ask(policyEffect, question);
