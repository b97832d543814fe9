// The auditor: search the journal, verify that nobody altered it, export with a second person's approval; and the two administrators' page.

import { personOf, roles } from '../../base/actor.ts';
import {
  approveExport,
  askExport,
  endStaffSessions,
  fetchExport,
  inviteStaff,
  listExports,
  listSessions,
  searchJournal,
  unlockStaff,
  verifyChain,
} from '../../domain/identity/index.ts';
import { acts as institutions } from '../../domain/institutions/index.ts';
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
import { instant } from '../ui/rules.ts';
import { institutionWords, purposeWords, roleWords, standingWords, wordOf } from '../ui/words.ts';
import { isId, text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Visit } from '../web/visit.ts';

/** What was asked for, as far as it has the right form; the rest is left out. */
function filterOf(source: Readonly<Record<string, string>>) {
  const action = source.action?.trim() ?? '';
  const role = roles.find((one) => one === source.role);
  const isDay = (one: string | undefined) => /^\d{4}-\d{2}-\d{2}$/.test(one ?? '');
  return {
    ...(/^[a-z-]+(\.[a-z-]+)?$/.test(action) ? { action } : {}),
    ...(role ? { role } : {}),
    ...(isId(source.about) ? { about: source.about! } : {}),
    ...(source.actorId?.trim() ? { actorId: source.actorId.trim().slice(0, 100) } : {}),
    ...(isDay(source.from) ? { from: source.from as never } : {}),
    ...(isDay(source.until) ? { until: source.until as never } : {}),
  };
}

const audit: Page = {
  path: '/bureau/audit',
  by: ['auditor'],
  async get(visit) {
    const { t, query } = visit;
    const filter = filterOf(query);
    const before = /^\d{1,18}$/.test(query.before ?? '') ? { before: query.before! } : {};
    const [{ lines, next }, { exports }] = await Promise.all([
      visit.ask(searchJournal, { ...filter, ...before, limit: 50 }, 'audit'),
      visit.ask(listExports, {}),
    ]);
    const titles = new Map(visit.options.operations.map(({ name, title }) => [name, title]));
    const kept = new URLSearchParams(filter as Record<string, string>).toString();
    return {
      kind: 'page',
      title: t('审计', 'Audit'),
      look: 'wide',
      body: (
        <>
          <h1>{t('审计', 'Audit')}</h1>
          <Acts>
            <LinkButton to="/bureau/audit/chain">{t('核验整条日志链', 'Verify the whole chain')}</LinkButton>
          </Acts>
          <form method="get" class="box">
            <div class="inline">
              <TextField
                visit={visit}
                name="action"
                label={t('业务或模块', 'Operation or module')}
                value={query.action}
                max={80}
                required={false}
              />
              <SelectField
                visit={visit}
                name="role"
                label={t('岗位', 'Role')}
                value={query.role}
                empty={t('全部', 'all')}
                options={roles.map((value) => ({ value, label: visit.say(roleWords[value]) }))}
              />
              <TextField
                visit={visit}
                name="actorId"
                label={t('办理人编号', 'Who')}
                value={query.actorId}
                max={100}
                required={false}
              />
              <TextField
                visit={visit}
                name="about"
                label={t('持卡人编号', 'About whom')}
                value={query.about}
                max={40}
                required={false}
              />
              <TextField
                visit={visit}
                name="from"
                type="date"
                label={t('从', 'From')}
                value={query.from}
                required={false}
              />
              <TextField
                visit={visit}
                name="until"
                type="date"
                label={t('到', 'Until')}
                value={query.until}
                required={false}
              />
              <Button>{t('检索', 'Search')}</Button>
            </div>
          </form>
          <Table
            caption={t('日志', 'Journal')}
            heads={[
              t('序号', 'No.'),
              t('时间', 'When'),
              t('业务', 'What'),
              t('岗位', 'Role'),
              t('谁', 'Who'),
              t('用途', 'Purpose'),
              t('事实', 'Facts'),
            ]}
            rows={lines.map((line) => [
              line.seq,
              instant(visit, line.at),
              <>
                {visit.say(titles.get(line.action) ?? { zh: line.action, en: line.action })}
                <div class="small soft">{line.action}</div>
              </>,
              visit.say(wordOf(roleWords, line.role)),
              <a href={`/bureau/audit?actorId=${encodeURIComponent(line.actorId)}`}>
                {isId(line.actorId) ? line.actorId.slice(-12) : line.actorId}
              </a>,
              visit.say(wordOf(purposeWords, line.purpose)),
              <span class="small">{line.facts === '{}' ? '—' : line.facts.slice(0, 220)}</span>,
            ])}
            empty={t('没有符合条件的日志。', 'No line fits.')}
          />
          {next && (
            <Acts>
              <LinkButton to={`/bureau/audit?${kept ? `${kept}&` : ''}before=${next}`} kind="second">
                {t('更早', 'Earlier')}
              </LinkButton>
            </Acts>
          )}
          <section class="box">
            <h2>{t('导出（须另一人批准，带水印）', 'Export, with a second approval and a watermark')}</h2>
            <Form visit={visit}>
              {Object.entries(filter).map(([name, value]) => (
                <input type="hidden" name={name} value={String(value)} />
              ))}
              <TextField
                visit={visit}
                name="reason"
                label={t('理由', 'Reason')}
                hint={t(
                  '至少 6 个字；按上面的检索条件导出，最多 10,000 行',
                  'at least six characters; exports what is searched above, at most 10,000 lines',
                )}
                max={300}
              />
              <Button name="act" value="ask">
                {t('申请导出', 'Ask for the export')}
              </Button>
            </Form>
            <Exports visit={visit} exports={exports} />
          </section>
        </>
      ),
    };
  },
  async post(visit) {
    const exportId = text(visit, 'exportId');
    switch (text(visit, 'act')) {
      case 'ask':
        if ([...text(visit, 'reason')].length < 6)
          throw new FormFault({ reason: w('理由至少 6 个字', 'Give at least six characters') });
        await visit.perform(askExport, { filter: filterOf(visit.form.fields), reason: text(visit, 'reason') });
        break;
      case 'approve':
        if (isId(exportId)) await visit.perform(approveExport, { exportId });
        break;
      case 'fetch': {
        if (!isId(exportId)) break;
        const file = await visit.perform(fetchExport, { exportId });
        return { kind: 'file', name: file.fileName, type: 'text/csv; charset=utf-8', body: file.csv };
      }
    }
    return go('/bureau/audit');
  },
};

