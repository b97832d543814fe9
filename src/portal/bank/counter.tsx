// The bank counter, by keyboard first: whom to serve, their cards and orders, taking an order with its form, photo and loss.
import type { Static } from '../../base/shape.ts';
import { acts as cards } from '../../domain/cards/index.ts';
import { findHolderQuery, offerPhoto, revealHolder } from '../../domain/holders/index.ts';
import { acts as institutions } from '../../domain/institutions/index.ts';
import { findOrders, placeAtCounter } from '../../domain/orders/index.ts';
import { ruleFor } from '../../domain/policy/index.ts';
import { acts as production, stepFailures } from '../../domain/production/index.ts';
import { CardReader } from '../ui/card-reader.tsx';
import {
  Acts,
  Back,
  Button,
  Choices,
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
} from '../ui/pieces.tsx';
import { day, instant, rulesOf } from '../ui/rules.ts';
import { documentKindWords, materialWords, orderStateWords, visitReasonWords, wordOf } from '../ui/words.ts';
import { isId, text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Visit, type Words } from '../web/visit.ts';
import { DocumentShown, kindOf } from './document-shown.tsx';
import { makingStates } from './making.tsx';

const desk: Page = {
  path: '/counter',
  by: ['bank-teller', 'outlet-manager'],
  async get(visit) {
    const { t } = visit;
    const [queue, { institution, quotas }] = await Promise.all([
      visit.ask(production.outletQueue, {}),
      visit.ask(institutions.myInstitution, {}),
    ]);
    const teller = visit.actor.role === 'bank-teller';
    const waiting = teller
      ? await visit.ask(findOrders, { state: 'accepted', outletId: institution.id, limit: 30 })
      : undefined;
    const here = waiting?.orders.filter(({ order }) => order.pickUp === 'counter') ?? [];
    return {
      kind: 'page',
      title: t('工作台', 'Desk'),
      look: 'wide',
      body: (
        <>
          <h1>
            {institution.name}{' '}
            {institution.instantSince && institution.instantSince <= visit.today && (
              <Tag tone="good">{t('即时制卡网点', 'cards while you wait')}</Tag>
            )}
          </h1>
          <ul class="tiles">
            <Figure value={queue.blanks.ready}>{t('可用空白卡', 'blanks ready')}</Figure>
            <Figure value={queue.makings.length}>{t('正在制作', 'being made')}</Figure>
            {quotas.map((one) => (
              <Figure value={`${one.usedToday}${one.perDay === null ? '' : ` / ${one.perDay}`}`}>
                {one.work === 'instant-cards'
                  ? t('今日即时制卡', 'made today')
                  : one.work === 'counter-orders'
                    ? t('今日受理', 'orders today')
                    : one.work}
              </Figure>
            ))}
          </ul>
          {teller && (
            <Acts>
              <LinkButton to="/counter/find">{t('接待下一位', 'Serve the next person')}</LinkButton>
              <LinkButton to="/counter/shelf" kind="second">
                {t('交付已到的卡', 'Hand over a card')}
              </LinkButton>
            </Acts>
          )}
          <Table
            caption={t('正在制作', 'Being made')}
            heads={[t('编号', 'No.'), t('状态', 'State'), t('问题', 'Problem')]}
            rows={queue.makings.map((one) => [
              teller ? (
                <a href={`/counter/making/${one.makingId}`}>{one.makingId.slice(-8)}</a>
              ) : (
                one.makingId.slice(-8)
              ),
              <Tag tone={one.state === 'stopped' ? 'bad' : 'info'}>{visit.say(wordOf(makingStates, one.state))}</Tag>,
              visit.say(wordOf(stepFailures, one.failure)),
            ])}
            empty={t('没有正在制作的卡。', 'Nothing is being made.')}
          />
          {teller && (
            <Table
              caption={t('等待当场制卡', 'Waiting for a card now')}
              heads={[t('姓名', 'Name'), t('号码', 'Number'), t('受理', 'Ordered'), '']}
              rows={here.map(({ name, number, order }) => [
                name,
                <span class="num">{number}</span>,
                day(visit, order.placedOn),
                <Form visit={visit} action="/counter/make">
                  <input type="hidden" name="orderId" value={order.orderId} />
                  <Button>{t('开始制卡', 'Make it')}</Button>
                </Form>,
              ])}
              empty={t('没有人在等。', 'Nobody waits.')}
            />
          )}
        </>
      ),
    };
  },
};

