// Booking a place at a counter: the citizen's page, and for the counter the list of who comes today (APP-12).
import { Refusal } from '../../base/refusal.ts';
import { acts as institutions } from '../../domain/institutions/index.ts';
import {
  arriveAtCounter,
  bookCounter,
  cancelBooking,
  counterDays,
  myBookings,
  todaysBookings,
} from '../../domain/orders/index.ts';
import {
  Acts,
  Back,
  Button,
  Choices,
  Form,
  Say,
  SelectField,
  StateTag,
  Table,
  TextField,
  type Tone,
} from '../ui/pieces.tsx';
import { day } from '../ui/rules.ts';
import { documentKindWords } from '../ui/words.ts';
import { FormFault, go, type Page, type Visit } from '../web/visit.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const dayText = /^\d{4}-\d{2}-\d{2}$/;
const states: Record<string, { zh: string; en: string; tone: Tone }> = {
  booked: { zh: '已预约', en: 'booked', tone: 'good' },
  arrived: { zh: '已到场', en: 'arrived', tone: 'info' },
  cancelled: { zh: '已取消', en: 'cancelled', tone: 'wait' },
  missed: { zh: '未到场', en: 'missed', tone: 'bad' },
};

/** The days of a counter that still have places; words instead where nothing can be booked there. */
async function freeDays(visit: Visit, outletId: string) {
  try {
    const { days } = await visit.ask(counterDays, { region: visit.region, outletId, from: visit.today });
    return { days: days.filter(({ places, booked }) => booked < places), why: undefined };
  } catch (error) {
    if (!(error instanceof Refusal) || error.text.status >= 500) throw error;
    return { days: [], why: error.problem() };
  }
}

