// "Do I need to change my card?": the adviser with reasons and the clauses they stand on; for anybody, and with one's own data (APP-13).
import type { ComponentChildren } from 'preact';
import { acts as cards } from '../../domain/cards/index.ts';
import { myRecord } from '../../domain/holders/index.ts';
import { mayIApply, subscribeOpening } from '../../domain/orders/index.ts';
import {
  adviseChange,
  askableGroups,
  type DocumentKind,
  type PersonFacts,
  type Reason,
  samplePerson,
} from '../../domain/policy/index.ts';
import { Acts, Back, Button, Form, LinkButton, Reasons, Say, SelectField } from '../ui/pieces.tsx';
import { cite, day, rulesOf } from '../ui/rules.ts';
import { groupWords, wordOf } from '../ui/words.ts';
import { go, type Page, type Visit } from '../web/visit.ts';

const whys = ['worn', 'livesElsewhere', 'wantsFunctions'] as const;
const whyOptions = ({ t }: Visit) => [
  { value: 'worn', label: t('卡旧了、磨损了', 'The card is worn') },
  { value: 'livesElsewhere', label: t('长期在外地居住、看病或工作', 'I live, get care or work elsewhere for long') },
  {
    value: 'wantsFunctions',
    label: t('想用新功能：免密乘车、入园、支付', 'I want the new functions: transport, parks, payment'),
  },
];

const verdicts = {
  change: { zh: '建议您换', en: 'Changing is worth it for you', tone: 'good' },
  'no-hurry': { zh: '可以换，也可以不换，不急', en: 'You may, you need not, there is no hurry', tone: 'info' },
  later: { zh: '现在不用换，轮到时再说', en: 'Not now; wait for your turn', tone: 'wait' },
  'has-new-card': { zh: '您已是第三代卡，不用换', en: 'You have the third generation already', tone: 'good' },
} as const;

/** Query strings carry `why` as one field a choice, so that the page can be bookmarked and works without scripts. */
const circumstances = (visit: Visit) =>
  Object.fromEntries(whys.map((why) => [why, visit.query[why] === 'yes'])) as Record<(typeof whys)[number], boolean>;

const cited = (reasons: readonly Reason[]) =>
  reasons.map(({ zh, en, citations, note }) => ({ zh, en, sources: citations, note: note ?? null }));

const Advice = ({
  visit,
  value,
  reasons,
}: {
  visit: Visit;
  value: keyof typeof verdicts;
  reasons: readonly Reason[];
}) => (
  <>
    <Say tone={verdicts[value].tone} title={visit.say(verdicts[value])}>
      <p>
        {visit.t(
          '无论换不换，养老金、看病、补贴都照常；没有“不换就停用”这回事。',
          'Either way pension, care and subsidies go on; nothing stops because you did not change.',
        )}
      </p>
    </Say>
    <h2>{visit.t('为什么', 'Why')}</h2>
    <Reasons visit={visit} of={cited(reasons)} cite={cite} />
  </>
);

