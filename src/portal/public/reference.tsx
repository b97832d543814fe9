// Pages generated from registers: about the card, what the third generation changes, the programme board, the sources with their provenance.
import { cardProducts } from '../../domain/cards/index.ts';
import {
  contradictions,
  documents,
  figures,
  findDocument,
  openQuestions,
  acts as policy,
  readinessItems,
  regionStarts,
  shippedPacks,
  sources,
  timeline,
} from '../../domain/policy/index.ts';
import { Acts, Facts, Figure, LinkButton, Say, Table, Tag } from '../ui/pieces.tsx';
import { cite, day } from '../ui/rules.ts';
import type { Page } from '../web/visit.ts';
import { duties, serviceFields } from './board.ts';
import { generationRows } from './generation-functions.ts';
import { DemoStep } from './start.tsx';

const about: Page = {
  path: '/about',
  by: 'public',
  async get(visit) {
    const { t } = visit;
    const third = cardProducts[3];
    return {
      kind: 'page',
      title: t('关于第三代社会保障卡', 'About the third-generation card'),
      body: (
        <>
          <h1>{t('第三代社会保障卡', 'The third-generation social security card')}</h1>
          <Facts
            of={[
              [t('别名', 'Also called'), t('三代社保卡、一卡通', 'G3 card, one-card')],
              [
                t('发行机构', 'Issuer'),
                t('人力资源和社会保障部', 'Ministry of Human Resources and Social Security (MOHRSS)'),
              ],
              [
                t('使用终端', 'Terminals'),
                third.interfaces
                  .map((one) => (one === 'contact' ? t('接触式', 'contact') : t('非接触式', 'contactless')))
                  .join(t('、', ', ')),
              ],
              [
                t('主要功能', 'Main functions'),
                t('社会保障、公共服务、金融', 'social security, public services, finance'),
              ],
              [t('启动年份', 'Begun'), timeline.find(({ code }) => code === 'third-generation-launched')!.date],
              [t('规范', 'Specification'), third.socialSpecification],
              [t('芯片', 'Chip'), `${third.capacitiesK.join(' / ')} K · ${third.algorithms.join(', ')}`],
            ]}
          />
          <h2>{t('历程', 'How it came')}</h2>
          <ol class="road">
            {timeline.map((one) => (
              <li>
                <b class="num">{one.date}</b> {visit.say(one.what)} <span class="small soft">〔{cite(one.cite)}〕</span>
              </li>
            ))}
          </ol>
          <h2>{t('数字', 'Figures')}</h2>
          <Table
            caption={t('来源给出的数字', 'Figures the sources give')}
            heads={[t('内容', 'What'), t('数值', 'Value'), t('截至', 'As of'), t('出处', 'Source')]}
            right={[1]}
            rows={figures.map((one) => [
              visit.say(one.what),
              one.unit === 'per-ten-thousand' ? `${one.value / 100} %` : one.value.toLocaleString('en-US'),
              one.asOf,
              <span class="small">{cite(one.cite)}</span>,
            ])}
            empty="—"
          />
          <Acts>
            <LinkButton to="/third-generation">{t('第三代有什么变化', 'What the third generation changes')}</LinkButton>
          </Acts>
        </>
      ),
    };
  },
};

const third: Page = {
  path: '/third-generation',
  by: 'public',
  async get(visit) {
    const { t } = visit;
    return {
      kind: 'page',
      title: t('第三代卡有什么变化', 'What the third generation changes'),
      look: 'wide',
      body: (
        <>
          <h1>{t('第三代卡有什么变化', 'What the third generation changes')}</h1>
          <Say>
            <p>
              {t(
                '旧卡的就医、养老功能没有停用；换卡自愿。',
                'Care and pension on the old card have not stopped; changing is voluntary.',
              )}
            </p>
          </Say>
          <Table
            caption={t('三代对比', 'The three generations')}
            heads={[
              t('项目', 'What'),
              t('第一代', 'First'),
              t('第二代', 'Second'),
              t('第三代', 'Third'),
              t('出处', 'Source'),
            ]}
            rows={generationRows.map((one) => [
              visit.say(one.what),
              ...one.values.map((value) => visit.say(value)),
              <span class="small">{cite(one.cite)}</span>,
            ])}
            empty="—"
          />
        </>
      ),
    };
  },
};

