// An order came back: why, and exactly the answers that have to be put right; the rest stays as it was (open question 4).
import { offerPhoto, updateContact } from '../../domain/holders/index.ts';
import { acts as institutions } from '../../domain/institutions/index.ts';
import { correctOrder, mayIApply } from '../../domain/orders/index.ts';
import { Acts, Back, Button, Choices, Facts, FileField, Form, Say, TextArea, TextField } from '../ui/pieces.tsx';
import { day, rulesOf } from '../ui/rules.ts';
import { pickUpWords, wordOf } from '../ui/words.ts';
import { FormFault, go, type Page, type Visit } from '../web/visit.ts';
import { photoFault } from './apply.tsx';
import { gone, mine } from './orders.tsx';

type Part = 'photo' | 'address' | 'phone' | 'bank';

/** What each reason asks for; `needs-correction` leaves it to the person. */
const partsOf: Record<string, readonly Part[]> = {
  'photo-needed': ['photo'],
  'address-needed': ['address'],
  'phone-needed': ['phone'],
  'needs-correction': ['bank', 'address'],
  'account-refused': ['bank'],
};
/** Where a bank opened no account, its reason says what else has to be put right. */
const partsFor = (reason: string | null, correct?: 'phone' | 'document' | null): readonly Part[] => [
  ...(partsOf[reason ?? ''] ?? partsOf['needs-correction']!),
  ...(correct === 'phone' ? (['phone'] as const) : []),
];
const typed = (visit: Visit, name: string) => visit.form.fields[name]?.trim() ?? '';

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
    const parts = partsFor(order.stateReason, timeline.accountRefused?.correct);
    const [rules, may] = await Promise.all([
      rulesOf(visit, order.region),
      parts.includes('bank') ? visit.ask(mayIApply, { holderId: visit.holderId, region: order.region }) : undefined,
    ]);
    // With another bank the card is collected at an outlet of that bank.
    const other = may?.banks.find((one) => one === visit.query.bank && one !== order.bank);
    const outlets =
      other && order.pickUp === 'outlet'
        ? (
            await visit.askPublic(institutions.listOutlets, { region: order.region, bankCode: other, limit: 60 })
          ).outlets.filter(({ takesOrders }) => takesOrders)
        : undefined;
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
            {parts.includes('photo') && (
              <>
                <FileField
                  visit={visit}
                  name="photo"
                  label={t('新照片', 'A new photo')}
                  hint={t(
                    'JPEG，358×441 像素，白色背景，近 6 个月',
                    'JPEG, 358 by 441 pixels, white background, within 6 months',
                  )}
                  accept="image/*"
                />
                <TextField
                  visit={visit}
                  name="takenOn"
                  type="date"
                  label={t('拍摄日期', 'Taken on')}
                  value={visit.today}
                />
              </>
            )}
            {outlets && (
              <>
                <input type="hidden" name="bank" value={visit.query.bank} />
                <Choices
                  visit={visit}
                  name="outletId"
                  label={t('到哪个网点领', 'Which outlet')}
                  hint={rules.bank(visit.query.bank ?? null)}
                  options={outlets.map((one) => ({
                    value: one.id,
                    label: one.name,
                    about: [rules.district(one.district), one.address].filter(Boolean).join(' · '),
                  }))}
                />
              </>
            )}
            {may && !outlets && may.banks.length > 1 && (
              <Choices
                visit={visit}
                name="bank"
                label={t('发卡银行', 'Bank')}
                value={order.bank ?? undefined}
                options={rules.bankOptions(may.banks)}
              />
            )}
            {parts.includes('address') && (
              <TextArea
                visit={visit}
                name="address"
                rows={3}
                max={200}
                label={t('收件地址', 'Address')}
                hint={
                  parts.length > 1
                    ? t('不改地址可以留空', 'leave it empty to keep the address')
                    : t('省市区、街道、门牌号', 'down to street and door')
                }
              />
            )}
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
              !parts.includes('bank') && [t('银行', 'Bank'), rules.bank(order.bank)],
              [t('领卡', 'Collecting'), visit.say(wordOf(pickUpWords, order.pickUp))],
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
    const { orderId, state, stateReason, pickUp } = found.order;
    // Sent twice: it is under way again.
    if (state !== 'returned') return go(`/my/orders/${orderId}`);
    const { holderId } = visit;
    const parts = partsFor(stateReason, found.timeline.accountRefused?.correct);
    const address = typed(visit, 'address');
    const phone = typed(visit, 'phone');
    if (parts.includes('address') && (address !== '' || parts.length === 1) && [...address].length < 5)
      throw new FormFault({
        address: { zh: '地址太短，请写到门牌号', en: 'The address is too short; write it down to the door' },
      });
    if (parts.includes('phone') && phone === '')
      throw new FormFault({ phone: { zh: '请填写手机号', en: 'Fill in your number' } });
    const bank = parts.includes('bank') ? typed(visit, 'bank') : '';
    const outletId = /^[0-9a-f-]{36}$/.test(typed(visit, 'outletId')) ? typed(visit, 'outletId') : '';
    if (bank && bank !== found.order.bank && pickUp === 'outlet' && !outletId)
      return go(`/my/orders/${orderId}/correct?bank=${encodeURIComponent(bank)}`);
    if (parts.includes('photo')) {
      const file = visit.form.files.photo;
      if (!file) throw new FormFault({ photo: { zh: '请选择一张照片', en: 'Choose a photo' } });
      const takenOn = /^\d{4}-\d{2}-\d{2}$/.test(typed(visit, 'takenOn')) ? typed(visit, 'takenOn') : null;
      const answer = await visit.perform(offerPhoto, {
        ...{ holderId, photo: file.bytes.toString('base64'), takenOn: takenOn as never, source: 'upload' },
      });
      if (answer.state === 'rejected') throw photoFault(answer.findings);
    }
    if (parts.includes('phone')) await visit.perform(updateContact, { holderId, phone });
    await visit.perform(correctOrder, {
      ...{ orderId, ...(bank ? { bank } : {}), ...(address ? { address } : {}), ...(outletId ? { outletId } : {}) },
    });
    return go(`/my/orders/${orderId}?corrected=1`);
  },
};

export const correctPages: readonly Page[] = [correct];
