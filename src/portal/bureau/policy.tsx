// The policy lab: versions of the region's pack, a draft to edit, what it changes for whom before two people approve it, any day (HUB-05).
import { personOf } from '../../base/actor.ts';
import { acts as policy } from '../../domain/policy/index.ts';
import {
  Acts,
  Back,
  Button,
  Cannot,
  Facts,
  Form,
  LinkButton,
  Say,
  StateTag,
  Table,
  TextArea,
  TextField,
} from '../ui/pieces.tsx';
import { RuleName, RuleValue } from '../ui/rule-value.tsx';
import { day, rulesOf } from '../ui/rules.ts';
import { dayIn, text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Visit, type Words } from '../web/visit.ts';
import { EffectOf } from './policy-effect.tsx';

const states: Record<string, Words & { tone: 'good' | 'wait' | 'info' | 'bad' }> = {
  draft: { ...w('草稿', 'draft'), tone: 'wait' },
  simulated: { ...w('已推演', 'simulated'), tone: 'wait' },
  approved: { ...w('已批准', 'approved'), tone: 'info' },
  waiting: { ...w('待生效', 'waiting'), tone: 'info' },
  'in-force': { ...w('现行', 'in force'), tone: 'good' },
  superseded: { ...w('已被替代', 'superseded'), tone: 'info' },
  withdrawn: { ...w('已撤回', 'withdrawn'), tone: 'bad' },
};
const parameterWords: Record<string, Words> = {
  group: w('人群', 'group'),
  'may-apply': w('能否申领', 'may order'),
  banks: w('可选银行', 'banks'),
  generation: w('卡代际', 'generation'),
  channels: w('渠道', 'channels'),
  promise: w('制卡时限', 'promise'),
  fee: w('费用', 'fee'),
};

const list: Page = {
  path: '/bureau/policy',
  by: ['policy-officer'],
  async get(visit) {
    const { t, region } = visit;
    const { versions } = await visit.ask(policy.listPacks, { region });
    return {
      kind: 'page',
      title: t('政策实验室', 'Policy lab'),
      look: 'wide',
      body: (
        <>
          <h1>{t('政策实验室', 'Policy lab')}</h1>
          <p>
            {t(
              '改一条规则的路：起草 → 推演（谁受影响、影响什么） → 两人批准（都不能是起草人） → 定日生效。',
              'The way of a rule: draft → simulate (whom it touches and how) → two approvals, neither by an author → in force from a day.',
            )}
          </p>
          <Form visit={visit}>
            <Acts>
              <Button name="act" value="draft">
                {t('以现行版本为底，起草新版本', 'Draft a new version from the one in force')}
              </Button>
              <LinkButton to="/regions" kind="second">
                {t('与其他地区对比', 'Compare with other regions')}
              </LinkButton>
            </Acts>
          </Form>
          <Table
            caption={t('版本', 'Versions')}
            heads={[
              t('版本', 'Version'),
              t('状态', 'State'),
              t('生效', 'In force from'),
              t('起草', 'Authors'),
              t('批准', 'Approvals'),
            ]}
            rows={versions.map((one) => [
              <a href={`/bureau/policy/${one.version}`}>v{one.version}</a>,
              <StateTag visit={visit} of={states} code={one.state} />,
              day(visit, one.inForceFrom),
              one.authors.map((id) => id.slice(-8)).join('、') || '—',
              `${one.approvals.length} / 2`,
            ])}
            empty="—"
          />
        </>
      ),
    };
  },
  async post(visit) {
    const { region } = visit;
    const { versions } = await visit.ask(policy.listPacks, { region });
    const current = versions.find(({ state }) => state === 'in-force')!;
    const { file } = await visit.ask(policy.readPack, { region, version: current.version });
    const drafted = await visit.perform(policy.draftPack, { region, file: file as never });
    return go(`/bureau/policy/${drafted.version}`);
  },
};

