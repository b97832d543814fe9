// A clerk of an employer, school or community: banks, roster with a report row by row, chasing, submitting, delivery, status (APP-01, APP-05, APP-15).
import { acts as institutions } from '../../domain/institutions/index.ts';
import {
  checkRoster,
  commitRoster,
  groupStatus,
  myGroup,
  openGroupOrder,
  remindUndecided,
  requestDelivery,
  rosterProgress,
  rosterReport,
  rosterRows,
  setGroupBanks,
  submitGroup,
} from '../../domain/orders/index.ts';
import { acts as production } from '../../domain/production/index.ts';
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
  Say,
  StateTag,
  Table,
  TextField,
} from '../ui/pieces.tsx';
import { day, rulesOf } from '../ui/rules.ts';
import { orderStateWords, wordOf } from '../ui/words.ts';
import { dayIn, numberIn } from '../web/fields.ts';
import { FormFault, go, type Page, type Reply, type Visit } from '../web/visit.ts';

const clerks = ['unit-clerk', 'school-clerk', 'community-worker'] as const;

const groupId = (visit: Visit) => visit.params.groupId!;

const start: Page = {
  path: '/unit',
  by: clerks,
  async get(visit) {
    const { t } = visit;
    const { groupOrderId } = await visit.ask(myGroup, {});
    if (groupOrderId) return go(`/unit/${groupOrderId}`);
    const [{ institution }, rules] = await Promise.all([visit.ask(institutions.myInstitution, {}), rulesOf(visit)]);
    const banks = rules.pack.banks === 'unknown' ? [] : rules.pack.banks.map(({ code }) => code);
    return {
      kind: 'page',
      title: t('集体申领', 'Group order'),
      body: (
        <>
          <h1>{institution.name}</h1>
          <p>
            {t(
              '先为大家选好合作银行（最多三家），再导入名册；员工各自选一家银行。',
              'Choose the banks first (three at most), then import the roster; each person picks one of them.',
            )}
          </p>
          <Form visit={visit}>
            <Choices
              visit={visit}
              name="banks"
              many
              label={t('合作银行', 'Banks')}
              hint={t('最多三家', 'three at most')}
              options={rules.bankOptions(banks)}
            />
            <TextField
              visit={visit}
              name="deliveryAddress"
              required={false}
              max={200}
              label={t('送卡地址（可不填）', 'Where to bring the cards (may be left out)')}
              hint={t('填了，员工才能选“送到单位”', 'only then can people choose delivery to the unit')}
            />
            <Acts>
              <Button>{t('开启集体申领', 'Open the group order')}</Button>
            </Acts>
          </Form>
        </>
      ),
    };
  },
  async post(visit) {
    const banks = [...new Set(visit.form.many.banks ?? [])];
    if (banks.length === 0 || banks.length > 3)
      throw new FormFault({ banks: { zh: '请选择一至三家银行', en: 'Choose one to three banks' } });
    const deliveryAddress = visit.form.fields.deliveryAddress?.trim() ?? '';
    if (deliveryAddress && [...deliveryAddress].length < 5)
      throw new FormFault({
        deliveryAddress: { zh: '地址至少 5 个字，或留空', en: 'Give five characters at least, or none' },
      });
    const { groupOrderId } = await visit.perform(openGroupOrder, {
      banks,
      ...(deliveryAddress ? { deliveryAddress: deliveryAddress.slice(0, 200) } : {}),
    });
    return go(`/unit/${groupOrderId}`);
  },
};