const Exports = ({
  visit,
  exports,
}: {
  visit: Visit;
  exports: readonly {
    exportId: string;
    askedBy: string;
    reason: string;
    askedAt: string;
    approvedBy: string | null;
    approvedAt: string | null;
  }[];
}) => {
  const { t, actor } = visit;
  return (
    <Table
      caption={t('导出申请', 'Asked for')}
      heads={[t('时间', 'When'), t('申请人', 'By'), t('理由', 'Reason'), t('状态', 'State'), '']}
      rows={exports.map((one) => [
        instant(visit, one.askedAt),
        one.askedBy.slice(-8),
        one.reason,
        <Tag tone={one.approvedBy ? 'good' : 'wait'}>
          {one.approvedBy ? t('已批准', 'approved') : t('待批准', 'to be approved')}
        </Tag>,
        <Form visit={visit}>
          <input type="hidden" name="exportId" value={one.exportId} />
          {one.approvedBy && one.askedBy === personOf(actor) && (
            <Button kind="second" name="act" value="fetch">
              {t('下载', 'Fetch')}
            </Button>
          )}
          {!one.approvedBy && one.askedBy !== personOf(actor) && (
            <Button name="act" value="approve">
              {t('批准', 'Approve')}
            </Button>
          )}
          {!one.approvedBy && one.askedBy === personOf(actor) && (
            <span class="soft">{t('须另一人批准', 'somebody else has to approve')}</span>
          )}
        </Form>,
      ])}
      empty={t('没有。', 'None.')}
    />
  );
};

const chain: Page = {
  path: '/bureau/audit/chain',
  by: ['auditor'],
  async get(visit) {
    const { t } = visit;
    const verdict = await visit.ask(verifyChain, {});
    return {
      kind: 'page',
      title: t('日志链', 'The chain'),
      section: '/bureau/audit',
      body: (
        <>
          <Back to="/bureau/audit">{t('审计', 'Audit')}</Back>
          <h1>
            {verdict.intact
              ? t('日志完整，没有被改动', 'The journal is whole; nobody altered it')
              : t('日志被改动过', 'The journal was altered')}
          </h1>
          <Say tone={verdict.intact ? 'good' : 'bad'}>
            <p>
              {verdict.intact
                ? t(
                    '从第一块起逐块重算 SM3 摘要，全部一致。',
                    'Every block was recomputed from the first; every SM3 digest agrees.',
                  )
                : t(
                    `第 ${verdict.brokenBlock} 块的内容与摘要不符。`,
                    `The lines of block ${verdict.brokenBlock} do not give its digest.`,
                  )}
            </p>
          </Say>
          <Facts
            of={[
              [t('块', 'Blocks'), String(verdict.blocks)],
              [t('已封存行', 'Sealed lines'), String(verdict.entries)],
              [t('末块摘要', 'Last digest'), <code>{verdict.seal ?? '—'}</code>],
            ]}
          />
          <p>
            {t(
              '请把末块摘要另存他处；今后任何人重写整条链都会对不上。',
              'Keep the last digest elsewhere: whoever rewrites the whole chain will not match it.',
            )}
          </p>
        </>
      ),
    };
  },
};

