// What anybody may read without signing in: outlets, rumours, is this message real, notices, rules of regions side by side.
import { acts as institutions } from '../../domain/institutions/index.ts';
import { acts as notices } from '../../domain/notices/index.ts';
import { acts as policy, shippedPacks } from '../../domain/policy/index.ts';
import {
  Acts,
  Back,
  Button,
  Facts,
  Form,
  LinkButton,
  Say,
  SelectField,
  StateTag,
  Table,
  Tag,
  TextField,
} from '../ui/pieces.tsx';
import { RuleName, RuleValue } from '../ui/rule-value.tsx';
import { instant, rulesOf } from '../ui/rules.ts';
import { abilityWords, groupWords, verdictWords, wordOf } from '../ui/words.ts';
import { FormFault, go, type Page } from '../web/visit.ts';

const outlets: Page = {
  path: '/outlets',
  by: 'public',
  async get(visit) {
    const { t, query, region } = visit;
    const rules = await rulesOf(visit);
    const banks = rules.pack.banks === 'unknown' ? [] : rules.pack.banks.map(({ code }) => code);
    const near = /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?)$/.exec(query.near ?? '');
    const place = near && { longitude: Number(near[1]), latitude: Number(near[2]) };
    const inChina = place && place.longitude > 73 && place.longitude < 136 && place.latitude > 3 && place.latitude < 54;
    const bankCode = banks.find((code) => code === query.bank);
    const district = rules.pack.districts.find(({ code }) => code === query.district)?.code;
    const ability = Object.keys(abilityWords).find((one) => one === query.ability);
    const found = await visit.askPublic(institutions.listOutlets, {
      region,
      limit: 30,
      ...(bankCode ? { bankCode } : {}),
      ...(district ? { district } : {}),
      ...(ability ? { ability: ability as 'photo' } : {}),
      ...(query.plate === 'yes' ? { plate: true } : {}),
      ...(inChina ? { near: place } : {}),
      ...(query.after && !inChina ? { after: query.after.slice(0, 40) } : {}),
    });
    const keep = new URLSearchParams(
      Object.entries({
        bank: bankCode ?? '',
        district: district ?? '',
        ability: ability ?? '',
        plate: query.plate ?? '',
      }),
    );
    return {
      kind: 'page',
      title: t('服务网点', 'Outlets'),
      look: 'wide',
      body: (
        <>
          <h1>{t('服务网点', 'Outlets')}</h1>
          <form method="get" class="box">
            <div class="inline">
              <SelectField
                visit={visit}
                name="bank"
                label={t('银行', 'Bank')}
                value={bankCode}
                empty={t('全部', 'all')}
                options={rules.bankOptions(banks)}
              />
              {rules.pack.districts.length > 0 && (
                <SelectField
                  visit={visit}
                  name="district"
                  label={t('区', 'District')}
                  value={district}
                  empty={t('全部', 'all')}
                  options={rules.pack.districts.map(({ code, name }) => ({ value: code, label: name }))}
                />
              )}
              <SelectField
                visit={visit}
                name="ability"
                label={t('能办什么', 'Service')}
                value={ability}
                empty={t('不限', 'any')}
                options={Object.entries(abilityWords).map(([value, words]) => ({ value, label: visit.say(words) }))}
              />
            </div>
            <label class="pick">
              <input type="checkbox" name="plate" value="yes" checked={query.plate === 'yes'} />
              <span>
                {t(
                  '只看挂牌的即时制卡网点（当场拿卡）',
                  'Only outlets with the plate, where cards are made while you wait',
                )}
              </span>
            </label>
            <Acts>
              <Button>{t('筛选', 'Filter')}</Button>
              <button type="button" class="btn second" data-here hidden>
                {t('离我最近', 'Nearest to me')}
              </button>
              <span class="soft" hidden>
                {t('没有取得位置，请按区筛选。', 'No position; choose a district.')}
              </span>
            </Acts>
          </form>
          {!found.outletsSupplied && (
            <Say tone="wait">
              <p>
                {t(
                  '本地区还没有提供完整的网点名录，没有列出不等于没有网点。请拨打 12333 询问。',
                  'This region has not supplied its full list yet: not listed does not mean not there. Ask 12333.',
                )}
              </p>
            </Say>
          )}
          <div class="cols">
            {found.outlets.map((one) => (
              <article class="box">
                <h2>
                  {one.name} {one.plate && <Tag tone="good">{t('即时制卡', 'while you wait')}</Tag>}
                </h2>
                <Facts
                  of={[
                    [t('银行', 'Bank'), one.bankName],
                    one.address && [t('地址', 'Address'), `${rules.district(one.district)} ${one.address}`],
                    one.openingHours && [t('时间', 'Hours'), one.openingHours],
                    one.phone && [
                      t('电话', 'Phone'),
                      <a href={`tel:${one.phone.replace(/[^\d+]/g, '')}`}>{one.phone}</a>,
                    ],
                    one.distanceMetres !== null && [
                      t('距离', 'Distance'),
                      one.distanceMetres < 1000
                        ? `${one.distanceMetres} m`
                        : `${(one.distanceMetres / 1000).toFixed(1)} km`,
                    ],
                    one.abilities.length > 0 && [
                      t('可办', 'Services'),
                      one.abilities.map((code) => visit.say(wordOf(abilityWords, code))).join('、'),
                    ],
                    !one.takesOrders && [t('提示', 'Note'), t('只发放已申领的卡', 'hands over ordered cards only')],
                  ]}
                />
              </article>
            ))}
          </div>
          {found.outletsSupplied && found.outlets.length === 0 && (
            <p class="soft">{t('没有符合条件的网点。', 'No outlet fits.')}</p>
          )}
          {found.next && (
            <Acts>
              <LinkButton to={`/outlets?${keep}&after=${encodeURIComponent(found.next)}`} kind="second">
                {t('更多', 'More')}
              </LinkButton>
            </Acts>
          )}
          <p class="small soft">
            {t(
              '名录随登记即时更新；程序可用公开接口查询：',
              'Read live from the register; programs use the open interface: ',
            )}
            <code>POST /api/institutions/list-outlets</code>
          </p>
        </>
      ),
    };
  },
};