const group: Page = {
  path: '/unit/:groupId',
  by: clerks,
  bodyLimit: 14 * 1024 * 1024,
  async get(visit) {
    const { t } = visit;
    const after = /^[0-9a-f-]{36}$/.test(visit.query.after ?? '') ? { after: visit.query.after! } : {};
    const chasing = visit.query.show === 'undecided';
    const [status, rules, deliveries] = await Promise.all([
      visit.ask(groupStatus, {
        groupOrderId: groupId(visit),
        limit: 100,
        ...after,
        ...(chasing ? { state: 'draft' as const } : {}),
      }),
      rulesOf(visit),
      visit.ask(production.visitsOfGroup, { groupOrderId: groupId(visit) }),
    ]);
    const people = chasing ? status.orders.filter(({ order }) => !order.bank) : status.orders;
    const { chosen = 0, ...counts } = status.counts as Record<string, number>;
    const total = Object.values(counts).reduce((all, one) => all + one, 0);
    const drafts = counts.draft ?? 0;
    const undecided = drafts - chosen;
    const done = ['reminded', 'submitted', 'delivery'].find((one) => one === visit.query.done);
    const reminded = numberIn(visit.query.n, 0, 9_999_999, 0);
    const said: Record<string, string> = {
      reminded: t(
        `已提醒 ${reminded} 人；一天内刚邀请或提醒过的不重复打扰。`,
        `${reminded} reminded; nobody who was asked within a day is asked again.`,
      ),
      submitted: t('已提交。', 'Submitted.'),
      delivery: t('送卡日期已告知银行。', 'The bank was told the day.'),
    };
    return {
      kind: 'page',
      title: t('集体申领', 'Group order'),
      section: '/unit',
      look: 'wide',
      body: (
        <>
          <h1>{t('集体申领', 'Group order')}</h1>
          {done && (
            <Say tone="good">
              <p>{said[done]}</p>
            </Say>
          )}
          <Facts
            of={[
              [t('合作银行', 'Banks'), status.banks.map((code) => rules.bank(code)).join('、')],
              status.deliveryWishDay && [t('希望送卡日', 'Delivery wished'), day(visit, status.deliveryWishDay)],
            ]}
          />
          <ul class="tiles">
            <Figure value={total}>{t('名册人数', 'on the roster')}</Figure>
            <Figure value={undecided}>{t('还没选银行', 'have not chosen yet')}</Figure>
            <Figure value={chosen}>{t('已选好，待提交', 'have chosen, to be submitted')}</Figure>
            {Object.entries(counts)
              .filter(([state, n]) => n > 0 && state !== 'draft')
              .map(([state, n]) => (
                <Figure value={n}>{visit.say(wordOf(orderStateWords, state))}</Figure>
              ))}
          </ul>
          <div class="box">
            <h2>{t('导入名册', 'Import the roster')}</h2>
            <p class="soft">
              {t(
                'CSV 或 XLSX。先核对、后导入；有错的行单独列出，其余照办。同一文件导入两次等于一次。',
                'CSV or XLSX. Checked first, imported after; wrong rows are set apart, the rest goes on. The same file twice counts once.',
              )}
            </p>
            <Form visit={visit} files>
              <FileField visit={visit} name="roster" label={t('名册文件', 'Roster file')} accept=".csv,.xlsx" />
              <Button name="act" value="check">
                {t('核对名册', 'Check the roster')}
              </Button>
            </Form>
          </div>
          <Acts>
            {undecided > 0 && (
              <Form visit={visit}>
                <Button kind="second" name="act" value="remind">
                  {t(`提醒未选择的 ${undecided} 人`, `Remind the ${undecided} undecided`)}
                </Button>
              </Form>
            )}
            {undecided > 0 && (
              <LinkButton to={chasing ? visit.path : `${visit.path}?show=undecided`} kind="plain">
                {chasing ? t('看全部人员', 'Show everybody') : t('看是哪些人', 'Show who they are')}
              </LinkButton>
            )}
            {chosen > 0 ? (
              <Form visit={visit}>
                <Button name="act" value="submit">
                  {t('提交集体申领', 'Submit the group order')}
                </Button>
              </Form>
            ) : null}
          </Acts>
          {drafts === 0 && total === 0 && (
            <Cannot
              what={t('提醒和提交', 'Reminding and submitting')}
              why={t('先导入名册。', 'import the roster first.')}
            />
          )}
          {drafts > 0 && chosen === 0 && (
            <Cannot what={t('提交', 'Submitting')} why={t('还没有人选好银行。', 'nobody has chosen a bank yet.')} />
          )}
          {deliveries.visits.length > 0 && (
            <Table
              caption={t('银行送卡安排', 'Deliveries planned by the banks')}
              heads={[
                t('银行', 'Bank'),
                t('哪天', 'Day'),
                t('待交付', 'To hand over'),
                t('已交付', 'Handed over'),
                t('未到场', 'Absent'),
              ]}
              right={[2, 3, 4]}
              rows={deliveries.visits.map((one) => [
                one.bank,
                day(visit, one.day),
                one.packed,
                one.handedOver,
                one.absent,
              ])}
              empty="—"
            />
          )}
          <details>
            <summary>{t('约定送卡到单位', 'Ask for delivery to the unit')}</summary>
            <Form visit={visit}>
              <TextField visit={visit} name="day" type="date" label={t('哪一天', 'Day')} />
              <TextField visit={visit} name="address" label={t('地址', 'Address')} max={200} required={false} />
              <Button name="act" value="delivery">
                {t('申请送卡', 'Ask for delivery')}
              </Button>
            </Form>
          </details>
          <details>
            <summary>{t('调整合作银行', 'Change the banks')}</summary>
            <Form visit={visit}>
              <Choices
                visit={visit}
                name="banks"
                many
                picked={status.banks}
                label={t('合作银行', 'Banks')}
                options={rules.bankOptions(
                  rules.pack.banks === 'unknown' ? [] : rules.pack.banks.map(({ code }) => code),
                )}
              />
              <Button name="act" value="banks">
                {t('保存', 'Save')}
              </Button>
            </Form>
          </details>
          <Table
            caption={chasing ? t('还没有选择的人', 'Those who have not chosen') : t('人员', 'People')}
            heads={[
              t('姓名', 'Name'),
              t('号码', 'Number'),
              t('状态', 'State'),
              t('银行', 'Bank'),
              t('承诺制成', 'Made by'),
            ]}
            rows={people.map(({ name, number, order }) => [
              name,
              <span class="num">{number}</span>,
              <StateTag visit={visit} of={orderStateWords} code={order.state} />,
              rules.bank(order.bank),
              day(visit, order.promiseDay),
            ])}
            empty={chasing ? t('都选好了。', 'Everybody has chosen.') : t('还没有名册。', 'No roster yet.')}
          />
          <More
            visit={visit}
            to={status.next && `${visit.path}?${chasing ? 'show=undecided&' : ''}after=${status.next}`}
          />
        </>
      ),
    };
  },
  async post(visit) {
    const groupOrderId = groupId(visit);
    const { act, day: on, address } = visit.form.fields;
    const here = `/unit/${groupOrderId}`;
    switch (act) {
      case 'check': {
        const file = visit.form.files.roster;
        if (!file) throw new FormFault({ roster: { zh: '请选择名册文件', en: 'Choose the roster file' } });
        const { importId } = await visit.perform(checkRoster, {
          groupOrderId,
          fileName: file.name || 'roster.csv',
          file: file.bytes.toString('base64'),
        });
        return go(`${here}/import/${importId}`);
      }
      case 'remind': {
        const { reminded } = await visit.perform(remindUndecided, { groupOrderId });
        return go(`${here}?show=undecided&done=reminded&n=${reminded}`);
      }
      case 'submit': {
        const answer = await visit.perform(submitGroup, { groupOrderId });
        return answer.rejected > 0 ? submittedPage(visit, answer) : go(`${here}?done=submitted`);
      }
      case 'delivery':
        if (!dayIn(on)) throw new FormFault({ day: { zh: '请选择日期', en: 'Choose a day' } });
        await visit.perform(requestDelivery, {
          groupOrderId,
          day: dayIn(on)!,
          ...(address?.trim() ? { address: address.trim() } : {}),
        });
        return go(`${here}?done=delivery`);
      case 'banks': {
        const banks = [...new Set(visit.form.many.banks ?? [])];
        if (banks.length === 0 || banks.length > 3)
          throw new FormFault({ banks: { zh: '请选择一至三家银行', en: 'Choose one to three banks' } });
        await visit.perform(setGroupBanks, { groupOrderId, banks });
        return go(here);
      }
      default:
        return go(here);
    }
  },
};

