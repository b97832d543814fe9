// One's cards: both sides, states, and what can be done with each; what cannot be done says why and until when.
import { acts as cards } from '../../domain/cards/index.ts';
import { acts as ecard } from '../../domain/ecard/index.ts';
import { myRecord } from '../../domain/holders/index.ts';
import { myOrders, replaceCard } from '../../domain/orders/index.ts';
import {
  Acts,
  Back,
  Button,
  Cannot,
  Choices,
  Facts,
  Form,
  LinkButton,
  Say,
  SelectField,
  StateTag,
  Tag,
} from '../ui/pieces.tsx';
import { day, type Rules, rulesOf } from '../ui/rules.ts';
import { financialStateWords, reasonWords, socialStateWords, wordOf } from '../ui/words.ts';
import { FormFault, go, type Page, type Visit } from '../web/visit.ts';
import { type CardAnswer, HolderCard } from './holder-card.tsx';
import { openOrder } from './home.tsx';
import { WayFields, wayIn } from './order-fields.tsx';

const done: Record<string, { zh: string; en: string }> = {
  enabled: {
    zh: '新卡已启用。旧卡的社保功能同时失效；旧卡上的银行账户仍可用，由您自己决定何时销户。',
    en: 'The new card is enabled. The old card’s social security side ended; its bank account lives on until you close it.',
  },
  lost: {
    zh: '已挂失，这张卡现在不能用。找回后可以解挂。',
    en: 'Reported lost; the card cannot be used now. If you find it, withdraw the report.',
  },
  found: { zh: '已解挂，卡可以正常使用。', en: 'The report was withdrawn; the card works again.' },
};

const list: Page = {
  path: '/my/cards',
  by: ['citizen'],
  async get(visit) {
    const { t, holderId } = visit;
    const reveal = visit.query.show === 'yes';
    const [rules, record, { cards: own }, { orders }] = await Promise.all([
      rulesOf(visit),
      visit.ask(myRecord, { holderId, ...(reveal ? { reveal } : {}) }),
      visit.ask(cards.myCards, { holderId, ...(reveal ? { reveal } : {}) }),
      visit.ask(myOrders, { holderId }),
    ]);
    const order = ['closed', 'collected'].includes(openOrder(orders)?.order.state ?? '')
      ? undefined
      : openOrder(orders);
    return {
      kind: 'page',
      title: t('我的卡', 'My cards'),
      body: (
        <>
          <h1>{t('我的卡', 'My cards')}</h1>
          {visit.query.done && done[visit.query.done] && (
            <Say tone="good">
              <p>{visit.say(done[visit.query.done])}</p>
            </Say>
          )}
          {own.map((card) => (
            <OneCard visit={visit} rules={rules} card={card} record={record} ordering={order?.order.orderId} />
          ))}
          {own.length === 0 && (
            <Say title={t('还没有卡', 'No card yet')}>
              <Acts>
                <LinkButton to="/my/apply">{t('申领', 'Order one')}</LinkButton>
              </Acts>
            </Say>
          )}
          <Acts>
            <LinkButton to={reveal ? '/my/cards' : '/my/cards?show=yes'} kind="second">
              {reveal ? t('隐藏完整号码', 'Hide the numbers') : t('显示完整号码', 'Show the full numbers')}
            </LinkButton>
            <LinkButton to="/my/checklist" kind="plain">
              {t('新旧卡待办', 'Old to new')}
            </LinkButton>
          </Acts>
          {!reveal && (
            <p class="small soft">
              {t(
                '号码默认隐藏；显示会留下一条您自己的查看记录。',
                'Numbers are hidden by default; showing them leaves a line in your own record of looks.',
              )}
            </p>
          )}
        </>
      ),
    };
  },
};

