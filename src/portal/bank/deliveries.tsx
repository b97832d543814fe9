// Bringing cards to a unit (APP-15, PCK-03): what units ask for, the plan, the roster on site, each card into the hand of who is there.
import { acts as institutions } from '../../domain/institutions/index.ts';
import { deliveryWishes } from '../../domain/orders/index.ts';
import { acts as production } from '../../domain/production/index.ts';
import {
  Acts,
  Back,
  Button,
  Cannot,
  Facts,
  Form,
  LinkButton,
  Say,
  SelectField,
  StateTag,
  Table,
  Tag,
  TextField,
  type Tone,
} from '../ui/pieces.tsx';
import { day } from '../ui/rules.ts';
import { dayIn, isId, text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Visit, type Words } from '../web/visit.ts';
import { CardToHand, cardToHandIn } from './document-shown.tsx';

const cardWords: Record<string, Words & { tone: Tone }> = {
  packed: { ...w('待交付', 'to hand over'), tone: 'wait' },
  'handed-over': { ...w('已交付', 'handed over'), tone: 'good' },
  absent: { ...w('未到场，送回网点', 'absent, back to the outlet'), tone: 'bad' },
};

const deliveries: Page = {
  path: '/counter/deliveries',
  by: ['bank-office', 'bank-visitor'],
  async get(visit) {
    const { t } = visit;
    const plans = visit.actor.role === 'bank-office';
    const { visits } = await visit.ask(production.visitList, {});
    return {
      kind: 'page',
      title: t('送卡到单位', 'Deliveries to units'),
      look: 'wide',
      body: (
        <>
          <h1>{t('送卡到单位', 'Deliveries to units')}</h1>
          {visit.query.done === 'planned' && (
            <Say tone="good">
              <p>{t('已安排，卡已装袋。', 'Planned; the cards are in the bag.')}</p>
            </Say>
          )}
          {plans && (await wishes(visit))}
          <Table
            caption={t('送卡安排', 'Planned and done')}
            heads={[
              t('单位', 'Unit'),
              t('哪天', 'Day'),
              t('状态', 'State'),
              t('待交付', 'To hand over'),
              t('已交付', 'Handed over'),
              t('未到场', 'Absent'),
              t('未领卡送回', 'Absent ones’ cards to'),
            ]}
            right={[3, 4, 5]}
            rows={visits.map((one) => [
              plans ? one.unit : <a href={`/counter/deliveries/${one.visitId}`}>{one.unit}</a>,
              day(visit, one.day),
              <Tag tone={one.state === 'done' ? 'good' : 'wait'}>
                {one.state === 'done'
                  ? t('已完成', 'done')
                  : one.day === visit.today
                    ? t('今天', 'today')
                    : t('待送', 'planned')}
              </Tag>,
              one.packed,
              one.handedOver,
              one.absent,
              one.outlet,
            ])}
            empty={t('没有送卡安排。', 'None.')}
          />
        </>
      ),
    };
  },
  async post(visit) {
    if (visit.actor.role !== 'bank-office') return go(visit.path);
    const on = dayIn(text(visit, 'day'));
    const groupOrderId = text(visit, 'groupOrderId');
    const outletId = text(visit, 'outletId');
    const faults = {
      ...(isId(groupOrderId) ? {} : { groupOrderId: w('请选择单位', 'Choose the unit') }),
      ...(on ? {} : { day: w('请选择日期', 'Choose a day') }),
      ...(isId(outletId) ? {} : { outletId: w('请选择网点', 'Choose the outlet') }),
    };
    if (!on || Object.keys(faults).length > 0) throw new FormFault(faults);
    await visit.perform(production.planVisit, { groupOrderId, day: on, outletId }, 'deliver-card');
    return go('/counter/deliveries?done=planned');
  },
};

async function wishes(visit: Visit) {
  const { t, region } = visit;
  const { institution } = await visit.ask(institutions.myInstitution, {});
  const bank = institution.bankCode ? { bankCode: institution.bankCode } : {};
  const [{ units }, { outlets }] = await Promise.all([
    visit.ask(deliveryWishes, {}),
    visit.ask(institutions.listOutlets, { region, ...bank, limit: 200 }),
  ]);
  const ready = units.filter((one) => one.ready > 0);
  return (
    <>
      <Table
        caption={t('单位的送卡申请', 'What units ask for')}
        heads={[t('单位', 'Unit'), t('希望哪天', 'Wished for'), t('已制成', 'Ready'), t('在制', 'Under way')]}
        right={[2, 3]}
        rows={units.map((one) => [
          one.unit,
          one.wishDay ? day(visit, one.wishDay) : t('未约定', 'no day named'),
          one.ready,
          one.underWay,
        ])}
        empty={t('没有单位要求送卡。', 'No unit asks for delivery.')}
      />
      {ready.length > 0 ? (
        <div class="box">
          <h2>{t('安排送卡', 'Plan a delivery')}</h2>
          <Form visit={visit}>
            <div class="inline">
              <SelectField
                visit={visit}
                name="groupOrderId"
                label={t('单位', 'Unit')}
                options={ready.map((one) => ({
                  value: one.groupOrderId,
                  label: t(`${one.unit}（${one.ready} 张）`, `${one.unit} (${one.ready} cards)`),
                }))}
              />
              <TextField
                visit={visit}
                name="day"
                type="date"
                label={t('哪一天', 'Day')}
                value={ready[0]!.wishDay ?? visit.today}
              />
              <SelectField
                visit={visit}
                name="outletId"
                label={t('未领的卡送回', 'Absent ones’ cards go to')}
                options={outlets.map((one) => ({ value: one.id, label: one.name }))}
              />
            </div>
            <Acts>
              <Button>{t('安排', 'Plan')}</Button>
            </Acts>
          </Form>
        </div>
      ) : (
        <Cannot what={t('安排送卡', 'Plan a delivery')} why={t('还没有制成的卡。', 'No cards are ready yet.')} />
      )}
    </>
  );
}