interface Comparison {
  readonly day: string;
  readonly against: number | null;
  readonly people: number;
  readonly affected: number;
  readonly changes: readonly {
    readonly parameter: string;
    readonly people: number;
    readonly moves: readonly { readonly from: string; readonly to: string; readonly people: number }[];
  }[];
}

const version: Page = {
  path: '/bureau/policy/:version',
  by: ['policy-officer'],
  bodyLimit: 1024 * 1024,
  async get(visit) {
    const { t, region } = visit;
    const number = Number(visit.params.version);
    const pack = await visit.ask(policy.readPack, { region, version: Number.isInteger(number) ? number : 0 });
    const { version: one, faults } = pack;
    const open = ['draft', 'simulated', 'approved'].includes(one.state);
    const { versions } = await visit.ask(policy.listPacks, { region });
    const current = versions.find(({ state }) => state === 'in-force');
    const words = await rulesOf(visit);
    const difference =
      current && current.version !== one.version
        ? await visit.ask(policy.diffPolicies, {
            a: { region, version: current.version },
            b: { region, version: one.version },
          })
        : undefined;
    const report = (pack.report as { comparisons?: Comparison[] } | Comparison[] | null) ?? [];
    const comparisons = Array.isArray(report) ? report : (report.comparisons ?? []);
    const author = one.authors.includes(personOf(visit.actor));
    const approved = one.approvals.includes(personOf(visit.actor));
    return {
      kind: 'page',
      title: `${t('政策包', 'Pack')} v${one.version}`,
      section: '/bureau/policy',
      look: 'wide',
      body: (
        <>
          <Back to="/bureau/policy">{t('全部版本', 'All versions')}</Back>
          <h1>
            {t('政策包', 'Pack')} v{one.version} <StateTag visit={visit} of={states} code={one.state} />
          </h1>
          <Facts
            of={[
              [t('摘要', 'Digest'), <code>{one.digest.slice(0, 32)}</code>],
              [t('批准', 'Approvals'), `${one.approvals.length} / 2`],
              [t('生效', 'In force from'), day(visit, one.inForceFrom)],
            ]}
          />
          {faults.length > 0 && (
            <Say tone="bad" title={t('不能通过检查', 'What does not pass')}>
              <ul>
                {faults.map((fault) => (
                  <li>
                    <code>{fault.path}</code> {visit.say(fault)}
                  </li>
                ))}
              </ul>
            </Say>
          )}
          {difference && (
            <Table
              caption={t(
                `与现行 v${current!.version} 相比：${difference.differences.length} 处不同`,
                `${difference.differences.length} differences from v${current!.version} in force`,
              )}
              heads={[t('参数', 'Parameter'), t('现行', 'In force'), t('本版本', 'This version')]}
              rows={difference.differences.slice(0, 200).map((one) => [
                <RuleName visit={visit} code={one.parameter} />,
                <del>
                  <RuleValue visit={visit} pack={words.pack} value={one.a} />
                </del>,
                <ins>
                  <RuleValue visit={visit} pack={words.pack} value={one.b} />
                </ins>,
              ])}
              empty={t('没有不同。', 'None.')}
            />
          )}
          {comparisons.map((one) => (
            <section class="box">
              <h2>
                {day(visit, one.day)}：
                {t(`${one.people} 人中 ${one.affected} 人受影响`, `${one.affected} of ${one.people} people affected`)}
              </h2>
              {one.changes.map((change) => (
                <Table
                  caption={`${visit.say(parameterWords[change.parameter])} · ${change.people} ${t('人', 'people')}`}
                  heads={[t('原来', 'From'), t('变成', 'To'), t('人数', 'People')]}
                  right={[2]}
                  rows={change.moves.map((move) => [move.from, move.to, move.people])}
                  empty="—"
                />
              ))}
              {one.changes.length === 0 && <p>{t('没有人受影响。', 'Nobody is affected.')}</p>}
            </section>
          ))}
          {one.state === 'draft' && (
            <section class="box">
              <h2>{t('推演：谁受影响', 'Simulate: who is affected')}</h2>
              <Form visit={visit}>
                <div class="inline">
                  <TextField visit={visit} name="day" type="date" label={t('哪一天', 'Day')} value={visit.today} />
                  <Button name="act" value="simulate">
                    {t('推演', 'Simulate')}
                  </Button>
                </div>
              </Form>
            </section>
          )}
          {faults.length === 0 && (await EffectOf(visit, one.version))}
          <Acts>
            {['simulated', 'approved'].includes(one.state) && one.approvals.length < 2 && !author && !approved && (
              <Form visit={visit}>
                <Button name="act" value="approve">
                  {t('批准', 'Approve')}
                </Button>
              </Form>
            )}
          </Acts>
          {['simulated', 'approved'].includes(one.state) && (author || approved) && one.approvals.length < 2 && (
            <Cannot
              what={t('批准', 'Approve')}
              why={
                author
                  ? t(
                      '起草人不能批准自己的版本，须另外两人。',
                      'authors do not approve their own version; two others have to.',
                    )
                  : t('您已批准，还须另一人。', 'you did; one more is needed.')
              }
            />
          )}
          {one.state === 'draft' && (
            <Cannot what={t('批准', 'Approve')} why={t('先推演，看清影响。', 'simulate first, to see what changes.')} />
          )}
          {one.state === 'approved' && one.approvals.length >= 2 && (
            <Form visit={visit}>
              <TextField
                visit={visit}
                name="from"
                type="date"
                label={t('从哪天起生效', 'In force from')}
                value={visit.today}
              />
              <Button name="act" value="put-in-force">
                {t('定日生效', 'Put in force')}
              </Button>
            </Form>
          )}
          {open && (
            <details open={Boolean(visit.form.fields.file)}>
              <summary>{t('编辑草稿（JSON）', 'Edit the draft (JSON)')}</summary>
              <Form visit={visit}>
                <TextArea
                  visit={visit}
                  name="file"
                  code
                  max={400_000}
                  label={t('规则', 'Rules')}
                  value={JSON.stringify(pack.file, null, 1)}
                />
                <Button name="act" value="save">
                  {t('保存草稿（须重新推演）', 'Save the draft (simulate again)')}
                </Button>
              </Form>
            </details>
          )}
          {one.state !== 'withdrawn' && one.state !== 'in-force' && one.state !== 'superseded' && (
            <details>
              <summary>{t('撤回此版本', 'Withdraw this version')}</summary>
              <Form visit={visit}>
                <TextField visit={visit} name="reason" label={t('理由', 'Reason')} max={200} />
                <Button kind="danger" name="act" value="withdraw">
                  {t('撤回', 'Withdraw')}
                </Button>
              </Form>
            </details>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const { region } = visit;
    const which = { region, version: Number(visit.params.version) };
    switch (text(visit, 'act')) {
      case 'simulate':
        await visit.perform(policy.simulatePack, { ...which, days: [dayIn(text(visit, 'day')) ?? visit.today] });
        break;
      case 'approve':
        await visit.perform(policy.approvePack, which);
        break;
      case 'put-in-force':
        await visit.perform(policy.putInForce, { ...which, from: startOf(visit) });
        break;
      case 'withdraw':
        if (!text(visit, 'reason')) throw new FormFault({ reason: w('请写明理由', 'Give the reason') });
        await visit.perform(policy.withdrawPack, { ...which, reason: text(visit, 'reason') });
        break;
      case 'save': {
        let file: unknown;
        try {
          file = JSON.parse(visit.form.fields.file ?? '');
        } catch (error) {
          throw new FormFault({
            file: w(`不是有效的 JSON：${(error as Error).message}`, `Not valid JSON: ${(error as Error).message}`),
          });
        }
        await visit.perform(policy.draftPack, { ...which, file: file as never });
      }
    }
    return go(`/bureau/policy/${which.version}`);
  },
};

function startOf(visit: Visit) {
  const from = dayIn(text(visit, 'from'));
  if (!from) throw new FormFault({ from: w('请选择日期', 'Choose a day') });
  return from;
}

export const policyPages: readonly Page[] = [list, version];
