// What the bureau tells the public: notices, drafted by one and published by another; and the rumour desk.
import { acts as notices } from '../../domain/notices/index.ts';
import { Acts, Button, Choices, Form, SelectField, StateTag, Table, TextArea, TextField } from '../ui/pieces.tsx';
import { instant, rulesOf } from '../ui/rules.ts';
import { groupWords, verdictWords } from '../ui/words.ts';
import { isId, text, w } from '../web/fields.ts';
import { FormFault, go, type Page } from '../web/visit.ts';

const groups = ['staff', 'retiree', 'minor', 'student', 'flexible', 'resident'] as const;

const noticePage: Page = {
  path: '/bureau/notices',
  by: ['publicity-officer', 'policy-officer'],
  async get(visit) {
    const { t, region } = visit;
    const [rules, { drafts }, { notices: out }] = await Promise.all([
      rulesOf(visit),
      visit.ask(notices.listDrafts, { region }),
      visit.ask(notices.listNotices, { region, limit: 50 }),
    ]);
    const writes = visit.actor.role === 'publicity-officer';
    return {
      kind: 'page',
      title: t('公告', 'Notices'),
      look: 'wide',
      body: (
        <>
          <h1>{t('公告', 'Notices')}</h1>
          <Table
            caption={t('待发布（须另一人发布）', 'To be published, by another person')}
            heads={[t('标题', 'Title'), t('批次', 'Batch'), t('起草', 'Drafted'), '']}
            rows={drafts.map((one) => [
              <details>
                <summary>{one.title}</summary>
                <p>{one.body}</p>
              </details>,
              one.batch ? rules.batch(one.batch) : '—',
              `${one.draftedBy.slice(-8)} ${instant(visit, one.draftedAt)}`,
              one.draftedBy === visit.actor.id ? (
                t('您起草的，须另一人发布', 'you drafted it; somebody else publishes')
              ) : (
                <Form visit={visit}>
                  <input type="hidden" name="noticeId" value={one.noticeId} />
                  <Button name="act" value="publish">
                    {t('发布', 'Publish')}
                  </Button>
                </Form>
              ),
            ])}
            empty={t('没有待发布的公告。', 'None.')}
          />
          <Table
            caption={t('已发布', 'Published')}
            heads={[t('标题', 'Title'), t('版本', 'Version'), t('发布', 'Published'), t('阅读', 'Reads'), '']}
            right={[1, 3]}
            rows={out.map((one) => [
              <a href={`/notices/${one.noticeId}`}>{one.title}</a>,
              one.version,
              instant(visit, one.publishedAt),
              one.reads,
              <Form visit={visit}>
                <input type="hidden" name="noticeId" value={one.noticeId} />
                <input type="hidden" name="reason" value={t('内容有误', 'a mistake in it')} />
                <Button kind="plain" name="act" value="withdraw">
                  {t('撤回', 'Withdraw')}
                  <span class="hid"> {one.title}</span>
                </Button>
              </Form>,
            ])}
            empty={t('还没有公告。', 'None yet.')}
          />
          {writes && (
            <section class="box">
              <h2>{t('起草公告', 'Draft a notice')}</h2>
              <Form visit={visit}>
                <TextField visit={visit} name="title" label={t('标题', 'Title')} max={60} />
                <TextArea
                  visit={visit}
                  name="body"
                  label={t('正文', 'Text')}
                  hint={t('不得含有链接，不得索要密码、账号', 'no link, no asking for passwords or accounts')}
                  max={4000}
                />
                <Choices
                  visit={visit}
                  name="groups"
                  many
                  label={t('对象（不选为全体）', 'For whom (nobody chosen: everybody)')}
                  options={groups.map((value) => ({ value, label: visit.say(groupWords[value]) }))}
                />
                <SelectField
                  visit={visit}
                  name="batch"
                  label={t('随哪个批次', 'With which batch')}
                  empty={t('不随批次', 'none')}
                  options={rules.pack.batches.map(({ code, name }) => ({ value: code, label: visit.say(name) }))}
                />
                <Acts>
                  <Button name="act" value="draft">
                    {t('提交待发布', 'Send for publishing')}
                  </Button>
                </Acts>
              </Form>
            </section>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const { region } = visit;
    const noticeId = text(visit, 'noticeId');
    switch (text(visit, 'act')) {
      case 'draft': {
        const empty = (['title', 'body'] as const).filter((name) => !text(visit, name));
        if (empty.length > 0)
          throw new FormFault(Object.fromEntries(empty.map((name) => [name, w('请填写这一项', 'Fill this in')])));
        const chosen = groups.filter((one) => visit.form.many.groups?.includes(one));
        await visit.perform(notices.draftNotice, {
          region,
          title: text(visit, 'title'),
          body: text(visit, 'body'),
          ...(chosen.length > 0 ? { groups: [...chosen] } : {}),
          ...(text(visit, 'batch') ? { batch: text(visit, 'batch') } : {}),
        });
        break;
      }
      case 'publish':
        if (isId(noticeId)) await visit.perform(notices.publishNotice, { noticeId });
        break;
      case 'withdraw':
        if (isId(noticeId))
          await visit.perform(notices.withdrawNotice, { noticeId, reason: text(visit, 'reason') || '—' });
    }
    return go('/bureau/notices');
  },
};

const rumourPage: Page = {
  path: '/bureau/rumours',
  by: ['publicity-officer'],
  async get(visit) {
    const { t, region } = visit;
    const { rumours } = await visit.ask(notices.listRumours, { region });
    return {
      kind: 'page',
      title: t('辟谣', 'Rumours'),
      look: 'wide',
      body: (
        <>
          <h1>{t('辟谣台', 'Rumour desk')}</h1>
          <Table
            caption={t('条目', 'Entries')}
            heads={[t('编号', 'Code'), t('说法', 'Claim'), t('判断', 'Verdict'), t('依据', 'Rule')]}
            rows={rumours.map((one) => [
              <code>{one.code}</code>,
              visit.say(one.claim),
              <StateTag visit={visit} of={verdictWords} code={one.verdict} />,
              <span class="small">{one.citations.join('；') || '—'}</span>,
            ])}
            empty="—"
          />
          <section class="box">
            <h2>{t('新增条目', 'Add one')}</h2>
            <p class="soft">
              {t(
                '判断由现行规则算出，不由人写：请给出能否定它的规则和取值。',
                'The verdict is computed from the rules in force: name the rule and the values that disprove the claim.',
              )}
            </p>
            <Form visit={visit}>
              <div class="cols">
                <TextField
                  visit={visit}
                  name="code"
                  label={t('编号（小写字母和横线）', 'Code (lower case and dashes)')}
                  max={60}
                />
                <TextField visit={visit} name="claimZh" label={t('说法（中文）', 'Claim in Chinese')} max={200} />
                <TextField visit={visit} name="claimEn" label={t('说法（英文）', 'Claim in English')} max={300} />
                <TextField visit={visit} name="truthZh" label={t('事实（中文）', 'Truth in Chinese')} max={400} />
                <TextField visit={visit} name="truthEn" label={t('事实（英文）', 'Truth in English')} max={600} />
                <TextField visit={visit} name="rule" label={t('规则，如 duty', 'Rule, such as duty')} max={80} />
                <TextField
                  visit={visit}
                  name="values"
                  label={t('能否定它的取值，用空格分开', 'Values that disprove it, parted by spaces')}
                  max={200}
                />
                <TextField
                  visit={visit}
                  name="words"
                  label={t('识别用词，用空格分开', 'Words to recognise it by, parted by spaces')}
                  max={200}
                />
              </div>
              <Button>{t('新增', 'Add')}</Button>
            </Form>
          </section>
        </>
      ),
    };
  },
  async post(visit) {
    const names = ['code', 'claimZh', 'claimEn', 'truthZh', 'truthEn', 'rule', 'values', 'words'] as const;
    const empty = names.filter((name) => !text(visit, name));
    if (empty.length > 0)
      throw new FormFault(Object.fromEntries(empty.map((name) => [name, w('请填写这一项', 'Fill this in')])));
    const parts = (name: (typeof names)[number]) => text(visit, name).split(/\s+/);
    await visit.perform(notices.addRumour, {
      code: text(visit, 'code'),
      zh: { claim: text(visit, 'claimZh'), truth: text(visit, 'truthZh') },
      en: { claim: text(visit, 'claimEn'), truth: text(visit, 'truthEn') },
      disprovedBy: [{ ruleRef: text(visit, 'rule'), values: parts('values') }],
      words: [parts('words')],
    });
    return go('/bureau/rumours');
  },
};

export const tellingPages: readonly Page[] = [noticePage, rumourPage];