function OneCard({
  visit,
  rules,
  card,
  record,
  ordering,
}: {
  visit: Visit;
  rules: Rules;
  card: CardAnswer;
  record: { name: string; socialSecurityNumber: string | null };
  ordering: string | undefined;
}) {
  const { t } = visit;
  const usable = card.socialState === 'enabled';
  const actions = (
    <Acts>
      {card.socialState === 'collected' && (
        <LinkButton to={`/my/cards/${card.cardId}/enable`}>{t('启用这张卡', 'Enable this card')}</LinkButton>
      )}
      {usable && (
        <LinkButton to="/my/cards/loss" kind="second">
          {t('挂失', 'Report loss')}
        </LinkButton>
      )}
      {card.socialState === 'suspended' && (
        <Form visit={visit} action="/my/cards/found">
          <Button>{t('找到了，解挂', 'I found it')}</Button>
        </Form>
      )}
      {(usable || card.socialState === 'suspended') && !ordering && (
        <LinkButton to="/my/cards/replace" kind="second">
          {t('补换卡或换银行', 'Replace, or change the bank')}
        </LinkButton>
      )}
    </Acts>
  );
  return (
    <section>
      <h2>
        {card.generation === 3
          ? t('第三代社会保障卡', 'Third-generation card')
          : t(`第${card.generation === 2 ? '二' : '一'}代社会保障卡`, `Generation ${card.generation} card`)}{' '}
        <StateTag visit={visit} of={socialStateWords} code={card.socialState} />
      </h2>
      <div class={card.generation === 3 ? 'desk two' : 'desk'}>
        {card.generation === 3 && <HolderCard visit={visit} rules={rules} card={card} record={record} side="front" />}
        <HolderCard visit={visit} rules={rules} card={card} record={record} side="back" />
      </div>
      <Facts
        of={[
          [t('卡号', 'Card number'), <span class="num">{card.cardNumber}</span>],
          card.bankCode && [t('银行', 'Bank'), rules.bank(card.bankCode)],
          card.bankCardNumber && [t('银行卡号', 'Bank card number'), <span class="num">{card.bankCardNumber}</span>],
          card.bankCode && [t('金融功能', 'Bank side'), visit.say(wordOf(financialStateWords, card.financialState))],
          [t('发卡机构', 'Issued by'), card.issuingAuthority],
          card.collectBy &&
            card.socialState === 'made' && [t('请在此前领取', 'Collect by'), day(visit, card.collectBy)],
          card.expiresOn && [t('有效期至', 'Valid until'), day(visit, card.expiresOn)],
        ]}
      />
      {actions}
      {card.socialState === 'made' && (
        <Cannot
          what={t('启用', 'Enable')}
          why={t(
            '卡还没有交到您手里。领取以后就可以启用。',
            'the card has not been handed to you yet. Enable it once you have it.',
          )}
        />
      )}
      {card.socialState === 'planned' && (
        <Cannot what={t('启用', 'Enable')} why={t('卡还在制作。', 'the card is still being made.')} />
      )}
      {card.socialState === 'invalid' && (
        <Cannot
          what={t('使用', 'Use')}
          why={t(
            '新卡启用后这张卡已失效，不能再用于就医和待遇。',
            'a newer card was enabled; this one no longer serves for care and benefits.',
          )}
        />
      )}
      {(usable || card.socialState === 'suspended') && ordering && (
        <Cannot
          what={t('补换', 'Replace')}
          why={t(
            '您有一张卡正在办理，办结后才能再次补换。',
            'a card for you is on its way; replace again once it is done.',
          )}
        >
          {' '}
          <a href={`/my/orders/${ordering}`}>{t('看进度', 'See progress')}</a>
        </Cannot>
      )}
      {card.bankCode && card.financialState !== 'active' && ['collected', 'enabled'].includes(card.socialState) && (
        <Cannot
          what={t('激活金融功能', 'Activate the bank side')}
          why={t(
            '须本人带身份证到发卡银行任一网点办理，网上不能激活。',
            'has to be done in person at any outlet of the bank, with your identity card.',
          )}
        >
          {' '}
          <a href={`/outlets?bank=${card.bankCode}`}>{t('找网点', 'Find one')}</a>
        </Cannot>
      )}
    </section>
  );
}

