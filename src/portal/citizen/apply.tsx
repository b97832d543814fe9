// Ordering a card, one question a page: photo, bank, how to get it, where, check, send. What is filled in stays until it is sent.
import { myRecord, photoFinding } from '../../domain/holders/index.ts';
import { acts as institutions } from '../../domain/institutions/index.ts';
import { chooseBank, mayIApply, myOrders, placeOrder } from '../../domain/orders/index.ts';
import { Acts, Back, Button, Choices, Facts, Form, LinkButton, Progress, Reasons, Say } from '../ui/pieces.tsx';
import { cite, day, type Rules, rulesOf, yuan } from '../ui/rules.ts';
import { pickUpWords, wordOf } from '../ui/words.ts';
import { dropDraft, readDraft, saveDraft } from '../web/drafts.ts';
import { isId } from '../web/fields.ts';
import { FormFault, go, type Page, type Reply, type Visit } from '../web/visit.ts';
import {
  AddressField,
  addressIn,
  findingWords,
  PhotoFields,
  sendPhoto,
  type Way,
  wayOptions,
  waysOf,
} from './order-fields.tsx';

const draftKind = 'order';
interface Case {
  readonly rules: Rules;
  readonly may: Awaited<ReturnType<typeof askMay>>;
  readonly draft: Record<string, string>;
  readonly photo: { readonly state: string; readonly findings: readonly string[] };
  /** The order of one's unit or school that waits for one's choice. */
  readonly waiting: { readonly orderId: string } | undefined;
  readonly open: boolean;
  readonly pickUps: readonly Way[];
}

const askMay = (visit: Visit, bank?: string) =>
  visit.ask(mayIApply, { holderId: visit.holderId, region: visit.region, ...(bank ? { bank } : {}) });

async function openCase(visit: Visit): Promise<Case> {
  const draft = await readDraft(visit, draftKind);
  const [rules, may, record, { orders }] = await Promise.all([
    rulesOf(visit),
    askMay(visit, draft.bank),
    visit.ask(myRecord, { holderId: visit.holderId }),
    visit.ask(myOrders, { holderId: visit.holderId }),
  ]);
  const live = orders.filter(({ order }) => !['closed', 'withdrawn', 'rejected'].includes(order.state));
  const waiting = live.find(({ order }) => order.state === 'draft' && order.kind !== 'assisted')?.order;
  const pickUps = waysOf(may.pickUps);
  return {
    rules,
    may,
    draft,
    photo: record.photo,
    waiting,
    open: waiting !== undefined || (may.may && live.length === 0),
    pickUps: waiting ? pickUps : pickUps.filter((way) => way !== 'unit-delivery'),
  };
}

const steps = ['photo', 'bank', 'pick-up', 'place', 'check'] as const;
type Step = (typeof steps)[number];

/** The first question that is still open. */
function nextStep({ draft, photo, may }: Case): Step {
  if (photo.state !== 'accepted' && photo.state !== 'offered' && draft.photoLater !== 'yes') return 'photo';
  if (!draft.bank || !may.banks.includes(draft.bank)) return 'bank';
  if (!draft.pickUp) return 'pick-up';
  if ((draft.pickUp === 'outlet' && !draft.outletId) || (draft.pickUp === 'mail' && !draft.address)) return 'place';
  return 'check';
}

const start: Page = {
  path: '/my/apply',
  by: ['citizen'],
  async get(visit) {
    const { t } = visit;
    const known = await openCase(visit);
    const { may } = known;
    if (known.open) return go(`/my/apply/${nextStep(known)}`);
    return {
      kind: 'page',
      title: t('申领新卡', 'Order a card'),
      section: '/my',
      body: (
        <>
          <Back to="/my">{t('首页', 'Home')}</Back>
          <h1>{t('现在不能申领', 'You cannot order now')}</h1>
          <Say tone="wait">
            <p>
              {may.may
                ? t('您已有一张卡在办理中。', 'A card for you is already on its way.')
                : may.waitFor
                  ? t(
                      `您的批次 ${day(visit, may.waitFor)} 开放，旧卡照常使用。`,
                      `Your batch opens ${day(visit, may.waitFor)}; your card works as before.`,
                    )
                  : t('旧卡照常使用，待遇不受影响。', 'Your card works as before and your benefits stay.')}
            </p>
          </Say>
          {!may.may && <Reasons visit={visit} of={may.reasons} cite={cite} />}
          <Acts>
            <LinkButton to={may.may ? '/my/orders' : '/my/change'}>
              {may.may ? t('看进度', 'See progress') : t('什么时候轮到我', 'When is my turn')}
            </LinkButton>
          </Acts>
        </>
      ),
    };
  },
};