/** From the check to the last row taken: what is wrong, what is done so far, and where to go then. */
const importing: Page = {
  path: '/unit/:groupId/import/:importId',
  by: clerks,
  async get(visit) {
    const { t } = visit;
    const importId = visit.params.importId!;
    const progress = await visit.ask(rosterProgress, { importId });
    if (progress.state === 'importing') return growing(visit, progress);
    const report = await visit.ask(rosterRows, { importId });
    const home = `/unit/${groupId(visit)}`;
    const done = progress.state === 'committed';
    return {
      kind: 'page',
      title: done ? t('名册已导入', 'The roster is in') : t('名册核对结果', 'What the check found'),
      section: '/unit',
      look: 'wide',
      body: (
        <>
          <Back to={home}>{t('集体申领', 'Group order')}</Back>
          <h1>{done ? t('名册已导入', 'The roster is in') : t('名册核对结果', 'What the check found')}</h1>
          {done && (
            <Say tone="good">
              <p>
                {t(
                  `${report.goodRows} 人已收到选择银行的邀请。`,
                  `${report.goodRows} people were invited to choose a bank.`,
                )}
              </p>
            </Say>
          )}
          <ul class="tiles">
            <Figure value={report.goodRows}>
              {done ? t('行已导入', 'rows are in') : t('行可以导入', 'rows can be imported')}
            </Figure>
            <Figure value={report.badRows}>{t('行要改', 'rows to correct')}</Figure>
          </ul>
          <Table
            caption={t('要改的行', 'Rows to correct')}
            heads={[
              t('行', 'Row'),
              t('列', 'Column'),
              t('姓名', 'Name'),
              t('问题', 'Problem'),
              t('怎么改', 'What to do'),
            ]}
            rows={report.errors.map((one) => [
              String(one.row),
              one.column,
              one.name,
              visit.say(one),
              visit.say(one.remedy),
            ])}
            empty={t('没有问题。', 'None.')}
          />
          <Acts>
            {done ? (
              <LinkButton to={`${home}?show=undecided`}>{t('看谁还没选', 'See who has not chosen')}</LinkButton>
            ) : (
              report.goodRows > 0 && (
                <Form visit={visit}>
                  <Button>{t(`导入 ${report.goodRows} 行`, `Import ${report.goodRows} rows`)}</Button>
                </Form>
              )
            )}
            <LinkButton to={`${home}/report/${importId}`} kind="second">
              {t('下载逐行报告', 'Download the report')}
            </LinkButton>
          </Acts>
        </>
      ),
    };
  },
  async post(visit) {
    await visit.perform(commitRoster, { importId: visit.params.importId! });
    return go(visit.path);
  },
};