const enable: Page = {
  path: '/my/cards/:cardId/enable',
  by: ['citizen'],
  async get(visit) {
    const { t } = visit;
    const { cards: own } = await visit.ask(cards.myCards, { holderId: visit.holderId });
    const card = own.find(({ cardId }) => cardId === visit.params.cardId);
    const old = own.find(({ socialState }) => socialState === 'enabled' || socialState === 'suspended');
    return {
      kind: 'page',
      title: t('启用新卡', 'Enable the card'),
      section: '/my/cards',
      body: (
        <>
          <Back to="/my/cards">{t('我的卡', 'My cards')}</Back>
          <h1>{t('启用新卡', 'Enable the new card')}</h1>
          {card?.socialState === 'collected' ? (
            <>
              <Say tone="wait" title={t('启用后会发生什么', 'What happens then')}>
                <ul>
                  <li>{t('新卡马上可以看病、办待遇', 'the new card works for care and benefits at once')}</li>
                  {old && (
                    <li>
                      {t(
                        '旧卡的社保功能同时失效，不能恢复',
                        'the old card’s social security side ends and cannot come back',
                      )}
                    </li>
                  )}
                  <li>
                    {t(
                      '旧卡里的银行存款还在，账户由您自己处理',
                      'money in the old card’s bank account stays; the account is yours to close',
                    )}
                  </li>
                </ul>
              </Say>
              <Form visit={visit}>
                <Acts>
                  <Button>{t('确认启用', 'Enable now')}</Button>
                  <LinkButton to="/my/cards" kind="plain">
                    {t('先不启用', 'Not yet')}
                  </LinkButton>
                </Acts>
              </Form>
            </>
          ) : (
            <Say>
              <p>{t('这张卡现在不能启用。', 'This card cannot be enabled now.')}</p>
            </Say>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    await visit.perform(cards.enableCard, { cardId: visit.params.cardId! });
    return go('/my/cards?done=enabled');
  },
};

const loss: Page = {
  path: '/my/cards/loss',
  by: ['citizen'],
  async get(visit) {
    const { t } = visit;
    return {
      kind: 'page',
      title: t('挂失', 'Report loss'),
      section: '/my/cards',
      body: (
        <>
          <Back to="/my/cards">{t('我的卡', 'My cards')}</Back>
          <h1>{t('挂失社保卡', 'Report your card lost')}</h1>
          <Say tone="wait">
            <ul>
              <li>
                {t(
                  '立即生效：别人不能再用这张卡看病、乘车、取待遇',
                  'at once: nobody can use it for care, transport or benefits',
                )}
              </li>
              <li>{t('待遇照常发放；找到后可以解挂', 'benefits go on; if you find it, withdraw the report')}</li>
              <li>{t('卡上的银行账户请同时向发卡银行挂失', 'report the bank side to the bank as well')}</li>
            </ul>
          </Say>
          <Form visit={visit}>
            <Acts>
              <Button kind="danger">{t('立即挂失', 'Report it lost now')}</Button>
            </Acts>
          </Form>
        </>
      ),
    };
  },
  async post(visit) {
    await visit.perform(cards.reportLoss, { holderId: visit.holderId });
    return go('/my/cards?done=lost');
  },
};

const found: Page = {
  path: '/my/cards/found',
  by: ['citizen'],
  get: async () => go('/my/cards'),
  async post(visit) {
    await visit.perform(cards.withdrawLoss, { holderId: visit.holderId });
    return go('/my/cards?done=found');
  },
};

const ways = ['outlet', 'mail'] as const;
const reasons = ['loss', 'damage', 'wear', 'name-change', 'id-change', 'bank-change'] as const;

const replace: Page = {
  path: '/my/cards/replace',
  by: ['citizen'],
  async get(visit) {
    const { t } = visit;
    const rules = await rulesOf(visit);
    const banks = rules.pack.banks === 'unknown' ? [] : rules.pack.banks.map(({ code }) => code);
    return {
      kind: 'page',
      title: t('补换卡', 'Replace the card'),
      section: '/my/cards',
      body: (
        <>
          <Back to="/my/cards">{t('我的卡', 'My cards')}</Back>
          <h1>{t('补换卡或更换银行', 'Replace the card, or change the bank')}</h1>
          <p>
            {t(
              '丢失的卡会立即挂失；其他情况旧卡用到新卡启用为止。',
              'A lost card is blocked at once; in all other cases the old one works until the new one is enabled.',
            )}
          </p>
          <Form visit={visit}>
            <Choices
              visit={visit}
              name="reason"
              label={t('为什么补换', 'Why')}
              options={reasons.map((value) => ({ value, label: visit.say(reasonWords[value]) }))}
            />
            <SelectField
              visit={visit}
              name="bank"
              label={t('银行', 'Bank')}
              hint={t('只在更换银行时选', 'only when you change it')}
              empty={t('不更换', 'keep it')}
              options={rules.bankOptions(banks)}
            />
            {await WayFields({ visit, ways })}
            <Acts>
              <Button>{t('提交补换', 'Send')}</Button>
            </Acts>
          </Form>
        </>
      ),
    };
  },
  async post(visit) {
    const { reason, bank } = visit.form.fields;
    const faults = {
      ...(reasons.some((one) => one === reason) ? {} : { reason: { zh: '请选择原因', en: 'Say why' } }),
      ...(reason === 'bank-change' && !bank ? { bank: { zh: '请选择新银行', en: 'Choose the new bank' } } : {}),
    };
    if (Object.keys(faults).length > 0) throw new FormFault(faults);
    const order = await visit.perform(replaceCard, {
      reason: reason as 'loss',
      holderId: visit.holderId,
      region: visit.region,
      ...(bank ? { bank } : {}),
      ...wayIn(visit, ways),
    });
    return go(`/my/orders/${order.orderId}?placed=1`);
  },
};

const checklist: Page = {
  path: '/my/checklist',
  by: ['citizen'],
  async get(visit) {
    const { t } = visit;
    const { items, onOldNumber, usesLeft, pots } = await visit.ask(ecard.cardChecklist, { holderId: visit.holderId });
    return {
      kind: 'page',
      title: t('新旧卡待办', 'Old to new'),
      section: '/my',
      body: (
        <>
          <Back to="/my">{t('首页', 'Home')}</Back>
          <h1>{t('从旧卡到新卡', 'From the old card to the new')}</h1>
          {items.length === 0 && (
            <Say tone="good">
              <p>
                {t(
                  '现在没有待办。换了新卡，要做的事会列在这里。',
                  'Nothing to do now. After a change of card the steps stand here.',
                )}
              </p>
            </Say>
          )}
          <ol class="road">
            {items.map((item) => (
              <li class={item.done ? undefined : 'now'}>
                {visit.say(item)}{' '}
                <Tag tone={item.done ? 'good' : 'wait'}>{item.done ? t('已完成', 'done') : t('待办', 'to do')}</Tag>
              </li>
            ))}
          </ol>
          {onOldNumber.length > 0 && (
            <Say tone="wait" title={t('可能还发到旧银行卡号的钱', 'What may still be paid to the old number')}>
              <ul>
                {onOldNumber.map((one) => (
                  <li>{visit.say(one)}</li>
                ))}
              </ul>
            </Say>
          )}
          {usesLeft.length > 0 && (
            <Say tone="wait" title={t('仍从旧账户代扣的项目', 'What is still collected from the old account')}>
              <ul>
                {usesLeft.map((one) => (
                  <li>{visit.say(one)}</li>
                ))}
              </ul>
            </Say>
          )}
          {pots.length > 0 && (
            <Say title={t('旧卡上的余额、年票和借阅', 'Balances, passes and loans of the old card')}>
              <ul>
                {pots.map((one) => (
                  <li>{visit.say(one)}</li>
                ))}
              </ul>
            </Say>
          )}
        </>
      ),
    };
  },
};

const electronic: Page = {
  path: '/my/ecard',
  by: ['citizen'],
  async get(visit) {
    const { t, holderId } = visit;
    const mine = await visit.ask(ecard.myEcard, { holderId }).catch(() => undefined);
    const why: Record<string, string> = {
      'not-authorised': t('还没有您本人的授权', 'you have not authorised it yet'),
      suspended: t('您已停用', 'you suspended it'),
      closed: t('已注销', 'it was closed'),
      'no-good-card': t('没有可用的实体卡', 'there is no good card behind it'),
      'card-not-usable': t(
        '实体卡现在不能用（例如已挂失）',
        'the card behind it cannot be used now, such as a lost one',
      ),
    };
    return {
      kind: 'page',
      title: t('电子社保卡', 'E-card'),
      section: '/my',
      body: (
        <>
          <Back to="/my">{t('首页', 'Home')}</Back>
          <h1>{t('电子社保卡', 'E-card')}</h1>
          {!mine && <p>{t('申领实体卡时会同步签发。', 'It is issued together with an order for a card.')}</p>}
          {mine && (
            <>
              <Say
                tone={mine.usable ? 'good' : 'wait'}
                title={mine.usable ? t('可以使用', 'Usable') : t('暂不可用', 'Not usable')}
              >
                {mine.obstacle && <p>{why[mine.obstacle]}</p>}
              </Say>
              <p>
                {t(
                  '电子卡跟着您的实体卡走：换卡后自动跟到新卡，实体卡挂失时一同停用。',
                  'It follows your card: to the new one after a change, and it stops while the card is reported lost.',
                )}
              </p>
              <Form visit={visit}>
                <Acts>
                  {mine.state !== 'authorised' && mine.state !== 'closed' && (
                    <Button name="act" value="authorise">
                      {t('授权使用', 'Authorise it')}
                    </Button>
                  )}
                  {mine.state === 'authorised' && (
                    <Button name="act" value="suspend" kind="second">
                      {t('停用', 'Suspend it')}
                    </Button>
                  )}
                </Acts>
              </Form>
            </>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const { holderId } = visit;
    if (visit.form.fields.act === 'authorise') await visit.perform(ecard.authoriseEcard, { holderId });
    else if (visit.form.fields.act === 'suspend') await visit.perform(ecard.suspendEcard, { holderId });
    return go('/my/ecard');
  },
};

export const cardPages: readonly Page[] = [list, loss, found, replace, enable, checklist, electronic];
