// The bank counter, by keyboard first: whom to serve, taking an order with its form, making a card step by step, handing over, stock, orders.
import type { ComponentChild } from 'preact';
import type { Static } from '../../base/shape.ts';
import { acts as cards } from '../../domain/cards/index.ts';
import { findHolderQuery, offerPhoto, revealHolder } from '../../domain/holders/index.ts';
import { acts as institutions } from '../../domain/institutions/index.ts';
import { issueChallenge, myTerminals, verifyCardProofAction } from '../../domain/keys/index.ts';
import { applicationForm, findOrders, orderDetail, placeAtCounter } from '../../domain/orders/index.ts';
import { ruleFor } from '../../domain/policy/index.ts';
import { acts as production, stepFailures } from '../../domain/production/index.ts';
import { FormSheet } from '../citizen/orders.tsx';
import { CardReader, parsedAnswer } from '../ui/card-reader.tsx';
import {
  Acts,
  Back,
  Button,
  Cannot,
  Choices,
  Facts,
  Figure,
  FileField,
  Form,
  LinkButton,
  More,
  Road,
  Say,
  SelectField,
  StateTag,
  Table,
  Tag,
  TextField,
} from '../ui/pieces.tsx';
import { cite, day, instant, rulesOf } from '../ui/rules.ts';
import {
  documentKindWords,
  materialWords,
  orderKindWords,
  orderStateWords,
  pickUpWords,
  reasonWords,
  socialStateWords,
  visitReasonWords,
  wordOf,
} from '../ui/words.ts';
import { isId, text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Visit, type Words } from '../web/visit.ts';
import { DocumentShown, kindOf, OnTheSpot, onTheSpotIn, shownIn } from './document-shown.tsx';

const makingStates: Record<string, Words> = {
  started: w('已开始', 'started'),
  'account-recorded': w('账户已开', 'account recorded'),
  personalised: w('芯片已写', 'chip written'),
  printed: w('已印面', 'printed'),
  'read-back': w('已回读', 'read back'),
  finished: w('已完成', 'finished'),
  stopped: w('已停，可继续', 'stopped, to be resumed'),
  'given-up': w('已放弃', 'given up'),
};

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

const stepWords = {
  account: w('开立金融账户', 'open the bank account'),
  personalise: w('写入芯片', 'write the chip'),
  print: w('印制卡面', 'print the face'),
  'read-back': w('回读核对', 'read back and compare'),
  finish: w('交付本人并启用', 'hand over and enable'),
} as const;
type StepName = keyof typeof stepWords;
const stepOrder = Object.keys(stepWords) as StepName[];