function question(visit: Visit, step: Step, title: string, body: Extract<Reply, { kind: 'page' }>['body']): Reply {
  const at = steps.indexOf(step);
  return {
    kind: 'page',
    title,
    section: '/my',
    body: (
      <>
        <Back to={at === 0 ? '/my' : `/my/apply/${steps[at - 1]}`}>{visit.t('上一步', 'Back')}</Back>
        <Progress visit={visit} at={at + 1} of={steps.length} />
        {body}
      </>
    ),
  };
}

const photoStep: Page = {
  path: '/my/apply/photo',
  by: ['citizen'],
  bodyLimit: 6 * 1024 * 1024,
  async get(visit) {
    const { t } = visit;
    const { photo, draft } = await openCase(visit);
    const title = t('您的照片', 'Your photo');
    return question(
      visit,
      'photo',
      title,
      <>
        <h1>{title}</h1>
        {photo.state === 'accepted' && (
          <Say tone="good">
            <p>{t('档案里已有合格照片，可以直接用。', 'A good photo is on your record; you can use it.')}</p>
          </Say>
        )}
        {photo.state === 'offered' && (
          <Say tone="wait">
            <p>
              {t(
                '照片已提交，工作人员会再看一眼；可以先往下办。',
                'Your photo was sent and somebody will look at it; you can go on.',
              )}
            </p>
          </Say>
        )}
        {photo.state === 'rejected' && (
          <Say tone="bad" title={t('上一张照片不能用', 'The last photo cannot be used')}>
            <p>{visit.say(findingWords(photo.findings.flatMap((code) => photoFinding(code) ?? [])))}</p>
          </Say>
        )}
        <ul>
          <li>
            {t('近 6 个月，免冠，正面，白色背景', 'taken within 6 months, no hat, facing the camera, white background')}
          </li>
          <li>
            {t('两眼睁开，露出双耳，深色上衣更清楚', 'eyes open, both ears visible; dark clothes stand out better')}
          </li>
          <li>{t('可以戴平时的眼镜，镜片不反光', 'everyday glasses are fine if they do not reflect')}</li>
        </ul>
        <Form visit={visit} files>
          <PhotoFields
            visit={visit}
            label={t('选择或拍摄照片', 'Choose or take a photo')}
            {...(draft.takenOn ? { takenOn: draft.takenOn } : {})}
          />
          <Acts>
            <Button>{t('提交照片', 'Send the photo')}</Button>
            {(photo.state === 'accepted' || photo.state === 'offered') && (
              <LinkButton to="/my/apply/bank" kind="second">
                {t('用现有照片，下一步', 'Use the one on record')}
              </LinkButton>
            )}
            {photo.state !== 'accepted' && photo.state !== 'offered' && (
              <Button kind="plain" name="later" value="yes">
                {t('没有照片，到网点再拍', 'I have none; take it at an outlet')}
              </Button>
            )}
          </Acts>
        </Form>
      </>,
    );
  },
  async post(visit) {
    const draft = await readDraft(visit, draftKind);
    if (visit.form.fields.later === 'yes') {
      await saveDraft(visit, draftKind, { ...draft, photoLater: 'yes' });
      return go('/my/apply/bank');
    }
    await sendPhoto(visit);
    return go('/my/apply/bank');
  },
};