const rumours: Page = {
  path: '/rumours',
  by: 'public',
  async get(visit) {
    const { t, region } = visit;
    const asked = (visit.query.q ?? '').trim();
    const answer = asked
      ? await visit.askPublic(notices.checkRumour, { region, text: asked.slice(0, 400) })
      : undefined;
    const { rumours: all } = await visit.askPublic(notices.listRumours, { region });
    return {
      kind: 'page',
      title: t('辟谣', 'Rumours'),
      body: (
        <>
          <h1>{t('听到什么说法？来核实', 'What did you hear? Check it')}</h1>
          <form method="get">
            <TextField
              visit={visit}
              name="q"
              type="search"
              label={t('把听到的话写在这里', 'Write what you heard')}
              hint={t('例如：不换卡就不能看病', 'for example: without the new card there is no medical care')}
              value={asked}
            />
            <Button>{t('核实', 'Check')}</Button>
          </form>
          {answer && answer.rumours.length === 0 && (
            <Say tone="wait">
              <p>{visit.say(answer.advice)}</p>
            </Say>
          )}
          {answer?.rumours.map((one) => (
            <Say tone={one.verdict === 'false' ? 'good' : 'wait'} title={`“${visit.say(one.claim)}”`}>
              <p>
                <StateTag visit={visit} of={verdictWords} code={one.verdict} /> {visit.say(one.answer)}
              </p>
              {one.citations.length > 0 && (
                <p class="small">
                  {t('依据：', 'Rule: ')}
                  {one.citations.join('；')}
                </p>
              )}
            </Say>
          ))}
          <h2>{t('常见传言', 'Common rumours')}</h2>
          {all.map((one) => (
            <details>
              <summary>
                <span>
                  “{visit.say(one.claim)}” <StateTag visit={visit} of={verdictWords} code={one.verdict} />
                </span>
              </summary>
              <p>{visit.say(one.answer)}</p>
              {one.citations.length > 0 && (
                <p class="small soft">
                  {t('依据：', 'Rule: ')}
                  {one.citations.join('；')}
                </p>
              )}
            </details>
          ))}
        </>
      ),
    };
  },
};