const rosterOf = (visit: Visit) =>
  visit.ask(production.visitRoster, { visitId: visit.params.visitId! }, 'deliver-card');

const roster: Page = {
  path: '/counter/deliveries/:visitId',
  by: ['bank-visitor'],
  async get(visit) {
    const { t } = visit;
    const { visit: one, address, cards } = await rosterOf(visit);
    const early = one.day > visit.today;
    const open = one.state === 'planned' && !early;
    return {
      kind: 'page',
      title: one.unit,
      section: '/counter/deliveries',
      look: 'wide',
      body: (
        <>
          <Back to="/counter/deliveries">{t('送卡到单位', 'Deliveries')}</Back>
          <h1>{one.unit}</h1>
          {visit.query.done && (
            <Say tone="good">
              <p>{t('已交付。', 'Handed over.')}</p>
            </Say>
          )}
          <Facts of={[[t('哪天', 'Day'), day(visit, one.day)], address && [t('地址', 'Address'), address]]} />
          <label class="field" for="handed">
            {t(
              `已交付 ${one.handedOver} / ${cards.length} 张`,
              `${one.handedOver} of ${cards.length} cards handed over`,
            )}
            <progress id="handed" value={one.handedOver} max={Math.max(1, cards.length)} />
          </label>
          {early && (
            <Cannot
              what={t('交付', 'Hand over')}
              why={t(`${day(visit, one.day)} 当天才能交付。`, `only on ${day(visit, one.day)}.`)}
            />
          )}
          <Table
            caption={t('名册', 'Roster')}
            heads={[t('姓名', 'Name'), t('号码', 'Number'), t('卡号', 'Card'), t('状态', 'State'), '']}
            rows={cards.map((card) => [
              card.name,
              <span class="num">{card.number}</span>,
              <span class="num">{card.cardNumber}</span>,
              <StateTag visit={visit} of={cardWords} code={card.state} />,
              open && card.state === 'packed' ? (
                <a class="btn" href={`${visit.path}/${card.cardId}`}>
                  {t('本人到场', 'Is here')}
                </a>
              ) : (
                ''
              ),
            ])}
            empty="—"
          />
          {open && (
            <div class="box">
              <h2>{t('结束送卡', 'End the delivery')}</h2>
              <p>
                {t(
                  `未到场的 ${one.packed} 人的卡送回${one.outlet}，不启用、不激活；入库后银行再通知本人。`,
                  `Cards of the ${one.packed} who are absent go to ${one.outlet}, neither enabled nor activated; they are told once the cards lie there.`,
                )}
              </p>
              <Form visit={visit}>
                <Button kind="second" name="act" value="finish">
                  {t('结束，卡送回网点', 'End; cards back to the outlet')}
                </Button>
              </Form>
            </div>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    if (text(visit, 'act') === 'finish')
      await visit.perform(production.finishVisit, { visitId: visit.params.visitId! }, 'deliver-card');
    return go(visit.path);
  },
};

const person: Page = {
  path: '/counter/deliveries/:visitId/:cardId',
  by: ['bank-visitor'],
  async get(visit) {
    const { t } = visit;
    const { visit: one, cards } = await rosterOf(visit);
    const back = `/counter/deliveries/${one.visitId}`;
    const card = cards.find(({ cardId }) => cardId === visit.params.cardId);
    if (card?.state !== 'packed') return go(back);
    return {
      kind: 'page',
      title: `${t('交付', 'Hand over')} ${card.name}`,
      section: '/counter/deliveries',
      body: (
        <>
          <Back to={back}>{one.unit}</Back>
          <h1>{card.name}</h1>
          <Facts
            of={[
              [t('号码', 'Number'), <span class="num">{card.number}</span>],
              [t('卡号', 'Card'), <span class="num">{card.cardNumber}</span>],
            ]}
          />
          <p>
            {t(
              '请本人出示证件原件，核对本人后输入或读取号码。只交本人，不代领。',
              'Ask for the original document, compare the face, then type or read its number. To the person only.',
            )}
          </p>
          <Form visit={visit}>
            <CardToHand visit={visit} />
            <Acts>
              <Button>{t('交付本人', 'Hand over')}</Button>
              <LinkButton to={back} kind="plain">
                {t('不在场，返回', 'Not here; back')}
              </LinkButton>
            </Acts>
          </Form>
        </>
      ),
    };
  },
  async post(visit) {
    const inHand = cardToHandIn(visit);
    const { visit: one, cards } = await rosterOf(visit);
    const card = cards.find(({ cardId }) => cardId === visit.params.cardId);
    const back = `/counter/deliveries/${one.visitId}`;
    if (!card) return go(back);
    await visit.perform(
      production.handOverAtVisit,
      { visitId: one.visitId, cardNumber: card.cardNumber, ...inHand },
      'deliver-card',
    );
    return go(`${back}?done=1`);
  },
};

export const deliveryPages: readonly Page[] = [deliveries, roster, person];