const bankStep: Page = {
  path: '/my/apply/bank',
  by: ['citizen'],
  async get(visit) {
    const { t } = visit;
    const { may, rules, draft, open } = await openCase(visit);
    if (!open) return go('/my/apply');
    const title = t('选择发卡银行', 'Choose the bank');
    if (may.banks.length === 1) {
      const [only] = may.banks;
      return question(
        visit,
        'bank',
        title,
        <>
          <h1>{title}</h1>
          <Say title={rules.bank(only)}>
            <p>
              {may.bankChoice === 'pension-bank' || may.group === 'retiree'
                ? t(
                    '退休人员随养老金发放银行，不能更改；养老金到账不受影响。',
                    'For retirees it is the bank that pays the pension and cannot be changed here; your pension is not affected.',
                  )
                : t('您的情况只有这一家银行可选。', 'It is the only bank for you.')}
            </p>
          </Say>
          <Reasons visit={visit} of={may.reasons.filter(({ code }) => /bank/.test(code))} cite={cite} />
          <Form visit={visit}>
            <div class="field">
              <label for="bankName">{t('发卡银行', 'Bank')}</label>
              <input id="bankName" value={rules.bank(only)} readOnly />
            </div>
            <input type="hidden" name="bank" value={only} />
            <Acts>
              <Button>{t('下一步', 'Continue')}</Button>
            </Acts>
          </Form>
        </>,
      );
    }
    return question(
      visit,
      'bank',
      title,
      <Form visit={visit}>
        <Choices
          visit={visit}
          name="bank"
          question
          label={title}
          hint={t(
            '社保功能各家都一样；金融功能由所选银行提供。',
            'The social security side is the same everywhere; the bank side is this bank’s.',
          )}
          value={draft.bank}
          options={rules.bankOptions(may.banks)}
        />
        <Acts>
          <Button>{t('下一步', 'Continue')}</Button>
        </Acts>
      </Form>,
    );
  },
  async post(visit) {
    const bank = visit.form.fields.bank ?? '';
    const { may, draft } = await openCase(visit);
    if (!may.banks.includes(bank)) throw new FormFault({ bank: { zh: '请选择一家银行', en: 'Choose a bank' } });
    const { outletId: _, ...kept } = draft;
    await saveDraft(visit, draftKind, { ...(draft.bank === bank ? draft : kept), bank });
    return go('/my/apply/pick-up');
  },
};

const pickUpStep: Page = {
  path: '/my/apply/pick-up',
  by: ['citizen'],
  async get(visit) {
    const { t } = visit;
    const { pickUps, draft, open } = await openCase(visit);
    if (!open) return go('/my/apply');
    const title = t('怎么领卡', 'How to get the card');
    return question(
      visit,
      'pick-up',
      title,
      <Form visit={visit}>
        <Choices
          visit={visit}
          name="pickUp"
          question
          label={title}
          value={draft.pickUp}
          options={wayOptions(visit, pickUps)}
        />
        <Acts>
          <Button>{t('下一步', 'Continue')}</Button>
        </Acts>
      </Form>,
    );
  },
  async post(visit) {
    const pickUp = visit.form.fields.pickUp ?? '';
    const { pickUps, draft } = await openCase(visit);
    if (!(pickUps as readonly string[]).includes(pickUp))
      throw new FormFault({ pickUp: { zh: '请选择领卡方式', en: 'Choose how to get the card' } });
    await saveDraft(visit, draftKind, { ...draft, pickUp });
    return go(pickUp === 'unit-delivery' ? '/my/apply/check' : '/my/apply/place');
  },
};

const placeStep: Page = {
  path: '/my/apply/place',
  by: ['citizen'],
  async get(visit) {
    const { t, region } = visit;
    const { draft, rules, open } = await openCase(visit);
    if (!open) return go('/my/apply');
    if (draft.pickUp === 'mail') {
      const title = t('寄到哪里', 'Where to send it');
      return question(
        visit,
        'place',
        title,
        <>
          <h1>{title}</h1>
          <Form visit={visit}>
            <AddressField visit={visit} value={draft.address} />
            <Acts>
              <Button>{t('下一步', 'Continue')}</Button>
            </Acts>
          </Form>
        </>,
      );
    }
    const { outlets } = await visit.askPublic(institutions.listOutlets, {
      region,
      limit: 60,
      ...(draft.bank ? { bankCode: draft.bank } : {}),
    });
    const title = t('到哪个网点领', 'Which outlet');
    return question(
      visit,
      'place',
      title,
      <Form visit={visit}>
        <Choices
          visit={visit}
          name="outletId"
          question
          label={title}
          hint={
            outlets.length === 0
              ? t(
                  '这家银行还没有登记网点，请返回选择邮寄。',
                  'This bank has no outlets on the list; go back and choose mail.',
                )
              : rules.bank(draft.bank)
          }
          value={draft.outletId}
          options={outlets
            .filter(({ takesOrders }) => takesOrders)
            .map((one) => ({
              value: one.id,
              label: one.name,
              about: [
                rules.district(one.district),
                one.address,
                one.openingHours,
                one.plate ? t('即时制卡网点', 'cards made while you wait') : '',
              ]
                .filter(Boolean)
                .join(' · '),
            }))}
        />
        <Acts>
          <Button>{t('下一步', 'Continue')}</Button>
        </Acts>
      </Form>,
    );
  },
  async post(visit) {
    const { fields } = visit.form;
    const draft = await readDraft(visit, draftKind);
    if (draft.pickUp === 'mail') {
      await saveDraft(visit, draftKind, { ...draft, address: addressIn(visit) });
    } else {
      if (!isId(fields.outletId)) throw new FormFault({ outletId: { zh: '请选择网点', en: 'Choose an outlet' } });
      await saveDraft(visit, draftKind, { ...draft, outletId: fields.outletId });
    }
    return go('/my/apply/check');
  },
};