const admin: Page = {
  path: '/admin',
  by: ['system-administrator', 'security-administrator'],
  async get(visit) {
    const { t, actor, query } = visit;
    if (actor.role === 'security-administrator') {
      const [{ sessions }, { exports }] = await Promise.all([visit.ask(listSessions, {}), visit.ask(listExports, {})]);
      return {
        kind: 'page',
        title: t('会话与锁定', 'Sessions and locks'),
        look: 'wide',
        body: (
          <>
            <h1>{t('会话与锁定', 'Sessions and locks')}</h1>
            <Table
              caption={t('在线', 'Signed in')}
              heads={[t('人员', 'Staff'), t('岗位', 'Role'), t('登录', 'Since'), t('最近', 'Seen'), '']}
              rows={sessions.map((one) => [
                one.actorId.slice(-12),
                visit.say(roleWords[one.role]),
                instant(visit, one.startedAt),
                instant(visit, one.seenAt),
                <Form visit={visit}>
                  <input type="hidden" name="staffId" value={one.actorId} />
                  <Button kind="second" name="act" value="end">
                    {t('强制下线', 'End')}
                    <span class="hid"> {one.actorId.slice(-12)}</span>
                  </Button>
                </Form>,
              ])}
              empty={t('没有人在线。', 'Nobody.')}
            />
            <section class="box">
              <h2>{t('解除锁定', 'Unlock')}</h2>
              <Form visit={visit}>
                <TextField visit={visit} name="staffId" label={t('人员编号', 'Staff id')} max={40} />
                <Button name="act" value="unlock">
                  {t('解除', 'Unlock')}
                </Button>
              </Form>
            </section>
            <Exports visit={visit} exports={exports} />
          </>
        ),
      };
    }
    const { institutions: list, next } = await visit.ask(institutions.listRegister, {
      region: visit.region,
      ...(query.after ? { after: query.after.slice(0, 40) } : {}),
    } as never);
    const chosen = isId(query.of) ? await visit.ask(institutions.listStaff, { institutionId: query.of! }) : undefined;
    return {
      kind: 'page',
      title: t('账号', 'Accounts'),
      look: 'wide',
      body: (
        <>
          <h1>{t('账号开通', 'Accounts')}</h1>
          <p>
            {t(
              '系统管理员发放开通码，不看业务数据；密码由本人设置，系统没有默认密码。',
              'The system administrator hands out invitations and sees no business; everybody chooses the own password, there is no default one.',
            )}
          </p>
          {chosen && (
            <Table
              caption={t('工作人员', 'Staff')}
              heads={[t('姓名', 'Name'), t('岗位', 'Role'), t('编号', 'Id'), '']}
              rows={chosen.staff
                .filter(({ endedAt }) => !endedAt)
                .map((one) => [
                  one.name,
                  visit.say(roleWords[one.role]),
                  <code>{one.staffId}</code>,
                  <Form visit={visit}>
                    <input type="hidden" name="staffId" value={one.staffId} />
                    <Button name="act" value="invite">
                      {t('发放开通码', 'Invite')}
                      <span class="hid"> {one.name}</span>
                    </Button>
                  </Form>,
                ])}
              empty={t('没有。', 'None.')}
            />
          )}
          <Table
            caption={t('机构', 'Institutions')}
            heads={[t('名称', 'Name'), t('类型', 'Kind'), t('编码', 'Code'), t('状态', 'Standing')]}
            rows={list.map((one) => [
              <a href={`/admin?of=${one.id}`}>{one.name}</a>,
              visit.say(wordOf(institutionWords, one.kind)),
              <span class="num">{one.code}</span>,
              <StateTag visit={visit} of={standingWords} code={one.standing} />,
            ])}
            empty="—"
          />
          {next && (
            <Acts>
              <LinkButton to={`/admin?after=${encodeURIComponent(next)}`} kind="second">
                {t('更多', 'More')}
              </LinkButton>
            </Acts>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const { t } = visit;
    const staffId = text(visit, 'staffId');
    const exportId = text(visit, 'exportId');
    const act = text(visit, 'act');
    if (act === 'approve' && isId(exportId)) await visit.perform(approveExport, { exportId });
    else if (!isId(staffId)) throw new FormFault({ staffId: w('请填写人员编号', 'Give the staff id') });
    else if (act === 'end') await visit.perform(endStaffSessions, { staffId });
    else if (act === 'unlock') await visit.perform(unlockStaff, { staffId });
    else if (act === 'invite') {
      const made = await visit.perform(inviteStaff, { staffId });
      return {
        kind: 'page',
        title: t('开通码', 'Invitation'),
        section: '/admin',
        body: (
          <>
            <Back to="/admin">{t('账号', 'Accounts')}</Back>
            <h1>{t('开通码只显示这一次', 'Shown this once')}</h1>
            <Facts
              of={[
                [t('开通码', 'Invitation'), <code>{made.invitation}</code>],
                [t('验证器密钥', 'Authenticator secret'), <code>{made.secret}</code>],
                [t('有效期至', 'Good until'), instant(visit, made.expiresAt)],
              ]}
            />
            <p>{t('请当面交给本人，不要通过短信或邮件发送。', 'Hand it over in person, not by text or mail.')}</p>
          </>
        ),
      };
    }
    return go('/admin');
  },
};

export const auditPages: readonly Page[] = [audit, chain, admin];