const find: Page = {
  path: '/counter/find',
  by: ['bank-teller', 'bank-visitor'],
  async get(visit) {
    const { t } = visit;
    return {
      kind: 'page',
      title: t('接待', 'Serve a person'),
      reader: true,
      body: (
        <>
          <h1>{t('核对身份', 'Check who it is')}</h1>
          <p>
            {t(
              '请持卡人出示证件原件，核对本人后输入或读取号码。没有按姓名或部分号码的查询。',
              'Ask for the original document, compare the face, then type or read its number. There is no search by name or part of a number.',
            )}
          </p>
          <Form visit={visit} id="find">
            <input type="hidden" name="read" value="" />
            <DocumentShown visit={visit} label={t('证件', 'Document')} />
            <Acts>
              <Button>{t('查找', 'Find')}</Button>
            </Acts>
          </Form>
          <CardReader
            visit={visit}
            wish="read"
            form="find"
            fill={{ number: 'socialSecurityNumber', read: 'socialSecurityNumber' }}
            label={t('读持卡人的社保卡', 'Read the holder’s card')}
          />
        </>
      ),
    };
  },
  async post(visit) {
    const number = text(visit, 'number').slice(0, 40);
    if (!number) throw new FormFault({ number: w('请输入证件号码', 'Type the number') });
    const holder = await lookUp(visit, number);
    if (!holder)
      throw new FormFault({
        number: w(
          '没有这位参保人。请核对号码；新参保人员次日可查到。',
          'No such insured person. Check the number; newly insured people appear the next day.',
        ),
      });
    return servePage(visit, holder, number);
  },
};

/** By the document shown; by the number a card gave, whichever document its holder has. */
async function lookUp(visit: Visit, number: string): Promise<Found | null> {
  const { holder } = await visit.ask(
    findHolderQuery,
    text(visit, 'read') === number
      ? { socialSecurityNumber: number }
      : { documentKind: kindOf(visit), documentNumber: number },
  );
  return holder;
}

type Found = NonNullable<Static<typeof findHolderQuery.output>['holder']>;