const checkStep: Page = {
  path: '/my/apply/check',
  by: ['citizen'],
  async get(visit) {
    const { t, region } = visit;
    const known = await openCase(visit);
    const { draft, rules, may, photo } = known;
    if (!known.open) return go('/my/apply');
    const next = nextStep(known);
    if (next !== 'check') return go(`/my/apply/${next}`);
    const outlet =
      draft.pickUp === 'outlet' && draft.bank
        ? (await visit.askPublic(institutions.listOutlets, { region, bankCode: draft.bank, limit: 200 })).outlets.find(
            ({ id }) => id === draft.outletId,
          )
        : undefined;
    const change = (step: Step, what: string) => (
      <a href={`/my/apply/${step}`}>
        {t('修改', 'Change')}
        <span class="hid"> {what}</span>
      </a>
    );
    const title = t('核对后提交', 'Check and send');
    return question(
      visit,
      'check',
      title,
      <>
        <h1>{title}</h1>
        <Facts
          of={[
            [
              t('照片', 'Photo'),
              <>
                {photo.state === 'accepted'
                  ? t('已有合格照片', 'on record')
                  : photo.state === 'offered'
                    ? t('已提交', 'sent')
                    : t('到网点再拍', 'to be taken at an outlet')}{' '}
                {change('photo', t('照片', 'photo'))}
              </>,
            ],
            [
              t('银行', 'Bank'),
              <>
                {rules.bank(draft.bank)} {change('bank', t('银行', 'bank'))}
              </>,
            ],
            [
              t('领卡方式', 'How'),
              <>
                {visit.say(wordOf(pickUpWords, draft.pickUp))} {change('pick-up', t('领卡方式', 'how'))}
              </>,
            ],
            draft.pickUp === 'mail' && [
              t('地址', 'Address'),
              <>
                {draft.address} {change('place', t('地址', 'address'))}
              </>,
            ],
            draft.pickUp === 'outlet' && [
              t('网点', 'Outlet'),
              <>
                {outlet?.name ?? '—'} {change('place', t('网点', 'outlet'))}
              </>,
            ],
            [
              t('费用', 'Fee'),
              may.feeFen === '0'
                ? t('免费', 'free')
                : may.feeFen
                  ? `¥${yuan(may.feeFen)}`
                  : t('不收费（没有收费依据）', 'nothing (no standard of fees)'),
            ],
            may.promiseDay && [
              t('承诺制成', 'Made by'),
              `${day(visit, may.promiseDay)} ${t('（邮寄时间另计）', '(mail time on top)')}`,
            ],
          ]}
        />
        <Say>
          <p>
            {t(
              '提交后同时签发电子社保卡，由您本人授权后使用。旧卡在您启用新卡前一直可用。',
              'The e-card is issued with the order and works once you authorise it. Your old card works until you enable the new one.',
            )}
          </p>
        </Say>
        <Form visit={visit}>
          <Acts>
            <Button>{t('提交申领', 'Send the order')}</Button>
            <LinkButton to="/my" kind="plain">
              {t('先存着，以后再提交', 'Keep it for later')}
            </LinkButton>
          </Acts>
        </Form>
      </>,
    );
  },
  async post(visit) {
    const known = await openCase(visit);
    const { draft, waiting } = known;
    if (!draft.bank || !draft.pickUp) {
      // Sent twice: the first one has made the order and taken the draft with it.
      return go('/my/orders');
    }
    const choice = {
      bank: draft.bank,
      pickUp: draft.pickUp as Way,
      ...(draft.pickUp === 'outlet' && draft.outletId ? { outletId: draft.outletId } : {}),
      ...(draft.pickUp === 'mail' && draft.address ? { address: draft.address } : {}),
    };
    const order = waiting
      ? await visit.perform(chooseBank, { orderId: waiting.orderId, ...choice })
      : await visit.perform(placeOrder, { holderId: visit.holderId, region: visit.region, ...choice });
    await dropDraft(visit, draftKind);
    return go(`/my/orders/${order.orderId}?placed=1`);
  },
};

export const applyPages: readonly Page[] = [start, photoStep, bankStep, pickUpStep, placeStep, checkStep];
