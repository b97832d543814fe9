// Home visits 上门办理 (ELG-09): what the outlet has to plan, the route of a day for who goes, and the visit itself, made on a tablet.
import { addDays } from '../../base/day.ts';
import { acts as institutions } from '../../domain/institutions/index.ts';
import {
  failVisit,
  finishVisit,
  listVisits,
  orderDetail,
  orderHomeVisit,
  scheduleVisit,
  visitRoute,
} from '../../domain/orders/index.ts';
import { acts as production } from '../../domain/production/index.ts';
import {
  Acts,
  Back,
  Button,
  Cannot,
  Facts,
  Figure,
  FileField,
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
import { visitReasonWords, wordOf } from '../ui/words.ts';
import { dayIn, text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Reply, type Visit, type Words } from '../web/visit.ts';
import { again } from './counter.tsx';
import { CardToHand, cardToHandIn, DocumentShown, kindOf } from './document-shown.tsx';

const partWords: Record<string, Words> = { morning: w('上午', 'morning'), afternoon: w('下午', 'afternoon') };
const failureWords: Record<string, Words> = {
  'nobody-home': w('家中无人', 'nobody at home'),
  refused: w('本人不愿办理', 'the person did not want it'),
  'wrong-address': w('地址有误', 'the address is wrong'),
  'holder-unwell': w('本人身体不适', 'the person was not well'),
};
const stateWords: Record<string, Words & { tone: Tone }> = {
  ordered: { ...w('待安排', 'to be planned'), tone: 'wait' },
  scheduled: { ...w('已安排', 'planned'), tone: 'info' },
  failed: { ...w('未成功，须再约', 'failed, to be planned again'), tone: 'bad' },
  done: { ...w('已完成', 'done'), tone: 'good' },
};
const optionsOf = (visit: Visit, words: Record<string, Words>) =>
  Object.entries(words).map(([value, one]) => ({ value, label: visit.say(one) }));

const visits: Page = {
  path: '/counter/visits',
  by: ['bank-teller', 'outlet-manager', 'bank-visitor'],
  get: (visit) => (visit.actor.role === 'bank-visitor' ? routePage(visit) : planPage(visit)),
  async post(visit) {
    if (visit.actor.role !== 'bank-visitor') return go(visit.path);
    const cardNumber = text(visit, 'cardNumber').toUpperCase();
    if (!cardNumber) throw new FormFault({ cardNumber: w('请输入卡号', 'Type the card number') });
    await visit.perform(production.handOverCard, { cardNumber, ...cardToHandIn(visit) }, 'deliver-card');
    return go('/counter/visits?done=handed');
  },
};

const said = (visit: Visit): string | undefined =>
  ({
    handed: visit.t('卡已交到本人手中。', 'The card is in the holder’s hand.'),
    visited: visit.t('上门办理完成，申领单已受理。', 'The visit is done; the order is accepted.'),
    failed: visit.t('已登记未成功，网点会再约时间。', 'Written down; the outlet plans another day.'),
    planned: visit.t('已安排。', 'Planned.'),
  })[visit.query.done ?? ''];

const Done = ({ visit }: { visit: Visit }) =>
  said(visit) ? (
    <Say tone="good">
      <p>{said(visit)}</p>
    </Say>
  ) : null;

/** A tablet in one hand: one stop after another, each a large target. */
async function routePage(visit: Visit): Promise<Reply> {
  const { t } = visit;
  const on = dayIn(visit.query.on) ?? visit.today;
  const { stops } = await visit.ask(visitRoute, { day: on });
  return {
    kind: 'page',
    title: t('上门路线', 'My route'),
    section: '/counter/visits',
    body: (
      <>
        <h1>
          {day(visit, on)} {on === visit.today && <Tag tone="good">{t('今天', 'today')}</Tag>}
        </h1>
        <Done visit={visit} />
        <Acts pair>
          <LinkButton to={`/counter/visits?on=${addDays(on, -1)}`} kind="second">
            {t('前一天', 'Day before')}
          </LinkButton>
          <LinkButton to={`/counter/visits?on=${addDays(on, 1)}`} kind="second">
            {t('后一天', 'Day after')}
          </LinkButton>
        </Acts>
        <h2>{t(`${stops.length} 户`, `${stops.length} stops`)}</h2>
        {stops.length === 0 && (
          <div class="box">
            <p class="soft">{t('这一天没有安排您上门。', 'No visit is planned for you on this day.')}</p>
          </div>
        )}
        <ol class="road">
          {stops.map((one) => (
            <li class="now">
              <article class="box">
                <h3>
                  {visit.say(partWords[one.partOfDay])} · {one.name}{' '}
                  {one.attempts > 0 && (
                    <Tag tone="wait">{t(`第 ${one.attempts + 1} 次`, `try ${one.attempts + 1}`)}</Tag>
                  )}
                </h3>
                <p>{one.address}</p>
                <p class="soft">
                  {visit.say(visitReasonWords[one.reason])}
                  {one.caller ? ` · ${t('联系人', 'contact')}：${one.caller}` : ''}
                </p>
                <LinkButton to={`/counter/visits/${one.orderId}`}>
                  {t('到了，开始办理', 'I am there; begin')}
                </LinkButton>
              </article>
            </li>
          ))}
        </ol>
        <details open={Boolean(visit.problem || visit.faults.cardNumber || visit.faults.number)}>
          <summary>{t('把做好的卡交给本人', 'Hand over a finished card at home')}</summary>
          <Form visit={visit} action="/counter/visits">
            <TextField visit={visit} name="cardNumber" label={t('卡号', 'Card number')} max={9} />
            <CardToHand visit={visit} />
            <Button>{t('交付', 'Hand over')}</Button>
          </Form>
        </details>
      </>
    ),
  };
}

async function planPage(visit: Visit): Promise<Reply> {
  const { t } = visit;
  const { institution } = await visit.ask(institutions.myInstitution, {});
  const list = (await visit.ask(listVisits, { outletId: institution.id })).visits;
  const today = list.filter((one) => one.state === 'scheduled' && one.day === visit.today).length;
  const late = list.filter((one) => one.state === 'scheduled' && one.day !== null && one.day < visit.today).length;
  return {
    kind: 'page',
    title: t('上门办理', 'Home visits'),
    section: '/counter/visits',
    look: 'wide',
    body: (
      <>
        <h1>{t('上门办理', 'Home visits')}</h1>
        <Done visit={visit} />
        <ul class="tiles">
          <Figure value={list.filter(({ state }) => state !== 'scheduled').length}>
            {t('待安排', 'to be planned')}
          </Figure>
          <Figure value={today}>{t('今天上门', 'today')}</Figure>
          <Figure value={late}>{t('过期未办', 'past their day')}</Figure>
        </ul>
        <Table
          caption={t('待上门', 'Visits to be made')}
          heads={[
            t('姓名', 'Name'),
            t('状态', 'State'),
            t('哪天', 'Day'),
            t('事由', 'Reason'),
            t('已去', 'Tries'),
            t('上次结果', 'Last result'),
            '',
          ]}
          right={[4]}
          rows={list.map((one) => [
            one.name,
            <StateTag visit={visit} of={stateWords} code={one.state} />,
            one.day ? `${day(visit, one.day)} ${visit.say(wordOf(partWords, one.partOfDay))}` : '—',
            visit.say(wordOf(visitReasonWords, one.reason)),
            one.attempts,
            visit.say(wordOf(failureWords, one.failure)),
            <a class="btn second" href={`/counter/visits/${one.orderId}`}>
              {one.state === 'scheduled' ? t('改期', 'Move') : t('安排', 'Plan')}
            </a>,
          ])}
          empty={t(
            '没有待上门的申领。在“接待”页可为来人代约上门。',
            'None. “Serve a person” books a visit for somebody.',
          )}
        />
      </>
    ),
  };
}

const one: Page = {
  path: '/counter/visits/:orderId',
  by: ['bank-teller', 'outlet-manager', 'bank-visitor'],
  bodyLimit: 6 * 1024 * 1024,
  async get(visit) {
    const { t } = visit;
    const orderId = visit.params.orderId!;
    const detail = await visit.ask(orderDetail, { orderId });
    const plan = detail.visit;
    const facts = plan && (
      <Facts
        of={[
          [t('号码', 'Number'), <span class="num">{detail.number}</span>],
          [t('手机', 'Phone'), detail.phone ?? '—'],
          [t('事由', 'Reason'), visit.say(wordOf(visitReasonWords, plan.reason))],
          [t('状态', 'State'), <StateTag visit={visit} of={stateWords} code={plan.state} />],
          plan.day && [t('时间', 'When'), `${day(visit, plan.day)} ${visit.say(wordOf(partWords, plan.partOfDay))}`],
          plan.failure && [t('上次结果', 'Last result'), visit.say(wordOf(failureWords, plan.failure))],
        ]}
      />
    );
    const goes = visit.actor.role === 'bank-visitor';
    return {
      kind: 'page',
      title: `${t('上门', 'Visit')} ${detail.name}`,
      section: '/counter/visits',
      body: (
        <>
          <Back to="/counter/visits">{goes ? t('路线', 'My route') : t('上门办理', 'Home visits')}</Back>
          <h1>{detail.name}</h1>
          {facts}
          {!plan && (
            <Cannot what={t('上门', 'Visit')} why={t('这张申领单不是上门办理的。', 'This order needs no visit.')} />
          )}
          {plan && plan.state !== 'done' && (goes ? await atTheDoor(visit, plan.day) : await planning(visit))}
        </>
      ),
    };
  },
  async post(visit) {
    const orderId = visit.params.orderId!;
    switch (text(visit, 'act')) {
      case 'plan': {
        const on = dayIn(text(visit, 'day'));
        const visitorId = text(visit, 'visitorId');
        const faults = {
          ...(on ? {} : { day: w('请选择日期', 'Choose a day') }),
          ...(visitorId ? {} : { visitorId: w('请选择谁去', 'Choose who goes') }),
        };
        if (!on || !visitorId) throw new FormFault(faults);
        const partOfDay = text(visit, 'partOfDay') === 'afternoon' ? 'afternoon' : 'morning';
        await visit.perform(scheduleVisit, { orderId, day: on, partOfDay, visitorId });
        return go('/counter/visits?done=planned');
      }
      case 'failed': {
        const failure = Object.keys(failureWords).find((word) => word === text(visit, 'failure'));
        if (!failure) throw new FormFault({ failure: w('请选择原因', 'Choose the reason') });
        await visit.perform(failVisit, { orderId, failure: failure as 'refused' });
        return go('/counter/visits?done=failed');
      }
      case 'done': {
        const photo = visit.form.files.photo;
        const faults = {
          ...(text(visit, 'number') ? {} : { number: w('请输入证件号码', 'Type the number') }),
          ...(text(visit, 'signed') === 'yes'
            ? {}
            : { signed: w('申领表没有签名，不能受理', 'The form is not signed; an order needs it') }),
          ...(photo ? {} : { photo: w('请拍一张上门照片', 'Take a photo of the visit') }),
          ...(photo && photo.bytes.length > 512 * 1024
            ? { photo: w('照片超过 512 KB，请调小后再传', 'The photo is larger than 512 KB; send a smaller one') }
            : {}),
        };
        if (!photo || Object.keys(faults).length > 0) throw new FormFault(faults);
        const guardian = text(visit, 'guardianNumber').slice(0, 40);
        await visit.perform(finishVisit, {
          orderId,
          document: { kind: kindOf(visit), number: text(visit, 'number').slice(0, 40) },
          ...(guardian ? { guardian: { kind: 'resident-id' as const, number: guardian } } : {}),
          // The pad's picture comes through the bridge; where none is attached the witness's word stands for it.
          signature: Buffer.from(`witnessed ${visit.actor.id} ${visit.now.toISOString()}`).toString('base64'),
          photo: photo.bytes.toString('base64'),
        });
        return go('/counter/visits?done=visited');
      }
      default:
        return go(visit.path);
    }
  },
};

async function planning(visit: Visit) {
  const { t } = visit;
  const { visitors } = await visit.ask(institutions.listVisitors, {});
  return (
    <div class="box">
      <h2>{t('安排上门', 'Plan the visit')}</h2>
      <Form visit={visit}>
        <TextField visit={visit} name="day" type="date" label={t('哪一天', 'Day')} value={visit.today} />
        <SelectField
          visit={visit}
          name="partOfDay"
          label={t('时段', 'Part of the day')}
          options={optionsOf(visit, partWords)}
        />
        <SelectField
          visit={visit}
          name="visitorId"
          label={t('谁去', 'Who goes')}
          empty={t('请选择', 'Choose')}
          options={visitors.map(({ staffId, name }) => ({ value: staffId, label: `${name} · ${staffId.slice(-6)}` }))}
        />
        <Button name="act" value="plan">
          {t('确定', 'Plan it')}
        </Button>
      </Form>
    </div>
  );
}

async function atTheDoor(visit: Visit, on: string | null) {
  const { t } = visit;
  const plannedFor = dayIn(on ?? undefined);
  const stop =
    plannedFor &&
    (await visit.ask(visitRoute, { day: plannedFor })).stops.find(({ orderId }) => orderId === visit.params.orderId);
  if (!stop)
    return <Cannot what={t('办理', 'Serve')} why={t('这次上门没有安排给您。', 'This visit is not planned for you.')} />;
  return (
    <>
      <Say title={t('地址', 'Address')}>
        <p>{stop.address}</p>
        {stop.caller && (
          <p>
            {t('联系人', 'Contact')}：{stop.caller}
          </p>
        )}
      </Say>
      <Form visit={visit} files>
        <DocumentShown visit={visit} label={t('本人的证件', 'The person’s document')} />
        <TextField
          visit={visit}
          name="guardianNumber"
          required={false}
          max={40}
          label={t(
            '在场监护人的证件号码（无完全民事行为能力的须填）',
            'Number of the guardian present (needed without full capacity)',
          )}
        />
        <FileField
          visit={visit}
          name="photo"
          accept="image/jpeg"
          label={t('上门照片', 'Photo of the visit')}
          hint={t(
            '证明上门办理，不是卡上照片；JPEG，不超过 512 KB',
            'shows that the visit took place; JPEG, up to 512 KB',
          )}
        />
        {visit.faults.signed && <p class="oops">{visit.say(visit.faults.signed)}</p>}
        <label class="pick">
          <input type="checkbox" name="signed" value="yes" id="signed" />
          <span>{t('本人（或监护人）已在申领表上签名', 'The person (or guardian) has signed the form')}</span>
        </label>
        <Acts>
          <Button name="act" value="done">
            {t('办理完成', 'Done')}
          </Button>
        </Acts>
      </Form>
      <details open={Boolean(visit.faults.failure)}>
        <summary>{t('没有办成', 'It came to nothing')}</summary>
        <Form visit={visit}>
          <SelectField
            visit={visit}
            name="failure"
            label={t('原因', 'Reason')}
            options={optionsOf(visit, failureWords)}
          />
          <Button kind="second" name="act" value="failed">
            {t('登记未成功', 'Write it down')}
          </Button>
        </Form>
      </details>
    </>
  );
}

/** Somebody comes for a person who cannot: the counter books the visit. */
const booked: Page = {
  path: '/counter/visit-order',
  by: ['bank-teller'],
  get: again,
  async post(visit) {
    const { institution } = await visit.ask(institutions.myInstitution, {});
    const reason = Object.keys(visitReasonWords).find((word) => word === text(visit, 'visitReason'));
    if (!reason) throw new FormFault({ visitReason: w('请选择事由', 'Choose the reason') });
    const address = text(visit, 'visitAddress');
    if ([...address].length < 5)
      throw new FormFault({ visitAddress: w('请写明地址，至少 5 个字', 'Give the address, five characters at least') });
    const caller = text(visit, 'caller').slice(0, 100);
    const order = await visit.perform(orderHomeVisit, {
      region: visit.region,
      document: { kind: kindOf(visit), number: text(visit, 'number').slice(0, 40) },
      bank: institution.bankCode,
      outletId: institution.id,
      reason: reason as 'aged',
      address: address.slice(0, 200),
      ...(caller ? { caller } : {}),
    });
    return go(`/counter/visits/${order.orderId}`);
  },
};

export const visitPages: readonly Page[] = [visits, one, booked];