/** What the counter sees of one person. The number travels in the forms of this page only, never in an address. */
async function servePage(visit: Visit, holder: Found, number: string) {
  const { t } = visit;
  const { holderId } = holder;
  const { orders: own } =
    visit.actor.role === 'bank-teller' ? await visit.ask(findOrders, { holderId }) : { orders: [] };
  const kind = text(visit, 'read') === number ? holder.documentKind : kindOf(visit);
  const rules = await rulesOf(visit);
  const { institution } = await visit.ask(institutions.myInstitution, {});
  const offered = ruleFor(rules.pack, 'visitReasons', { day: visit.today }).value;
  const reasons = offered === 'unknown' ? [] : offered;
  const hidden = (
    <>
      <input type="hidden" name="documentKind" value={kind} />
      <input type="hidden" name="number" value={number} />
      <input type="hidden" name="holderId" value={holderId} />
    </>
  );
  return {
    kind: 'page' as const,
    title: t('接待', 'Serve a person'),
    section: '/counter/find',
    look: 'wide' as const,
    body: (
      <>
        <Back to="/counter/find">{t('下一位', 'Next person')}</Back>
        <h1>{holder.name}</h1>
        <div class="cols">
          <div>
            <Facts
              of={[
                [t('证件', 'Document'), visit.say(wordOf(documentKindWords, holder.documentKind))],
                [t('号码', 'Number'), <span class="num">{holder.number}</span>],
                [t('出生', 'Born'), day(visit, holder.born)],
                [t('手机', 'Phone'), holder.phone ?? '—'],
                holder.deceasedOn && [t('提示', 'Note'), <Tag tone="bad">{t('已登记死亡', 'deceased')}</Tag>],
              ]}
            />
            <Table
              caption={t('在本行的申领单', 'Orders at this bank')}
              heads={[t('单号', 'No.'), t('状态', 'State'), t('承诺', 'By')]}
              rows={own.map(({ order }) => [
                <a href={`/counter/orders/${order.orderId}`}>{order.orderId.slice(-8)}</a>,
                <StateTag visit={visit} of={orderStateWords} code={order.state} />,
                day(visit, order.promiseDay),
              ])}
              empty={t('没有。', 'None.')}
            />
          </div>
          {visit.actor.role === 'bank-teller' && (
            <div>
              <div class="box">
                <h2>{t('受理申领', 'Take an order')}</h2>
                <Form visit={visit} action="/counter/order">
                  {hidden}
                  <Choices
                    visit={visit}
                    name="pickUp"
                    label={t('领卡', 'Collecting')}
                    value="counter"
                    options={[
                      { value: 'counter', label: t('当场制卡', 'made now') },
                      { value: 'outlet', label: t('本网点领取', 'at this outlet') },
                    ]}
                  />
                  <Choices
                    visit={visit}
                    name="materials"
                    many
                    label={t('已出示的材料', 'Brought')}
                    picked={['valid-id', 'resident-id']}
                    options={['valid-id', 'resident-id', 'photo', 'household-register'].map((value) => ({
                      value,
                      label: visit.say(wordOf(materialWordsAll, value)),
                    }))}
                  />
                  <p class="hint">
                    {t(
                      '申领表由系统填好，请持卡人核对后在手写屏签名。',
                      'The form is filled in by the system; the holder checks it and signs on the pad.',
                    )}
                  </p>
                  <label class="pick">
                    <input type="checkbox" name="signed" value="yes" id="signed" />
                    <span>{t('持卡人已在申领表上签名', 'The holder has signed the form')}</span>
                  </label>
                  <input type="hidden" name="outletId" value={institution.id} />
                  <Button>
                    {t(
                      `用${rules.bank(institution.bankCode)}卡受理`,
                      `Take the order with ${rules.bank(institution.bankCode)}`,
                    )}
                  </Button>
                </Form>
              </div>
              <div class="box">
                <h2>{t('照片', 'Photo')}</h2>
                <Form visit={visit} action="/counter/photo" files>
                  {hidden}
                  <FileField
                    visit={visit}
                    name="photo"
                    label={t('拍摄或扫描的照片', 'Photo taken or scanned')}
                    accept="image/jpeg"
                  />
                  <Button kind="second">{t('提交照片', 'Send the photo')}</Button>
                </Form>
              </div>
              <div class="box">
                <h2>{t('待遇账户', 'Benefit accounts')}</h2>
                <p class="hint">
                  {t(
                    '换卡后，养老金等待遇可当场改到新卡。',
                    'After a change of card, benefits can be moved to the new one now.',
                  )}
                </p>
                <Form visit={visit} action="/counter/benefits">
                  {hidden}
                  <Button kind="second">{t('查看并变更', 'Look and change')}</Button>
                </Form>
              </div>
              {reasons.length > 0 && (
                <details open={Boolean(visit.faults.visitReason || visit.faults.visitAddress)}>
                  <summary>{t('为来不了的人预约上门', 'Book a visit for somebody who cannot come')}</summary>
                  <Form visit={visit} action="/counter/visit-order">
                    {hidden}
                    <SelectField
                      visit={visit}
                      name="visitReason"
                      label={t('事由', 'Reason')}
                      options={reasons.map((value) => ({ value, label: visit.say(visitReasonWords[value]) }))}
                    />
                    <TextField visit={visit} name="visitAddress" label={t('上门地址', 'Address')} max={200} />
                    <TextField
                      visit={visit}
                      name="caller"
                      label={t('联系人和电话', 'Contact and telephone')}
                      max={100}
                      required={false}
                    />
                    <Button kind="second">{t('预约上门', 'Book the visit')}</Button>
                  </Form>
                </details>
              )}
              <div class="box">
                <h2>{t('挂失与解挂', 'Loss')}</h2>
                <Form visit={visit} action="/counter/loss">
                  {hidden}
                  <Acts>
                    <Button kind="danger" name="act" value="lost">
                      {t('挂失', 'Report lost')}
                    </Button>
                    <Button kind="second" name="act" value="found">
                      {t('解挂', 'Withdraw')}
                    </Button>
                  </Acts>
                </Form>
              </div>
              <details>
                <summary>
                  {t('查看完整信息（须说明理由，会留下记录）', 'See the full data (needs a reason, is written down)')}
                </summary>
                <Form visit={visit} action="/counter/reveal">
                  {hidden}
                  <TextField
                    visit={visit}
                    name="reason"
                    label={t('理由', 'Reason')}
                    hint={t('至少 6 个字', 'at least six characters')}
                    max={200}
                  />
                  <Button kind="second">{t('查看', 'See it')}</Button>
                </Form>
              </details>
            </div>
          )}
        </div>
      </>
    ),
  };
}

/** After a refusal the person is still there: the same page again, with the reason on top. */
export async function again(visit: Visit) {
  const number = text(visit, 'number').slice(0, 40);
  const holder = number && (await lookUp(visit, number));
  return holder ? servePage(visit, holder, number) : find.get!(visit);
}

const materialWordsAll: Record<string, Words> = {
  ...materialWords,
  'valid-id': w('有效身份证件', 'valid identity document'),
  'resident-id': w('居民身份证原件', 'original resident identity card'),
  photo: w('一寸白底照片', 'photo on white'),
  'household-register': w('户口簿', 'household register'),
};