const check: Page = {
  path: '/check-message',
  by: 'public',
  async get(visit) {
    const { t } = visit;
    return {
      kind: 'page',
      title: t('消息核对', 'Check a message'),
      body: (
        <>
          <h1>{t('这条短信是真的吗？', 'Is this message real?')}</h1>
          <Say>
            <ul>
              <li>
                {t(
                  '我们的短信从不含链接，也不索要密码、验证码、银行卡号',
                  'our texts never hold a link and never ask for a password, code or card number',
                )}
              </li>
              <li>{t('每条短信末尾都有核验码', 'each ends with a code to check')}</li>
              <li>{t('疑似诈骗请拨打 96110', 'suspicious? call 96110')}</li>
            </ul>
          </Say>
          <Form visit={visit}>
            <TextField visit={visit} name="code" label={t('核验码', 'Code of the message')} max={64} />
            <TextField
              visit={visit}
              name="lastFour"
              label={t('收到短信的手机后四位', 'Last four digits of the phone that got it')}
              inputmode="numeric"
              short
              max={4}
            />
            <Acts>
              <Button>{t('核对', 'Check')}</Button>
            </Acts>
          </Form>
        </>
      ),
    };
  },
  async post(visit) {
    const code = visit.form.fields.code?.trim() ?? '';
    const lastFour = visit.form.fields.lastFour?.trim() ?? '';
    if (!code) throw new FormFault({ code: { zh: '请填写核验码', en: 'Fill in the code' } });
    if (!/^\d{4}$/.test(lastFour))
      throw new FormFault({ lastFour: { zh: '请填写四位数字', en: 'Fill in four digits' } });
    const answer = await visit.askPublic(notices.checkMessage, { code: code.slice(0, 64), lastFour });
    const { t } = visit;
    const real = answer.verdict === 'genuine';
    return {
      kind: 'page',
      title: real ? t('是真的', 'It is real') : t('没有查到', 'Not found'),
      section: '/check-message',
      body: (
        <>
          <Back to="/check-message">{t('再核对一条', 'Check another')}</Back>
          <h1>
            {real
              ? t('这条消息是真的', 'This message is real')
              : answer.mistyped
                ? t('核验码抄错了', 'The code was mistyped')
                : t('我们没有发过这条消息', 'We did not send this')}
          </h1>
          {answer.genuine && (
            <Facts
              of={[
                [t('内容', 'About'), visit.say(answer.genuine.title)],
                [t('落款', 'Signed'), answer.genuine.signature],
                [t('发送时间', 'Sent'), instant(visit, answer.genuine.at)],
              ]}
            />
          )}
          {answer.advice && (
            <Say tone="bad">
              <p>{visit.say(answer.advice)}</p>
            </Say>
          )}
        </>
      ),
    };
  },
};