const WhyForm = ({ visit, children }: { visit: Visit; children?: ComponentChildren }) => (
  <form method="get" class="box">
    {children}
    <fieldset>
      <legend>{visit.t('您有下面的情况吗？（可多选）', 'Does any of this apply?')}</legend>
      {whyOptions(visit).map(({ value, label }) => (
        <label class="pick">
          <input type="checkbox" name={value} value="yes" checked={visit.query[value] === 'yes'} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
    <Button>{visit.t('看建议', 'See the advice')}</Button>
  </form>
);

const anybody: Page = {
  path: '/change',
  by: 'public',
  async get(visit) {
    const { t, query } = visit;
    const { pack, openings } = await rulesOf(visit);
    const group = askableGroups.find((one) => one === query.group);
    const person = group && samplePerson(pack, group, visit.today);
    const advice = person && adviseChange(pack, { day: visit.today, person, openings }, circumstances(visit));
    return {
      kind: 'page',
      title: t('我要换卡吗', 'Do I need to change'),
      body: (
        <>
          <h1>{t('我要换社保卡吗？', 'Do I need to change my card?')}</h1>
          {!advice && (
            <p>
              {t(
                '不用登录，选一下您的情况就有答案和依据。',
                'No sign-in needed: say who you are and get an answer with its grounds.',
              )}
            </p>
          )}
          {advice && <Advice visit={visit} value={advice.value as keyof typeof verdicts} reasons={advice.reasons} />}
          <WhyForm visit={visit}>
            <SelectField
              visit={visit}
              name="group"
              label={t('您是', 'You are')}
              value={query.group}
              options={askableGroups
                .filter((one) => one !== 'individual')
                .map((value) => ({ value, label: visit.say(wordOf(groupWords, value)) }))}
            />
          </WhyForm>
          <Acts>
            <LinkButton to="/my/change" kind="second">
              {t('登录，按我本人的情况回答', 'Sign in for an answer from my own data')}
            </LinkButton>
            <LinkButton to="/rumours" kind="plain">
              {t('核实听到的说法', 'Check what I heard')}
            </LinkButton>
          </Acts>
        </>
      ),
    };
  },
};

const policyKinds: Record<string, DocumentKind> = {
  'hk-macao-residence': 'hmt-residence',
  'taiwan-residence': 'hmt-residence',
  'hk-macao-travel': 'hmt-permit',
  'taiwan-travel': 'hmt-permit',
  'foreign-permanent-residence': 'foreign-permanent',
  passport: 'passport',
};

const own: Page = {
  path: '/my/change',
  by: ['citizen'],
  async get(visit) {
    const { t, holderId, region } = visit;
    const [{ pack, openings, batch }, record, { cards: list }, may] = await Promise.all([
      rulesOf(visit),
      visit.ask(myRecord, { holderId }),
      visit.ask(cards.myCards, { holderId }),
      visit.ask(mayIApply, { holderId, region }),
    ]);
    const card = list.find(({ socialState }) => socialState === 'enabled' || socialState === 'suspended');
    const person: PersonFacts = {
      born: record.born,
      documentKind: policyKinds[record.documentKind] ?? 'resident-id',
      nationality: record.nationality,
      insurances: record.insurances.map(({ organiserId, until, ...one }) => ({
        ...one,
        ...(organiserId ? { organiserId } : {}),
        ...(until ? { until } : {}),
      })),
      ...(card
        ? {
            currentCard: {
              generation: card.generation as 1 | 2 | 3,
              region: card.region,
              ...(card.bankCode ? { bank: card.bankCode } : {}),
            },
          }
        : {}),
    };
    const advice = adviseChange(pack, { day: visit.today, person, openings }, circumstances(visit));
    return {
      kind: 'page',
      title: t('我要换卡吗', 'Do I need to change'),
      section: '/my',
      body: (
        <>
          <Back to="/my">{t('首页', 'Home')}</Back>
          <h1>{t('我要换社保卡吗？', 'Do I need to change my card?')}</h1>
          <Advice visit={visit} value={advice.value as keyof typeof verdicts} reasons={advice.reasons} />
          {!may.may && (
            <Say
              tone="wait"
              title={
                may.waitFor
                  ? t(`您的开放时间：${day(visit, may.waitFor)}`, `Your turn: ${day(visit, may.waitFor)}`)
                  : t('目前不能申领', 'You cannot order now')
              }
            >
              {may.batch && <p>{t('您所在的批次：', 'Your batch: ') + batch(may.batch)}</p>}
              <Reasons visit={visit} of={may.reasons} cite={cite} />
              {may.waitFor && (
                <Form visit={visit}>
                  <Acts>
                    <Button>{t('到时提醒我', 'Remind me then')}</Button>
                  </Acts>
                </Form>
              )}
            </Say>
          )}
          {visit.query.told && (
            <Say tone="good">
              <p>{t('已登记，开放当天会给您发消息。', 'Noted: you will get a message on the day it opens.')}</p>
            </Say>
          )}
          {may.may && (
            <Acts>
              <LinkButton to="/my/apply">{t('申领第三代卡', 'Order the third-generation card')}</LinkButton>
            </Acts>
          )}
          <h2>{t('换一个情况试试', 'Try other circumstances')}</h2>
          <WhyForm visit={visit} />
        </>
      ),
    };
  },
  async post(visit) {
    await visit.perform(subscribeOpening, { region: visit.region, holderId: visit.holderId });
    return go('/my/change?told=1');
  },
};

export const changePages: readonly Page[] = [anybody, own];
