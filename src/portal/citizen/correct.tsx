// An order came back: why, and exactly the answers that have to be put right; the rest stays as it was (open question 4).
import { updateContact } from '../../domain/holders/index.ts';
import { correctOrder, mayIApply } from '../../domain/orders/index.ts';
import { Acts, Back, Button, Choices, Facts, Form, Say, TextField } from '../ui/pieces.tsx';
import { day, rulesOf } from '../ui/rules.ts';
import { pickUpWords, wordOf } from '../ui/words.ts';
import { text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Visit } from '../web/visit.ts';
import { AddressField, addressIn, PhotoFields, sendPhoto, WayFields, wayIn, waysOf } from './order-fields.tsx';
import { gone, mine } from './orders.tsx';

type Part = 'photo' | 'address' | 'phone' | 'bank' | 'way';

/** What each reason asks for; `needs-correction` leaves it to the person. */
const partsOf: Record<string, readonly Part[]> = {
  'photo-needed': ['photo'],
  'address-needed': ['address'],
  'phone-needed': ['phone'],
  'needs-correction': ['bank', 'way'],
  'account-refused': ['bank', 'way'],
};
type Mine = NonNullable<Awaited<ReturnType<typeof mine>>>;
/** Where a bank opened no account, its reason says what else has to be put right. */
const partsFor = ({ order, timeline }: Mine): readonly Part[] => [
  ...(partsOf[order.stateReason ?? ''] ?? partsOf['needs-correction']!),
  ...(timeline.accountRefused?.correct === 'phone' ? (['phone'] as const) : []),
];

/** The ways of the region, and the one of now, which is never lost. */
async function choicesFor(visit: Visit, { order }: Mine) {
  const may = await visit.ask(mayIApply, { holderId: visit.holderId, region: order.region });
  const offered = waysOf(may.pickUps).filter((way) => way !== 'unit-delivery' || order.groupOrderId !== null);
  const now = (['outlet', 'mail', 'unit-delivery'] as const).filter((way) => way === order.pickUp);
  return { banks: may.banks, ways: [...new Set([...offered, ...now])] };
}

const correct: Page = {
  path: '/my/orders/:orderId/correct',
  by: ['citizen'],
  bodyLimit: 6 * 1024 * 1024,
  async get(visit) {
    const { t } = visit;
    const found = await mine(visit);
    if (!found) return gone(visit);
    const { order, timeline } = found;
    if (order.state !== 'returned') return go(`/my/orders/${order.orderId}`);
    const parts = partsFor(found);
    const [rules, choices] = await Promise.all([
      rulesOf(visit, order.region),
      parts.includes('bank') ? choicesFor(visit, found) : undefined,
    ]);
    return {
      kind: 'page',
      title: t('补正申领', 'Put the order right'),
      section: '/my/orders',
      body: (
        <>
          <Back to={`/my/orders/${order.orderId}`}>{t('返回进度', 'Back to progress')}</Back>
          <h1>{t('补正后再提交', 'Put it right and send it again')}</h1>
          <Say tone="bad" title={t('为什么退回', 'Why it came back')}>
            <p>{visit.say(timeline.waitingFor) || t('有内容需要补正。', 'Something has to be put right.')}</p>
            <p>
              {t(
                '只改下面这些，其他内容不用重填。补正不影响您的批次；承诺日从重新提交起算。',
                'Only what is below has to be done again. You keep your batch; the promised day counts from when you send it again.',
              )}
            </p>
          </Say>
          <Form visit={visit} files>
            {parts.includes('photo') && <PhotoFields visit={visit} label={t('新照片', 'A new photo')} />}
            {choices && choices.banks.length > 1 && (
              <Choices
                visit={visit}
                name="bank"
                label={t('发卡银行', 'Bank')}
                value={order.bank ?? undefined}
                options={rules.bankOptions(choices.banks)}
              />
            )}
            {choices && (await WayFields({ visit, ways: choices.ways, now: order }))}
            {parts.includes('address') && <AddressField visit={visit} />}
            {parts.includes('phone') && (
              <TextField
                visit={visit}
                name="phone"
                type="tel"
                inputmode="tel"
                autocomplete="tel"
                label={t('手机号', 'Mobile number')}
                max={20}
              />
            )}
            <Acts>
              <Button>{t('重新提交', 'Send it again')}</Button>
            </Acts>
          </Form>
          <h2>{t('保持不变', 'What stays')}</h2>
          <Facts
            of={[
              !choices && [t('银行', 'Bank'), rules.bank(order.bank)],
              !choices && [t('领卡', 'Collecting'), visit.say(wordOf(pickUpWords, order.pickUp))],
              [t('申领日', 'Ordered'), day(visit, order.placedOn)],
            ]}
          />
        </>
      ),
    };
  },
  async post(visit) {
    const found = await mine(visit);
    if (!found) return gone(visit);
    const { orderId, state } = found.order;
    // Sent twice: it is under way again.
    if (state !== 'returned') return go(`/my/orders/${orderId}`);
    const parts = partsFor(found);
    const phone = text(visit, 'phone');
    if (parts.includes('phone') && phone === '')
      throw new FormFault({ phone: w('请填写手机号', 'Fill in your number') });
    const address = parts.includes('address') ? { address: addressIn(visit) } : {};
    const way = parts.includes('way') ? wayIn(visit, (await choicesFor(visit, found)).ways, found.order) : {};
    if (parts.includes('photo')) await sendPhoto(visit);
    if (parts.includes('phone')) await visit.perform(updateContact, { holderId: visit.holderId, phone });
    const bank = parts.includes('bank') ? text(visit, 'bank') : '';
    await visit.perform(correctOrder, { orderId, ...(bank ? { bank } : {}), ...address, ...way });
    return go(`/my/orders/${orderId}?corrected=1`);
  },
};

export const correctPages: readonly Page[] = [correct];