const noticeList: Page = {
  path: '/notices',
  by: 'public',
  async get(visit) {
    const { t, region, session } = visit;
    const rules = await rulesOf(visit);
    const { notices: list } = await visit.askPublic(notices.listNotices, { region, limit: 50 });
    const mine = session?.actor.role === 'citizen' ? await visit.ask(notices.mySubscriptions, {}) : undefined;
    const subscribed = mine?.subscriptions.some((one) => one.region === region);
    return {
      kind: 'page',
      title: t('公告', 'Notices'),
      body: (
        <>
          <h1>{t('公告', 'Notices')}</h1>
          <ul class="tiles">
            {list.map((one) => (
              <li>
                <a class="tile" href={`/notices/${one.noticeId}`}>
                  <b>{one.title}</b>
                  <span>
                    {instant(visit, one.publishedAt)} · {one.batch ? rules.batch(one.batch) : t('全体', 'everybody')}
                    {one.groups.length > 0
                      ? ` · ${one.groups.map((code) => visit.say(wordOf(groupWords, code))).join('、')}`
                      : ''}
                  </span>
                </a>
              </li>
            ))}
          </ul>
          {list.length === 0 && <p class="soft">{t('还没有公告。', 'No notices yet.')}</p>}
          {mine && (
            <Form visit={visit}>
              <Acts>
                <Button kind="second" name="act" value={subscribed ? 'end' : 'begin'}>
                  {subscribed ? t('取消订阅', 'End my subscription') : t('有新公告时告诉我', 'Tell me about new ones')}
                </Button>
              </Acts>
            </Form>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    if (visit.session?.actor.role === 'citizen') {
      if (visit.form.fields.act === 'begin') await visit.perform(notices.subscribe, { region: visit.region });
      else await visit.perform(notices.unsubscribe, { region: visit.region });
    }
    return go('/notices');
  },
};

const notice: Page = {
  path: '/notices/:noticeId',
  by: 'public',
  async get(visit) {
    const { t } = visit;
    const one = await visit.askPublic(notices.readNotice, { noticeId: visit.params.noticeId! });
    return {
      kind: 'page',
      title: one.title,
      section: '/notices',
      body: (
        <article>
          <Back to="/notices">{t('公告', 'Notices')}</Back>
          <h1>{one.title}</h1>
          <p class="small soft">
            {instant(visit, one.publishedAt)} · {t(`第 ${one.version} 版`, `version ${one.version}`)} ·{' '}
            {t(`${one.reads} 次阅读`, `read ${one.reads} times`)}
          </p>
          {one.state === 'withdrawn' && (
            <Say tone="bad">
              <p>{t('本公告已撤回。', 'This notice was withdrawn.')}</p>
            </Say>
          )}
          {one.replacedBy && (
            <Say tone="wait">
              <p>
                <a href={`/notices/${one.replacedBy}`}>{t('已有新版，请看新版', 'There is a newer version')}</a>
              </p>
            </Say>
          )}
          {one.body.split(/\n+/).map((paragraph) => (
            <p>{paragraph}</p>
          ))}
        </article>
      ),
    };
  },
};

const regions: Page = {
  path: '/regions',
  by: 'public',
  async get(visit) {
    const { t, query } = visit;
    const known = Object.keys(shippedPacks);
    const name = (code: string) => visit.say(shippedPacks[code]!.name);
    const a = known.find((code) => code === query.a) ?? visit.region;
    const b = known.find((code) => code === query.b) ?? known.find((code) => code !== a)!;
    const on = /^\d{4}-\d{2}-\d{2}$/.test(query.on ?? '') ? query.on! : visit.today;
    const { differences } = await visit.askPublic(policy.diffPolicies, {
      a: { region: a },
      b: { region: b },
      on: on as never,
    });
    const options = known.map((value) => ({ value, label: name(value) }));
    return {
      kind: 'page',
      title: t('各地规则对比', 'Compare regions'),
      look: 'wide',
      body: (
        <>
          <h1>{t('各地规则对比', 'Compare the rules of two regions')}</h1>
          <form method="get" class="box">
            <div class="inline">
              <SelectField visit={visit} name="a" label={t('甲地', 'One')} value={a} options={options} />
              <SelectField visit={visit} name="b" label={t('乙地', 'Other')} value={b} options={options} />
              <TextField visit={visit} name="on" type="date" label={t('哪一天', 'On')} value={on} />
              <Button>{t('对比', 'Compare')}</Button>
            </div>
          </form>
          <Table
            caption={t(`${differences.length} 处不同`, `${differences.length} differences`)}
            heads={[t('规则', 'Rule'), name(a), name(b)]}
            rows={differences
              .slice(0, 400)
              .map((one) => [
                <RuleName visit={visit} code={one.parameter} />,
                <RuleValue visit={visit} pack={shippedPacks[a]!} value={one.a} />,
                <RuleValue visit={visit} pack={shippedPacks[b]!} value={one.b} />,
              ])}
            empty={t('没有不同。', 'No difference.')}
          />
        </>
      ),
    };
  },
};

export const informationPages: readonly Page[] = [outlets, rumours, check, noticeList, notice, regions];