const making: Page = {
  path: '/counter/making/:makingId',
  by: ['bank-teller'],
  async get(visit) {
    const { t } = visit;
    const m = await visit.ask(production.makingDetail, { makingId: visit.params.makingId! }, 'make-card');
    const at = m.state === 'finished' ? stepOrder.length : m.nextStep ? stepOrder.indexOf(m.nextStep) : -1;
    return {
      kind: 'page',
      title: t('即时制卡', 'Making a card'),
      section: '/counter',
      body: (
        <>
          <Back to="/counter">{t('工作台', 'Desk')}</Back>
          <h1>
            {m.name} · {visit.say(wordOf(makingStates, m.state))}
          </h1>
          <Facts
            of={[
              [t('卡号', 'Card number'), <span class="num">{m.cardNumber}</span>],
              [t('卡识别码', 'Card identifier'), <span class="num">{m.cardIdentifier}</span>],
              m.spoiledBlanks > 0 && [t('废卡', 'Spoiled'), String(m.spoiledBlanks)],
            ]}
          />
          <Road>
            {stepOrder.map((step, i) => (
              <li class={i < at ? undefined : i === at ? 'now' : 'then'}>
                <b>{visit.say(stepWords[step])}</b>
                {i < at && <span class="soft"> {t('完成', 'done')}</span>}
                {step === m.failedStep && <Tag tone="bad">{visit.say(wordOf(stepFailures, m.failure))}</Tag>}
              </li>
            ))}
          </Road>
          {m.state === 'stopped' && (
            <Form visit={visit}>
              <Acts>
                <Button name="act" value="resume">
                  {t('从停下的地方继续', 'Go on from where it stopped')}
                </Button>
                <Button kind="plain" name="act" value="give-up">
                  {t('放弃本次制作', 'Give up')}
                </Button>
              </Acts>
            </Form>
          )}
          {m.nextStep && m.state !== 'stopped' && <StepForm visit={visit} step={m.nextStep as StepName} />}
          {m.state === 'finished' && (
            <Say tone="good" title={t('卡已交付', 'Handed over')}>
              <Acts>
                <LinkButton to="/counter/find">{t('下一位', 'Next person')}</LinkButton>
              </Acts>
            </Say>
          )}
          {m.nextStep && m.state !== 'stopped' && (
            <details>
              <summary>{t('这一步失败了', 'This step failed')}</summary>
              <Form visit={visit}>
                <SelectField
                  visit={visit}
                  name="reason"
                  label={t('原因', 'Reason')}
                  options={[
                    { value: 'chip-fault', label: t('芯片故障', 'chip fault') },
                    { value: 'printer-fault', label: t('打印机故障', 'printer fault') },
                    { value: 'bad-print', label: t('印坏了', 'bad print') },
                    { value: 'reader-fault', label: t('读卡器故障', 'reader fault') },
                    { value: 'account-refused', label: t('开户未成', 'account refused') },
                    { value: 'line-down', label: t('线路中断', 'line down') },
                  ]}
                />
                <label class="pick">
                  <input type="checkbox" name="spoiled" value="yes" />
                  <span>{t('空白卡已报废', 'the blank is spoiled')}</span>
                </label>
                <Button kind="second" name="act" value="fail">
                  {t('登记失败', 'Record the failure')}
                </Button>
              </Form>
            </details>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const makingId = visit.params.makingId!;
    const m = await visit.ask(production.makingDetail, { makingId }, 'make-card');
    const act = text(visit, 'act');
    // Historical bytes as the simulated card of the bridge gives them; a reader fills the field where one is attached.
    const atr = text(visit, 'atr') || `00814E432386971599${m.cardIdentifier.slice(16, 24)}`;
    switch (act) {
      case 'account': {
        const number = text(visit, 'bankCardNumber').replace(/\s/g, '');
        if (!/^\d{16,19}$/.test(number))
          throw new FormFault({
            bankCardNumber: w('银行卡号应为 16 至 19 位数字', 'The bank card number has 16 to 19 digits'),
          });
        await visit.perform(production.recordAccount, { makingId, bankCardNumber: number });
        break;
      }
      case 'personalise':
        await visit.perform(production.recordPersonalised, { makingId, cardIdentifier: m.cardIdentifier, atr });
        break;
      case 'print':
        await visit.perform(production.recordPrinted, { makingId });
        break;
      case 'read-back':
        await visit.perform(production.recordReadBack, {
          makingId,
          cardNumber: m.cardNumber,
          cardIdentifier: m.cardIdentifier,
          atr,
          name: m.name,
          socialSecurityNumber: m.socialSecurityNumber ?? '',
        });
        break;
      case 'finish':
        await visit.perform(production.finishMaking, {
          makingId,
          shown: shownIn(visit),
          enable: true,
          activate: text(visit, 'activate') === 'yes',
        });
        break;
      case 'fail':
        await visit.perform(production.failStep, {
          makingId,
          reason: (text(visit, 'reason') || 'other') as 'other',
          blankSpoiled: text(visit, 'spoiled') === 'yes',
        });
        break;
      case 'resume':
        await visit.perform(production.resumeMaking, { makingId });
        break;
      case 'give-up':
        await visit.perform(production.giveUpMaking, { makingId });
        break;
    }
    return go(visit.path);
  },
};

const StepForm = ({ visit, step }: { visit: Visit; step: StepName }) => {
  const { t } = visit;
  return (
    <Form visit={visit}>
      {step === 'account' && (
        <TextField
          visit={visit}
          name="bankCardNumber"
          label={t('核心系统开出的银行卡号', 'Bank card number from the core system')}
          inputmode="numeric"
          max={24}
        />
      )}
      {(step === 'personalise' || step === 'read-back') && (
        <TextField
          visit={visit}
          name="atr"
          required={false}
          label={t('复位应答历史字节（读卡器自动填入）', 'ATR historical bytes (filled in by the reader)')}
          max={40}
        />
      )}
      {step === 'finish' && (
        <>
          <DocumentShown visit={visit} label={t('领卡人出示的证件', 'Document shown')} />
          <label class="pick">
            <input type="checkbox" name="activate" value="yes" checked />
            <span>{t('同时激活金融功能', 'activate the bank side as well')}</span>
          </label>
        </>
      )}
      <Acts>
        <Button name="act" value={step}>
          {visit.say(stepWords[step])}
        </Button>
      </Acts>
    </Form>
  );
};

const shelf: Page = {
  path: '/counter/shelf',
  by: ['bank-teller', 'outlet-manager'],
  async get(visit) {
    const { t } = visit;
    const after = isId(visit.query.after) ? { after: visit.query.after! } : {};
    const list = await visit.ask(production.shelfList, after, 'deliver-card');
    const teller = visit.actor.role === 'bank-teller';
    const { terminals } = teller ? await visit.ask(myTerminals, {}) : { terminals: [] };
    return {
      kind: 'page',
      title: t('领卡', 'Shelf'),
      look: 'wide',
      reader: terminals.length > 0,
      body: (
        <>
          <h1>{t('领卡', 'Cards on the shelf')}</h1>
          {visit.query.done && (
            <Say tone="good">
              <p>
                {visit.query.done === 'received'
                  ? t('已入库，银行短信随后发出。', 'Taken in; the bank’s text goes out now.')
                  : t('已交付。', 'Handed over.')}
              </p>
            </Say>
          )}
          <div class="cols">
            {teller && (
              <div class="box">
                <h2>{t('交付一张卡', 'Hand a card over')}</h2>
                <Form visit={visit} id="hand-over">
                  <input type="hidden" name="answer" value="" />
                  {terminals.length === 1 && <input type="hidden" name="terminalId" value={terminals[0]!.terminalId} />}
                  {terminals.length > 1 && (
                    <SelectField
                      visit={visit}
                      name="terminalId"
                      label={t('本柜的读卡终端', 'The terminal of this counter')}
                      options={terminals.map(({ terminalId, number }) => ({ value: terminalId, label: number }))}
                    />
                  )}
                  <DocumentShown visit={visit} />
                  <TextField
                    visit={visit}
                    name="cardNumber"
                    label={t('卡号', 'Card number')}
                    max={9}
                    {...(terminals.length > 0
                      ? { hint: t('把要交付的卡放上读卡器，可不输入', 'not needed with the card on the reader') }
                      : {})}
                  />
                  <OnTheSpot visit={visit} />
                  <Button name="act" value="hand-over">
                    {t('交付', 'Hand over')}
                  </Button>
                </Form>
                {terminals.length > 0 ? (
                  <CardReader
                    visit={visit}
                    wish="prove"
                    form="hand-over"
                    label={t('验真并交付读卡器上的卡', 'Check and hand over the card on the reader')}
                  />
                ) : (
                  <p class="hint">
                    {t(
                      '本网点没有登记读卡终端，卡由您核对后输入卡号；登记终端后可当场验真。',
                      'No terminal is registered for this outlet: compare the card and type its number. With one, the chip can prove itself here.',
                    )}
                  </p>
                )}
              </div>
            )}
            <div class="box">
              <h2>{t('新到的卡入库', 'Take in cards that arrived')}</h2>
              {teller ? (
                <Cannot what={t('入库', 'Taking in')} why={t('由网点主任办理。', 'done by the outlet manager.')} />
              ) : (
                <Form visit={visit}>
                  <TextField
                    visit={visit}
                    name="arrived"
                    label={t('卡号，用空格分开（可用扫码枪）', 'Card numbers, parted by spaces (a scanner works)')}
                    max={5000}
                  />
                  <Button kind="second" name="act" value="receive">
                    {t('入库', 'Take in')}
                  </Button>
                </Form>
              )}
            </div>
          </div>
          <Table
            caption={t('等待领取', 'Waiting')}
            heads={[t('姓名', 'Name'), t('状态', 'State'), t('到库', 'Since'), t('请在此前领取', 'Collect by')]}
            rows={list.cards.map((one) => [
              one.name,
              <StateTag visit={visit} of={socialStateWords} code={one.state} />,
              instant(visit, one.receivedAt),
              <span class={one.collectBy && one.collectBy < visit.today ? 'oops' : ''}>
                {day(visit, one.collectBy)}
              </span>,
            ])}
            empty={t('架上没有卡。', 'The shelf is empty.')}
          />
          <More visit={visit} to={list.next && `/counter/shelf?after=${list.next}`} />
        </>
      ),
    };
  },
  async post(visit) {
    if (text(visit, 'act') === 'receive') {
      const cardNumbers = [
        ...new Set(
          text(visit, 'arrived')
            .toUpperCase()
            .split(/[\s,，]+/),
        ),
      ]
        .filter(Boolean)
        .slice(0, 500);
      if (cardNumbers.length === 0) throw new FormFault({ arrived: w('请输入卡号', 'Type the card numbers') });
      const answer = await visit.perform(production.receiveCards, { cardNumbers }, 'deliver-card');
      if (answer.refused.length > 0)
        throw new FormFault({
          arrived: {
            zh: `${answer.received} 张入库；未入库：${answer.refused.map((one) => `${one.cardNumber}（${one.outlet ?? one.fault}）`).join('、')}`,
            en: `${answer.received} taken in; not: ${answer.refused.map((one) => `${one.cardNumber} (${one.outlet ?? one.fault})`).join(', ')}`,
          },
        });
      return go('/counter/shelf?done=received');
    }
    if (!text(visit, 'number')) throw new FormFault({ number: w('请输入证件号码', 'Type the number') });
    await visit.perform(
      production.handOverCard,
      {
        cardNumber: await cardNumberIn(visit),
        shown: shownIn(visit),
        ...onTheSpotIn(visit),
      },
      'deliver-card',
    );
    return go('/counter/shelf?done=handed');
  },
};

/** Of the card on the reader, which has proved to us that it is the one we know by this number; else as typed. */
async function cardNumberIn(visit: Visit): Promise<string> {
  if (!text(visit, 'answer')) {
    if (!text(visit, 'cardNumber')) throw new FormFault({ cardNumber: w('请输入卡号', 'Type the card number') });
    return text(visit, 'cardNumber').toUpperCase();
  }
  const { card, fault } = await visit.perform(verifyCardProofAction, parsedAnswer(visit) as never, 'deliver-card');
  if (!card) throw new FormFault({ cardNumber: fault! });
  return card.cardNumber;
}

const challenge: Page = {
  path: '/counter/shelf/challenge',
  by: ['bank-teller'],
  post: async (visit) => ({
    kind: 'data',
    body: await visit.perform(issueChallenge, {
      terminalId: isId(text(visit, 'terminalId')) ? text(visit, 'terminalId') : null,
    }),
  }),
};

const stock: Page = {
  path: '/counter/stock',
  by: ['bank-teller', 'outlet-manager'],
  async get(visit) {
    const { t } = visit;
    const { blanks } = await visit.ask(production.outletQueue, {});
    return {
      kind: 'page',
      title: t('空白卡', 'Blanks'),
      body: (
        <>
          <h1>{t('空白卡', 'Blanks')}</h1>
          <ul class="tiles">
            <Figure value={blanks.received}>{t('累计领入', 'received')}</Figure>
            <Figure value={blanks.ready}>{t('可用', 'ready')}</Figure>
            <Figure value={blanks.reserved}>{t('占用', 'reserved')}</Figure>
            <Figure value={blanks.used}>{t('已用', 'used')}</Figure>
            <Figure value={blanks.scrapped}>{t('报废', 'scrapped')}</Figure>
          </ul>
          {visit.actor.role === 'outlet-manager' ? (
            <Form visit={visit}>
              <TextField
                visit={visit}
                name="received"
                label={t('本次领入', 'Received now')}
                inputmode="numeric"
                short
                max={6}
                value="0"
              />
              <TextField
                visit={visit}
                name="scrapped"
                label={t('本次报废', 'Scrapped now')}
                inputmode="numeric"
                short
                max={6}
                value="0"
              />
              <Button>{t('登记', 'Record')}</Button>
            </Form>
          ) : (
            <Cannot
              what={t('登记领入和报废', 'Recording what came and what was spoiled')}
              why={t('由网点主任办理。', 'done by the outlet manager.')}
            />
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const count = (name: string) => (/^\d{1,6}$/.test(text(visit, name)) ? Number(text(visit, name)) : Number.NaN);
    const wrong = ['received', 'scrapped'].filter((name) => Number.isNaN(count(name)));
    if (wrong.length > 0)
      throw new FormFault(Object.fromEntries(wrong.map((name) => [name, w('请输入整数', 'Type a whole number')])));
    await visit.perform(production.stockBlanks, { received: count('received'), scrapped: count('scrapped') });
    return go('/counter/stock');
  },
};

/** The queue of orders, for banks and the bureau alike. */
export const orderQueue = (path: string, by: Page['by']): Page => ({
  path,
  by,
  async get(visit) {
    const { t, query } = visit;
    const state = Object.keys(orderStateWords).find((one) => one === query.state) as 'accepted' | undefined;
    const after = isId(query.after) ? { after: query.after! } : {};
    const [list, rules] = await Promise.all([
      visit.ask(findOrders, {
        limit: 50,
        ...after,
        ...(state ? { state } : {}),
        ...(query.overdue === 'yes' ? { overdue: true } : {}),
        ...(query.review === 'yes' ? { stateReason: 'needs-review' } : {}),
        ...(query.refused === 'yes' ? { stateReason: 'account-refused' } : {}),
      }),
      rulesOf(visit),
    ]);
    const kept = new URLSearchParams(Object.entries(query).filter(([name]) => name !== 'after')).toString();
    return {
      kind: 'page',
      title: t('申领单', 'Orders'),
      look: 'wide',
      body: (
        <>
          <h1>{t('申领单', 'Orders')}</h1>
          <form method="get" class="box">
            <div class="inline">
              <SelectField
                visit={visit}
                name="state"
                label={t('状态', 'State')}
                value={state}
                empty={t('全部', 'all')}
                options={Object.entries(orderStateWords).map(([value, words]) => ({ value, label: visit.say(words) }))}
              />
            </div>
            <div class="cols">
              <label class="pick">
                <input type="checkbox" name="overdue" value="yes" checked={query.overdue === 'yes'} />
                <span>{t('只看超过承诺日的', 'only those past their promise')}</span>
              </label>
              <label class="pick">
                <input type="checkbox" name="review" value="yes" checked={query.review === 'yes'} />
                <span>{t('只看待核定的个案', 'only those waiting for a decision')}</span>
              </label>
              <label class="pick">
                <input type="checkbox" name="refused" value="yes" checked={query.refused === 'yes'} />
                <span>{t('只看银行未能开户的', 'only those a bank opened no account for')}</span>
              </label>
            </div>
            <Acts>
              <Button>{t('筛选', 'Filter')}</Button>
            </Acts>
          </form>
          <Table
            caption={t('队列', 'Queue')}
            heads={[
              t('单号', 'No.'),
              t('姓名', 'Name'),
              t('方式', 'Kind'),
              t('状态', 'State'),
              t('银行', 'Bank'),
              t('申领', 'Ordered'),
              t('承诺', 'By'),
            ]}
            rows={list.orders.map(({ name, order }) => [
              <a href={`${path}/${order.orderId}`}>{order.orderId.slice(-8)}</a>,
              name,
              visit.say(wordOf(orderKindWords, order.kind)),
              <Tag tone={order.overdueSince ? 'bad' : (orderStateWords[order.state]?.tone ?? 'info')}>
                {visit.say(wordOf(orderStateWords, order.state))}
                {order.overdueSince ? t('·逾期', ' · late') : ''}
              </Tag>,
              rules.bank(order.bank),
              day(visit, order.placedOn),
              day(visit, order.promiseDay),
            ])}
            empty={t('没有符合条件的申领单。', 'No order fits.')}
          />
          <More visit={visit} to={list.next && `${path}?${kept ? `${kept}&` : ''}after=${list.next}`} />
        </>
      ),
    };
  },
});

/** What everybody who handles an order sees of it; `more` adds what one's role may do. */
export async function orderPage(
  visit: Visit,
  section: string,
  more: (order: Awaited<ReturnType<typeof askOrder>>) => ComponentChild,
) {
  const { t } = visit;
  const one = await askOrder(visit);
  const { order, timeline } = one;
  const rules = await rulesOf(visit, order.region);
  const grounds = ((
    one.decision as {
      reasons?: { zh: string; en: string; citations?: { document: string; clause: string; grade: string }[] }[];
    } | null
  )?.reasons ?? []) as { zh: string; en: string; citations?: { document: string; clause: string; grade: string }[] }[];
  return {
    kind: 'page' as const,
    title: `${t('申领单', 'Order')} ${order.orderId.slice(-8)}`,
    section,
    look: 'wide' as const,
    body: (
      <>
        <Back to={section}>{t('申领单', 'Orders')}</Back>
        <h1>
          {one.name} <StateTag visit={visit} of={orderStateWords} code={order.state} />
        </h1>
        <div class="cols">
          <div>
            <Facts
              of={[
                [t('单号', 'Order'), <span class="num">{order.orderId}</span>],
                [t('号码', 'Number'), <span class="num">{one.number}</span>],
                [t('手机', 'Phone'), one.phone ?? '—'],
                [t('方式', 'Kind'), visit.say(wordOf(orderKindWords, order.kind))],
                [t('事由', 'Reason'), visit.say(wordOf(reasonWords, order.reason))],
                [t('银行', 'Bank'), rules.bank(order.bank)],
                [t('领卡', 'Collecting'), visit.say(wordOf(pickUpWords, order.pickUp))],
                [t('承诺制成', 'Made by'), day(visit, order.promiseDay)],
                timeline.waitingFor && [t('等待', 'Waits for'), visit.say(timeline.waitingFor)],
                one.preparedBy && [t('填写人', 'Filled in by'), one.preparedBy.slice(-8)],
                one.confirmedBy && [t('确认人', 'Confirmed by'), one.confirmedBy.slice(-8)],
                one.visit && [t('上门', 'Visit'), `${one.visit.state} ${one.visit.day ?? ''}`],
              ]}
            />
            {grounds.length > 0 && (
              <details>
                <summary>{t('当时的决定及依据', 'What was decided, and on which grounds')}</summary>
                <ul>
                  {grounds.map((reason) => (
                    <li>
                      {visit.say(reason)}{' '}
                      <span class="small soft">{(reason.citations ?? []).map(cite).join('；')}</span>
                    </li>
                  ))}
                </ul>
              </details>
            )}
            {more(one)}
          </div>
          <div>
            <h2>{t('经过', 'History')}</h2>
            <Road>
              {timeline.steps.map((step) => (
                <li>
                  <b>{visit.say(step)}</b>
                  <div class="small soft">{instant(visit, step.at)}</div>
                </li>
              ))}
              {timeline.next && <li class="then">{visit.say(timeline.next)}</li>}
            </Road>
          </div>
        </div>
      </>
    ),
  };
}
const askOrder = (visit: Visit) => visit.ask(orderDetail, { orderId: visit.params.orderId! });

const bankOrder: Page = {
  path: '/counter/orders/:orderId',
  by: ['bank-teller', 'outlet-manager', 'bank-office'],
  get: (visit) =>
    orderPage(visit, '/counter/orders', ({ order: one }) =>
      visit.actor.role !== 'bank-teller' ? null : (
        <Acts>
          {one.state === 'accepted' && one.pickUp === 'counter' && (
            <Form visit={visit} action="/counter/make">
              <input type="hidden" name="orderId" value={one.orderId} />
              <Button>{visit.t('开始制卡', 'Make the card')}</Button>
            </Form>
          )}
          <LinkButton to={`/counter/orders/${one.orderId}/form`} kind="second">
            {visit.t('申领表', 'The form')}
          </LinkButton>
        </Acts>
      ),
    ),
};

const bankForm: Page = {
  path: '/counter/orders/:orderId/form',
  by: ['bank-teller'],
  async get(visit) {
    const { t } = visit;
    const [sheet, rules] = [await visit.ask(applicationForm, { orderId: visit.params.orderId! }), await rulesOf(visit)];
    return {
      kind: 'page',
      title: t('社会保障卡申领表', 'Application form'),
      section: '/counter/orders',
      look: 'wide',
      body: (
        <>
          <Back to={`/counter/orders/${visit.params.orderId}`}>{t('返回', 'Back')}</Back>
          <FormSheet visit={visit} form={sheet} bank={rules.bank(sheet.content.bank)} />
          <Acts>
            <button type="button" class="btn" data-print hidden>
              {t('打印', 'Print')}
            </button>
          </Acts>
        </>
      ),
    };
  },
};

export const counterPages: readonly Page[] = [
  desk,
  find,
  order,
  photo,
  loss,
  reveal,
  make,
  making,
  shelf,
  challenge,
  stock,
  orderQueue('/counter/orders', ['bank-teller', 'outlet-manager', 'bank-office']),
  bankOrder,
  bankForm,
];