const board: Page = {
  path: '/board',
  by: 'public',
  async get(visit) {
    const { t, today } = visit;
    const { regions } = await visit.askPublic(policy.listRegions, {});
    const started = regions.filter(({ state }) => state !== 'not-started').length;
    const regular = regions.filter(({ state }) => state === 'regular').length;
    const share = (n: number) => `${regions.length === 0 ? 0 : Math.round((n / regions.length) * 100)} %`;
    const ready: Record<string, string> = {
      terminals: t('终端', 'terminals'),
      banks: t('银行', 'banks'),
      staff: t('人员', 'staff'),
      systems: t('系统', 'systems'),
      safeguards: t('保障', 'safeguards'),
    };
    const states: Record<string, string> = {
      'not-started': t('未启动', 'not started'),
      pilot: t('试点', 'pilot'),
      phased: t('分批', 'in batches'),
      regular: t('常态', 'regular'),
    };
    const names = new Set(visit.options.operations.map(({ name }) => name.split('.')[0]));
    const here = regions.find(({ region }) => region === visit.region);
    return {
      kind: 'page',
      title: t('工作进展', 'Programme board'),
      look: 'wide',
      body: (
        <>
          <h1>{t('工作进展', 'Programme board')}</h1>
          <h2>{t('目标', 'Goals')}</h2>
          <ul class="tiles">
            <Figure value={share(started)}>
              {t('已启动的地区（2025 年目标：普遍实现）', 'regions started (goal for 2025: everywhere)')}
            </Figure>
            <Figure value={share(regular)}>
              {t('进入常态的地区（2027 年目标：基本实现）', 'regions in regular service (goal for 2027: everywhere)')}
            </Figure>
            <Figure value={serviceFields.filter(({ module }) => names.has(module)).length}>
              {t('六个服务领域中已可用', 'of six service fields working here')}
            </Figure>
          </ul>
          <Table
            caption={t('各地区', 'Regions')}
            heads={[
              t('地区', 'Region'),
              t('状态', 'State'),
              t('启动', 'Since'),
              t('尚未就绪', 'Not ready'),
              t('政策包', 'Pack'),
            ]}
            rows={regions.map((one) => [
              visit.say(one.name),
              <Tag tone={one.state === 'not-started' ? 'wait' : 'good'}>{states[one.state]}</Tag>,
              day(
                visit,
                regionStarts.find(({ region, starts }) => region === one.region && starts !== 'unknown')?.starts,
              ),
              one.red.length === 0 ? t('全部就绪', 'all ready') : one.red.map((item) => ready[item]).join('、'),
              `v${one.version}`,
            ])}
            empty="—"
          />
          <h2>{t('六个服务领域', 'Six service fields')}</h2>
          <Table
            caption={t('领域与可用服务', 'Fields and what works')}
            heads={[t('领域', 'Field'), t('服务', 'Service'), t('状态', 'State')]}
            rows={serviceFields.map((one) => [
              visit.say(one.name),
              visit.say(one.service),
              <Tag tone={names.has(one.module) ? 'good' : 'wait'}>
                {names.has(one.module) ? t('可用', 'working') : t('未接入', 'not here yet')}
              </Tag>,
            ])}
            empty="—"
          />
          <h2>{t('职责', 'Duties')}</h2>
          <Table
            caption={t('谁负责、何时完成、现状', 'Who, by when, how it stands')}
            heads={[t('职责', 'Duty'), t('牵头', 'Owner'), t('期限', 'Due'), t('现状', 'State'), t('依据', 'Rule')]}
            rows={duties.map((duty) => {
              const open = duty.items.filter((item) => here?.red.includes(item));
              const late = open.length > 0 && duty.due < today;
              return [
                visit.say(duty.what),
                visit.say(duty.owner),
                day(visit, duty.due),
                <Tag tone={open.length === 0 ? 'good' : late ? 'bad' : 'wait'}>
                  {open.length === 0
                    ? t('已落实', 'done')
                    : `${late ? t('逾期：', 'late: ') : t('待落实：', 'open: ')}${open.map((item) => ready[item]).join('、')}`}
                </Tag>,
                <span class="small">{cite(duty.cite)}</span>,
              ];
            })}
            empty="—"
          />
          <p class="small soft">
            {t('就绪项：', 'Gate: ')}
            {readinessItems.map((item) => ready[item]).join('、')}。
            {t(
              '任一项未就绪或公告未发布，批次不能开放。',
              'A batch cannot open while one is red or its notice is not out.',
            )}
          </p>
        </>
      ),
    };
  },
};

