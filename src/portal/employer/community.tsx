// A community worker helps a retiree at the door or in the office: fills in, and hands the device over. Bank and yes are the person's (CHN-03, K17).
import { peopleIHelp } from '../../domain/holders/index.ts';
import { signOut } from '../../domain/identity/index.ts';
import { assistOrder, orderDetail } from '../../domain/orders/index.ts';
import { AddressField, addressIn, wayOptions } from '../citizen/order-fields.tsx';
import { Acts, Back, Button, Choices, Facts, Form, Say, StateTag, Table } from '../ui/pieces.tsx';
import { day } from '../ui/rules.ts';
import { orderStateWords, pickUpWords, wordOf } from '../ui/words.ts';
import { isId } from '../web/fields.ts';
import { go, type Page, type Visit } from '../web/visit.ts';

const by = ['community-worker'] as const;

const people: Page = {
  path: '/community',
  by,
  async get(visit) {
    const { t } = visit;
    const { people: helped } = await visit.ask(peopleIHelp, {});
    return {
      kind: 'page',
      title: t('帮办', 'Help a person'),
      body: (
        <>
          <h1>{t('我协助的人', 'People I help')}</h1>
          <p>
            {t(
              '您可以代为填写，不能替人选银行、替人确认。填好后把设备交给本人，由本人用验证码或社保卡登录确认。',
              'You may fill in; you may not choose the bank or confirm. Hand the device over: the person signs in with a code or the card, and confirms.',
            )}
          </p>
          <Table
            caption={t('授权我协助的人', 'Those who allowed it')}
            heads={[t('姓名', 'Name'), t('号码', 'Number'), t('授权到', 'Until'), '']}
            rows={helped.map((one) => [
              one.name,
              <span class="num">{one.number}</span>,
              day(visit, one.until),
              one.acts.includes('fill-in') ? (
                <a class="btn second" href={`/community/${one.holderId}`}>
                  {t('代填申领', 'Fill in an order')}
                  <span class="hid"> {one.name}</span>
                </a>
              ) : (
                t('没有授权代填', 'not allowed to fill in')
              ),
            ])}
            empty={t(
              '还没有人授权您协助。请本人在“家人”页授权，或签纸质授权书由人社经办登记。',
              'Nobody has allowed you to help yet. The person allows it on the page “Family”, or signs a paper that the bureau records.',
            )}
          />
        </>
      ),
    };
  },
};

async function helpedPerson(visit: Visit) {
  const { people: helped } = await visit.ask(peopleIHelp, {});
  return helped.find(({ holderId, acts }) => holderId === visit.params.holderId && acts.includes('fill-in'));
}

const fillIn: Page = {
  path: '/community/:holderId',
  by,
  async get(visit) {
    const { t } = visit;
    const person = await helpedPerson(visit);
    // A refusal is told on the list; without one there is just nobody of that address to help.
    if (!person) return visit.problem ? people.get!(visit) : go('/community');
    return {
      kind: 'page',
      title: t('代填申领', 'Fill in an order'),
      section: '/community',
      body: (
        <>
          <Back to="/community">{t('我协助的人', 'People I help')}</Back>
          <h1>{t(`替${person.name}填写申领`, `An order for ${person.name}`)}</h1>
          <Say>
            <p>
              {t(
                '这里没有银行可选：退休人员随养老金银行，其他人由本人在确认时选。',
                'There is no bank to choose here: a retiree’s is the pension’s, everybody else chooses when confirming.',
              )}
            </p>
          </Say>
          <Form visit={visit}>
            <Choices
              visit={visit}
              name="pickUp"
              label={t('怎么领卡', 'How to get the card')}
              value="mail"
              options={wayOptions(visit, ['mail'])}
            />
            <AddressField
              visit={visit}
              hint={t('请本人说，您来写；写到门牌号', 'the person says it, you write it, down to the door')}
            />
            <Acts>
              <Button>{t('填好了，请本人确认', 'Done; let the person confirm')}</Button>
            </Acts>
          </Form>
        </>
      ),
    };
  },
  async post(visit) {
    const { holderId } = visit.params;
    if (!isId(holderId)) return go('/community');
    const { orderId } = await visit.perform(assistOrder, {
      ...{ holderId, region: visit.region, pickUp: 'mail', address: addressIn(visit) },
    });
    return go(`/community/orders/${orderId}`);
  },
};

const handOver: Page = {
  path: '/community/orders/:orderId',
  by,
  async get(visit) {
    const { t } = visit;
    const orderId = visit.params.orderId!;
    const { name, order, preparedBy, confirmedBy } = await visit.ask(orderDetail, { orderId });
    return {
      kind: 'page',
      title: t('请本人确认', 'Let the person confirm'),
      section: '/community',
      body: (
        <>
          <Back to="/community">{t('我协助的人', 'People I help')}</Back>
          <h1>{confirmedBy ? t('本人已确认', 'Confirmed') : t('请把设备交给本人', 'Hand the device over')}</h1>
          <Facts
            of={[
              [t('持卡人', 'Holder'), name],
              [t('状态', 'State'), <StateTag visit={visit} of={orderStateWords} code={order.state} />],
              [t('领卡', 'Collecting'), visit.say(wordOf(pickUpWords, order.pickUp))],
              [
                t('代填', 'Filled in by'),
                preparedBy === visit.actor.id ? t('您', 'you') : t('其他协助人', 'another helper'),
              ],
              [t('确认', 'Confirmed by'), confirmedBy ? t('本人', 'the person') : t('还没有', 'nobody yet')],
            ]}
          />
          {!confirmedBy && (
            <>
              <p>
                {t(
                  '按下面的按钮会先退出您的账号，再请本人用手机验证码或社保卡登录，看一遍后自己确认。',
                  'The button signs you out first. Then the person signs in with a code or the card, reads it, and confirms.',
                )}
              </p>
              <Form visit={visit}>
                <Acts>
                  <Button name="how" value="code">
                    {t('本人用验证码登录', 'With a code')}
                  </Button>
                  <Button name="how" value="card" kind="second">
                    {t('本人刷卡登录，不用手机', 'With the card, no phone')}
                  </Button>
                </Acts>
              </Form>
            </>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const { orderId } = visit.params;
    if (!isId(orderId)) return go('/community');
    await visit.perform(signOut, {});
    const door = visit.form.fields.how === 'card' ? '/sign-in/card' : '/sign-in';
    return { kind: 'go', to: `${door}?back=/my/orders/${orderId}`, token: null };
  },
};

export const communityPages: readonly Page[] = [people, fillIn, handOver];