const mine: Page = {
  path: '/my/booking',
  by: ['citizen'],
  async get(visit) {
    const { t, holderId, region, query } = visit;
    const { bookings } = await visit.ask(myBookings, { holderId });
    const { outlets } = await visit.askPublic(institutions.listOutlets, { region, limit: 200 });
    const nameOf = (id: string) => outlets.find((one) => one.id === id)?.name ?? t('网点', 'counter');
    const open = bookings.find(({ state, day: on }) => state === 'booked' && on >= visit.today);
    const asked = query.outlet ?? visit.form.fields.outlet;
    const chosen = outlets.find(({ id }) => id === asked);
    const found = !open && chosen ? await freeDays(visit, chosen.id) : undefined;
    return {
      kind: 'page',
      title: t('预约柜面', 'Book a counter'),
      section: '/my',
      body: (
        <>
          <Back to="/my">{t('首页', 'Home')}</Back>
          <h1>{t('预约柜面', 'Book a counter')}</h1>
          {open ? (
            <Say tone="good" title={t('您已预约', 'You have booked')}>
              <p>
                {day(visit, open.day)} · {nameOf(open.outletId)}
              </p>
              <p>{t('请携带有效证件按约前来。', 'Come on that day with your identity document.')}</p>
              <Form visit={visit}>
                <input type="hidden" name="cancel" value={open.bookingId} />
                <Button kind="second">{t('取消这个预约', 'Cancel this booking')}</Button>
              </Form>
            </Say>
          ) : (
            <>
              <p>
                {t(
                  '选一个网点，看哪天有名额；到时带证件按约前来，不用排队取号。',
                  'Choose a counter and see which days have a place; come on that day with your document.',
                )}
              </p>
              <form method="get" class="box">
                <SelectField
                  visit={visit}
                  name="outlet"
                  label={t('选择网点', 'Choose a counter')}
                  value={chosen?.id}
                  options={outlets.map(({ id, name }) => ({ value: id, label: name }))}
                />
                <Button>{t('查看可约日期', 'See the free days')}</Button>
              </form>
              {found?.why && (
                <Say tone="info" title={visit.language === 'en' ? found.why.en.title : found.why.title}>
                  <p>{visit.language === 'en' ? found.why.en.detail : found.why.detail}</p>
                </Say>
              )}
              {found && !found.why && found.days.length === 0 && (
                <Say tone="wait" title={t('这个网点暂无可约名额', 'This counter has no free place')}>
                  <p>{t('请另选网点，或过几天再看。', 'Choose another counter, or look again in a few days.')}</p>
                </Say>
              )}
              {chosen && found && found.days.length > 0 && (
                <Form visit={visit}>
                  <input type="hidden" name="outlet" value={chosen.id} />
                  <Choices
                    visit={visit}
                    name="day"
                    label={t(`${chosen.name}的可约日期`, `Free days at ${chosen.name}`)}
                    options={found.days.slice(0, 14).map(({ day: on, places, booked }) => ({
                      value: on,
                      label: day(visit, on),
                      about: t(`余 ${places - booked} 个名额`, `${places - booked} places left`),
                    }))}
                  />
                  <Button>{t('预约', 'Book')}</Button>
                </Form>
              )}
            </>
          )}
          {bookings.length > 0 && (
            <Table
              caption={t('我的预约', 'My bookings')}
              heads={[t('日期', 'Day'), t('网点', 'Counter'), t('状态', 'State')]}
              rows={bookings
                .slice(0, 20)
                .map((one) => [
                  day(visit, one.day),
                  nameOf(one.outletId),
                  <StateTag visit={visit} of={states} code={one.state} />,
                ])}
              empty=""
            />
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const { cancel, outlet, day: on } = visit.form.fields;
    if (cancel !== undefined) {
      if (!uuid.test(cancel)) throw new FormFault({});
      await visit.perform(cancelBooking, { bookingId: cancel });
      return go('/my/booking');
    }
    if (!outlet || !uuid.test(outlet)) throw new FormFault({ outlet: { zh: '请选择网点', en: 'Choose a counter' } });
    if (!on || !dayText.test(on)) throw new FormFault({ day: { zh: '请选择日期', en: 'Choose a day' } });
    const { holderId, region } = visit;
    await visit.perform(bookCounter, { region, outletId: outlet, day: on as never, holderId });
    return go('/my/booking');
  },
};

const atCounter: Page = {
  path: '/counter/bookings',
  by: ['bank-teller', 'outlet-manager'],
  async get(visit) {
    const { t } = visit;
    const { bookings } = await visit.ask(todaysBookings, {});
    return {
      kind: 'page',
      title: t('今日预约', 'Bookings of today'),
      section: '/counter/bookings',
      look: 'wide',
      body: (
        <>
          <h1>{t('今日预约', 'Bookings of today')}</h1>
          <Table
            caption={t('按预约先后', 'In the order of booking')}
            heads={[t('姓名', 'Name'), t('证件号码', 'Document'), t('状态', 'State')]}
            rows={bookings.map(({ name, number, state }) => [
              name,
              number,
              <StateTag visit={visit} of={states} code={state} />,
            ])}
            empty={t('今天没有预约。', 'Nobody has booked for today.')}
          />
          <section class="box">
            <h2>{t('登记到场', 'Take somebody in')}</h2>
            <Form visit={visit}>
              <SelectField
                visit={visit}
                name="documentKind"
                label={t('证件', 'Document')}
                options={Object.entries(documentKindWords).map(([value, words]) => ({
                  value,
                  label: visit.say(words),
                }))}
              />
              <TextField visit={visit} name="documentNumber" label={t('证件号码', 'Document number')} max={40} />
              <Acts>
                <Button>{t('已到场', 'Arrived')}</Button>
              </Acts>
            </Form>
          </section>
        </>
      ),
    };
  },
  async post(visit) {
    const kind = Object.keys(documentKindWords).find((one) => one === visit.form.fields.documentKind);
    const number = visit.form.fields.documentNumber?.trim() ?? '';
    if (!kind || !number || number.length > 40)
      throw new FormFault({ documentNumber: { zh: '请填写证件号码', en: 'Give the document number' } });
    const outletId = visit.actor.institutionId!;
    await visit.perform(arriveAtCounter, { outletId, document: { kind: kind as 'resident-id', number } });
    return go('/counter/bookings');
  },
};

export const bookingPages: readonly Page[] = [mine, atCounter];