const sourcesPage: Page = {
  path: '/sources',
  by: 'public',
  async get(visit) {
    const { t } = visit;
    return {
      kind: 'page',
      title: t('依据与出处', 'Sources'),
      look: 'wide',
      body: (
        <>
          <h1>{t('依据与出处', 'Sources')}</h1>
          <p>
            {t(
              '规则的每个取值都注明文件和条款。等级：A 原文通知，B 发布报道，C 汇编，D 不得作为规则依据。',
              'Every value of a rule names its document and clause. Grades: A a notice in full, B press, C a compilation, D never a ground for a rule.',
            )}
          </p>
          <Table
            caption={t('来源文本及其来历', 'Source texts and where they come from')}
            heads={[
              t('内容', 'What'),
              t('地点', 'Place'),
              t('日期', 'Date'),
              t('等级', 'Grade'),
              t('来历与声明', 'Provenance and disclaimer'),
            ]}
            rows={sources.map((one) => [
              visit.say(one.what),
              one.place,
              one.date ? `${one.date}${one.dateInferred ? t('（推断）', ' (inferred)') : ''}` : '—',
              one.grade,
              <span class="small">{visit.say(one.provenance)}</span>,
            ])}
            empty="—"
          />
          <Table
            caption={t('文件', 'Documents')}
            heads={[
              t('名称', 'Title'),
              t('文号', 'Number'),
              t('日期', 'Date'),
              t('等级', 'Grade'),
              t('读过原文', 'Read'),
            ]}
            rows={documents.map((one) => [
              one.title,
              one.number ?? '—',
              one.date ?? '—',
              one.grade,
              one.read ? t('是', 'yes') : t('否，仅见其名', 'no, known by name'),
            ])}
            empty="—"
          />
          <Table
            caption={t('说法不一之处及处理', 'Where sources contradict, and how that is treated')}
            heads={[t('编号', 'No.'), t('问题', 'Subject'), t('处理', 'Treatment')]}
            rows={contradictions.map((one) => [one.code, visit.say(one.subject), visit.say(one.treatment)])}
            empty="—"
          />
          <Table
            caption={t('来源没有回答的问题', 'What the sources leave open')}
            heads={[t('序号', 'No.'), t('问题', 'Question'), t('参数', 'Parameter')]}
            rows={openQuestions.map((one) => [String(one.number), visit.say(one.question), <code>{one.rule}</code>])}
            empty="—"
          />
          <p class="small soft">
            {t('地区：', 'Regions: ')}
            {Object.values(shippedPacks)
              .map((pack) => visit.say(pack.name))
              .join('、')}
            {findDocument('own-default') ? ` · ${findDocument('own-default')!.title}` : ''}
          </p>
        </>
      ),
    };
  },
};

const tourSteps = [
  {
    who: 'flexible',
    to: '/my/change',
    zh: '先回答“我要换卡吗”：有理由，有条款',
    en: 'First, “do I need to change?”, with reasons and clauses',
  },
  {
    who: 'flexible',
    to: '/my/apply',
    zh: '一页一问地申领，草稿自动保存',
    en: 'Order a card, one question a page; drafts are kept',
  },
  { who: 'parent', to: '/my/family', zh: '一部手机为孩子办理', en: 'Act for the children on one phone' },
  {
    who: 'retiree',
    to: '/view?big=big&back=/my',
    zh: '长辈版：大字、大按钮、银行已按养老金锁定',
    en: 'Big text: large letters and targets, the bank fixed to the pension’s',
  },
  { who: 'clerk', to: '/unit', zh: '单位导入名册、催办、提交', en: 'A clerk imports a roster, chases and submits' },
  {
    who: 'teller',
    to: '/counter',
    zh: '柜员接待、当场制卡、交卡启用',
    en: 'A teller serves, makes a card on the spot and hands it over',
  },
  {
    who: 'officer',
    to: '/bureau/policy',
    zh: '政策实验室：改一条规则，先看谁受影响',
    en: 'The policy lab: change a rule and see whom it touches first',
  },
  {
    who: 'auditor',
    to: '/bureau/audit',
    zh: '审计员核验不可篡改的日志',
    en: 'The auditor verifies a log nobody can alter',
  },
] as const;

const tour: Page = {
  path: '/tour',
  by: 'public',
  async get(visit) {
    const { t, options } = visit;
    return {
      kind: 'page',
      title: t('五分钟导览', 'Five-minute tour'),
      body: (
        <>
          <h1>{t('五分钟导览', 'Five-minute tour')}</h1>
          <p>
            {t(
              '按顺序点一遍，就看完一张卡从“要不要换”到“启用”的全过程。',
              'Take the steps in order to see a card from “do I need it” to “enabled”.',
            )}
          </p>
          <ol class="road">
            {tourSteps.map((step, i) => (
              <li class="then">
                <b>{`${i + 1}. ${t(step.zh, step.en)}`}</b>
                {options.demo?.personas.some(({ name }) => name === step.who) ? (
                  <DemoStep visit={visit} who={step.who} to={step.to} />
                ) : null}
              </li>
            ))}
          </ol>
          {!options.demo && <p class="soft">{t('演示未开启。', 'The demo is off here.')}</p>}
        </>
      ),
    };
  },
};

export const referencePages: readonly Page[] = [about, third, board, sourcesPage, tour];