/** Looks again by itself where scripts run; elsewhere the link does. */
function growing(visit: Visit, { taken, goodRows }: { readonly taken: number; readonly goodRows: number }): Reply {
  const { t } = visit;
  return {
    kind: 'page',
    title: t('正在导入名册', 'The roster is being taken in'),
    section: '/unit',
    live: 2,
    body: (
      <>
        <Back to={`/unit/${groupId(visit)}`}>{t('集体申领', 'Group order')}</Back>
        <h1>{t('正在导入名册', 'The roster is being taken in')}</h1>
        <div class="box" role="status">
          <label for="taken">{t(`已导入 ${taken} / ${goodRows} 人`, `${taken} of ${goodRows} people`)}</label>
          <progress id="taken" value={taken} max={Math.max(1, goodRows)} />
        </div>
        <p>
          {t(
            '可以离开本页，导入在后台继续；不会重复导入。',
            'You may leave this page; the work goes on and nothing is taken twice.',
          )}
        </p>
        <Acts>
          <LinkButton to={visit.path} kind="second">
            {t('刷新进度', 'Look again')}
          </LinkButton>
        </Acts>
      </>
    ),
  };
}

function submittedPage(
  visit: Visit,
  answer: {
    accepted: number;
    forReview: number;
    undecided: number;
    rejected: number;
    rejections: readonly { orderId: string; reason: string }[];
  },
) {
  const { t } = visit;
  return {
    kind: 'page' as const,
    title: t('提交结果', 'Result'),
    section: '/unit',
    body: (
      <>
        <Back to={visit.path}>{t('返回', 'Back')}</Back>
        <h1>{t('提交结果', 'Result')}</h1>
        <ul class="tiles">
          <Figure value={answer.accepted}>{t('受理', 'accepted')}</Figure>
          <Figure value={answer.forReview}>{t('待核', 'to be looked at')}</Figure>
          <Figure value={answer.undecided}>{t('未选择', 'undecided')}</Figure>
          <Figure value={answer.rejected}>{t('未受理', 'not accepted')}</Figure>
        </ul>
        <Table
          caption={t('未受理原因', 'Why not')}
          heads={[t('申领单', 'Order'), t('原因', 'Reason')]}
          rows={answer.rejections.map((one) => [one.orderId.slice(-12).toUpperCase(), one.reason])}
          empty="—"
        />
      </>
    ),
  };
}

const report: Page = {
  path: '/unit/:groupId/report/:importId',
  by: clerks,
  async get(visit) {
    const answer = await visit.ask(rosterReport, { importId: visit.params.importId! });
    return { kind: 'file', name: answer.fileName, type: answer.mediaType, body: answer.csv };
  },
};

export const unitPages: readonly Page[] = [start, group, importing, report];