const order: Page = {
  path: '/counter/order',
  by: ['bank-teller'],
  get: again,
  async post(visit) {
    const { institution } = await visit.ask(institutions.myInstitution, {});
    if (text(visit, 'signed') !== 'yes')
      throw new FormFault({
        signed: w('申领表没有签名，不能受理（申领须签表）', 'The form is not signed; an order needs it'),
      });
    const pickUp = text(visit, 'pickUp') === 'outlet' ? 'outlet' : 'counter';
    const placed = await visit.perform(placeAtCounter, {
      document: { kind: kindOf(visit), number: text(visit, 'number').slice(0, 40) },
      bank: institution.bankCode,
      pickUp,
      outletId: institution.id,
      materials: [...new Set(visit.form.many.materials ?? [])].filter((one) => one in materialWordsAll),
      // The pad's picture comes through the bridge; where none is attached the witness's word stands for it.
      signature: Buffer.from(`witnessed ${visit.actor.id} ${visit.now.toISOString()}`).toString('base64'),
    });
    return go(`/counter/orders/${placed.orderId}`);
  },
};

const photo: Page = {
  path: '/counter/photo',
  by: ['bank-teller'],
  bodyLimit: 6 * 1024 * 1024,
  get: again,
  async post(visit) {
    const file = visit.form.files.photo;
    if (!file || !isId(text(visit, 'holderId'))) throw new FormFault({ photo: w('请选择照片', 'Choose a photo') });
    const answer = await visit.perform(offerPhoto, {
      holderId: text(visit, 'holderId'),
      photo: file.bytes.subarray(0, 2 * 1024 * 1024).toString('base64'),
      takenOn: visit.today,
      source: 'taken-at-outlet',
    });
    if (answer.state === 'rejected')
      throw new FormFault({
        photo: {
          zh: answer.findings.map(({ zh, remedy }) => `${zh}。${remedy.zh}`).join('；'),
          en: answer.findings.map(({ en, remedy }) => `${en}. ${remedy.en}`).join('; '),
        },
      });
    return go('/counter/find?photo=ok');
  },
};

const loss: Page = {
  path: '/counter/loss',
  by: ['bank-teller'],
  get: again,
  async post(visit) {
    const holderId = text(visit, 'holderId');
    if (!isId(holderId)) return go('/counter/find');
    if (text(visit, 'act') === 'found') await visit.perform(cards.withdrawLoss, { holderId });
    else await visit.perform(cards.reportLoss, { holderId });
    return go('/counter/find?done=1');
  },
};

const reveal: Page = {
  path: '/counter/reveal',
  by: ['bank-teller'],
  get: again,
  async post(visit) {
    const { t } = visit;
    const holderId = text(visit, 'holderId');
    if (!isId(holderId)) return go('/counter/find');
    if ([...text(visit, 'reason')].length < 6)
      throw new FormFault({ reason: w('理由至少 6 个字', 'Give a reason of at least six characters') });
    const clear = await visit.ask(revealHolder, { holderId, reason: text(visit, 'reason').slice(0, 200) });
    return {
      kind: 'page',
      title: t('完整信息', 'Full data'),
      section: '/counter/find',
      hideAfter: 600,
      body: (
        <>
          <Back to="/counter/find">{t('下一位', 'Next person')}</Back>
          <h1>{t('完整信息', 'Full data')}</h1>
          <Say tone="wait">
            <p>
              {t(
                `本次查看已记录，持卡人本人可以看到；${instant(visit, clear.hideAt)} 自动隐藏。`,
                `This look is on record and the holder can see it; hidden again at ${instant(visit, clear.hideAt)}.`,
              )}
            </p>
          </Say>
          <Facts
            of={[
              [t('姓名', 'Name'), clear.name],
              [t('证件号码', 'Number'), <span class="num">{clear.documentNumber}</span>],
              [
                t('社会保障号码', 'Social security number'),
                <span class="num">{clear.socialSecurityNumber ?? '—'}</span>,
              ],
              [t('手机', 'Phone'), clear.phone ?? '—'],
              [t('地址', 'Address'), clear.address ?? '—'],
            ]}
          />
        </>
      ),
    };
  },
};

const make: Page = {
  path: '/counter/make',
  by: ['bank-teller'],
  get: desk.get!,
  async post(visit) {
    if (!isId(text(visit, 'orderId'))) return go('/counter');
    const { makingId } = await visit.perform(production.startMaking, { orderId: text(visit, 'orderId') });
    return go(`/counter/making/${makingId}`);
  },
};

export const counterPages: readonly Page[] = [desk, find, order, photo, loss, reveal, make];
