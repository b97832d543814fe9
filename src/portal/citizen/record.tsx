// One's record and who read it, messages, and the family for whom one may act.

import { linkGuardian, myRecord, updateContact, whoReadMyRecord } from '../../domain/holders/index.ts';
import { switchPerson } from '../../domain/identity/index.ts';
import { acts as notices } from '../../domain/notices/index.ts';
import {
  Acts,
  Button,
  Facts,
  Form,
  LinkButton,
  Say,
  SelectField,
  Table,
  Tag,
  TextArea,
  TextField,
} from '../ui/pieces.tsx';
import { day, instant, rulesOf } from '../ui/rules.ts';
import { documentKindWords, groupWords, purposeWords, roleWords, wordOf } from '../ui/words.ts';
import { w } from '../web/fields.ts';
import { FormFault, go, type Page, type Words } from '../web/visit.ts';

const insuranceWords = {
  employee: { zh: '职工', en: 'employee' },
  flexible: groupWords.flexible!,
  resident: groupWords.resident!,
  retired: groupWords.retiree!,
};

const record: Page = {
  path: '/my/record',
  by: ['citizen'],
  async get(visit) {
    const { t, holderId } = visit;
    const reveal = visit.query.show === 'yes';
    const before = /^\d{1,18}$/.test(visit.query.before ?? '') ? { before: visit.query.before! } : {};
    const [mine, { looks, next }, rules] = await Promise.all([
      visit.ask(myRecord, { holderId, ...(reveal ? { reveal } : {}) }),
      visit.ask(whoReadMyRecord, { holderId, ...before }),
      rulesOf(visit),
    ]);
    const titles = new Map(visit.options.operations.map(({ name, title }) => [name, title]));
    return {
      kind: 'page',
      title: t('我的档案', 'My record'),
      body: (
        <>
          <h1>{t('我的档案', 'My record')}</h1>
          {visit.query.saved && (
            <Say tone="good">
              <p>{t('已更新。', 'Updated.')}</p>
            </Say>
          )}
          <Facts
            of={[
              [t('姓名', 'Name'), mine.name],
              [t('证件', 'Document'), visit.say(wordOf(documentKindWords, mine.documentKind))],
              [t('证件号码', 'Number'), <span class="num">{mine.documentNumber}</span>],
              [t('手机', 'Phone'), mine.phone ?? '—'],
              [t('地址', 'Address'), mine.address ?? '—'],
              ...mine.insurances.map(
                (one) =>
                  [
                    t('参保', 'Insured'),
                    `${visit.say(insuranceWords[one.kind])} · ${rules.district(one.district)} · ${t('自', 'since')} ${day(visit, one.since)}`,
                  ] as const,
              ),
            ]}
          />
          <Acts>
            <LinkButton to={reveal ? '/my/record' : '/my/record?show=yes'} kind="second">
              {reveal ? t('隐藏', 'Hide') : t('显示完整信息', 'Show in full')}
            </LinkButton>
          </Acts>
          <details>
            <summary>{t('更新手机或地址', 'Update phone or address')}</summary>
            <Form visit={visit}>
              <TextField
                visit={visit}
                name="phone"
                type="tel"
                inputmode="tel"
                label={t('手机号', 'Mobile number')}
                max={20}
                required={false}
                autocomplete="tel"
              />
              <TextArea visit={visit} name="address" rows={3} max={200} label={t('通讯地址', 'Address')} />
              <Button>{t('保存', 'Save')}</Button>
            </Form>
          </details>
          <h2 id="looks">{t('谁看过我的档案', 'Who read my record')}</h2>
          <p>
            {t(
              '每次查看和改动都写进不能修改的日志。不明白的可拨打 12333 询问。',
              'Every look and change is written to a log nobody can alter. Ask 12333 about anything unclear.',
            )}
          </p>
          <Table
            caption={t('查看记录', 'Looks')}
            heads={[t('时间', 'When'), t('谁', 'Who'), t('做了什么', 'What'), t('用途', 'Why')]}
            rows={looks.map((look) => [
              instant(visit, look.at),
              look.role === 'citizen'
                ? t('本人或监护人', 'you or your guardian')
                : visit.say(wordOf(roleWords, look.role)),
              visit.say(titles.get(look.action) ?? { zh: look.action, en: look.action }),
              look.purpose ? visit.say(wordOf(purposeWords, look.purpose)) : '—',
            ])}
            empty={t('还没有记录。', 'Nothing yet.')}
          />
          {next && (
            <Acts>
              <LinkButton to={`/my/record?before=${next}#looks`} kind="second">
                {t('更早的记录', 'Earlier')}
              </LinkButton>
            </Acts>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const phone = visit.form.fields.phone?.trim();
    const address = visit.form.fields.address?.trim();
    if (!phone && !address) throw new FormFault({ phone: { zh: '请填写要更新的内容', en: 'Fill in what to update' } });
    await visit.perform(updateContact, {
      holderId: visit.holderId,
      ...(phone ? { phone } : {}),
      ...(address ? { address } : {}),
    });
    return go('/my/record?saved=1');
  },
};

const messages: Page = {
  path: '/my/messages',
  by: ['citizen'],
  async get(visit) {
    const { t, holderId } = visit;
    const before = /^[0-9a-f-]{36}$/.test(visit.query.before ?? '') ? { before: visit.query.before! } : {};
    const { messages: list, unread } = await visit.ask(notices.myMessages, { holderId, limit: 20, ...before });
    return {
      kind: 'page',
      title: t('消息', 'Messages'),
      body: (
        <>
          <h1>{t('消息', 'Messages')}</h1>
          <p>
            {t(
              '官方消息都在这里，内容不含链接。收到的短信可用核验码对照。',
              'Every official message is here and holds no link. Check a text you got by its code.',
            )}
          </p>
          {list.map((one) => (
            <article class="box">
              <h2>
                {visit.say(one.title)} {!one.readAt && <Tag tone="wait">{t('未读', 'unread')}</Tag>}
              </h2>
              <p>{one.text}</p>
              <p class="small soft">
                {instant(visit, one.at)} · {one.signature} · {t('核验码', 'code')} <span class="num">{one.code}</span>
              </p>
            </article>
          ))}
          {list.length === 0 && <p class="soft">{t('还没有消息。', 'No messages yet.')}</p>}
          <Acts>
            {unread > 0 && (
              <Form visit={visit}>
                {list
                  .filter(({ readAt }) => !readAt)
                  .map(({ id }) => (
                    <input type="hidden" name="messageId" value={id} />
                  ))}
                <Button kind="second">{t('本页标为已读', 'Mark these as read')}</Button>
              </Form>
            )}
            {list.length === 20 && (
              <LinkButton to={`/my/messages?before=${list.at(-1)!.id}`} kind="second">
                {t('更早', 'Earlier')}
              </LinkButton>
            )}
            <LinkButton to="/check-message" kind="plain">
              {t('核对一条短信', 'Check a text')}
            </LinkButton>
          </Acts>
        </>
      ),
    };
  },
  async post(visit) {
    const messageIds = [...new Set(visit.form.many.messageId ?? [])]
      .filter((id) => /^[0-9a-f-]{36}$/.test(id))
      .slice(0, 20);
    if (messageIds.length > 0) await visit.perform(notices.markRead, { holderId: visit.holderId, messageIds });
    return go('/my/messages');
  },
};

const proofs = {
  'household-register': { zh: '户口簿', en: 'household register' },
  'birth-certificate': { zh: '出生医学证明', en: 'birth certificate' },
  'court-ruling': { zh: '法院判决', en: 'court ruling' },
  'committee-appointment': { zh: '居（村）委会指定', en: 'appointment by the committee' },
} as const;

const family: Page = {
  path: '/my/family',
  by: ['citizen'],
  async get(visit) {
    const { t, actor, holderId } = visit;
    const self = await visit.ask(myRecord, {});
    const acting = holderId !== actor.id;
    return {
      kind: 'page',
      title: t('家人', 'Family'),
      body: (
        <>
          <h1>{t('为家人办理', 'Act for your family')}</h1>
          {visit.query.asked && (
            <Say tone="wait" title={t('已登记，等待核验', 'Noted; to be verified')}>
              <p>
                {t(
                  '工作人员核对证明后，您就可以为孩子办理。',
                  'Once staff have seen the proof you can act for the child.',
                )}
              </p>
            </Say>
          )}
          <p>
            {t(
              '选一位家人，之后的页面就都是这位家人的；顶部会一直提示。',
              'Choose a person; the pages are then theirs, and the top says so.',
            )}
          </p>
          <ul class="tiles broad">
            {[{ holderId: actor.id, name: t('我本人', 'Myself') }, ...self.wards].map((one) => (
              <li>
                <Form visit={visit}>
                  <button
                    type="submit"
                    class="tile"
                    name="holderId"
                    value={one.holderId}
                    {...(one.holderId === holderId ? { 'aria-current': 'true' as const } : {})}
                  >
                    <b>{one.name}</b>
                    <span>
                      {one.holderId === holderId
                        ? t('正在为其办理', 'the pages are theirs now')
                        : t('换到这位', 'switch')}
                    </span>
                  </button>
                </Form>
              </li>
            ))}
          </ul>
          {self.wards.length === 0 && (
            <p class="soft">{t('还没有核验过的监护关系。', 'No verified guardianship yet.')}</p>
          )}
          {!acting && (
            <details open={Object.keys(visit.faults).length > 0}>
              <summary>{t('添加一个孩子或被监护人', 'Add a child or ward')}</summary>
              <Form visit={visit}>
                <TextField visit={visit} name="wardName" label={t('姓名', 'Name')} max={60} />
                <TextField visit={visit} name="wardNumber" label={t('身份证号码', 'Identity number')} max={40} />
                <SelectField
                  visit={visit}
                  name="proofKind"
                  label={t('证明', 'Proof')}
                  options={Object.entries(proofs).map(([value, words]) => ({ value, label: visit.say(words) }))}
                />
                <TextField visit={visit} name="proofNumber" label={t('证明编号', 'Number of the proof')} max={60} />
                <Button>{t('提交核验', 'Send for verification')}</Button>
              </Form>
            </details>
          )}
          {self.guardians.length > 0 && (
            <>
              <h2>{t('可以为我办理的人', 'Who may act for me')}</h2>
              <ul>
                {self.guardians.map((one) => (
                  <li>
                    {one.name}{' '}
                    <Tag tone={one.proven ? 'good' : 'wait'}>
                      {one.proven ? t('已核验', 'verified') : t('待核验', 'to be verified')}
                    </Tag>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const { fields } = visit.form;
    if (fields.holderId !== undefined) {
      if (!/^[0-9a-f-]{36}$/.test(fields.holderId)) return go('/my/family');
      await visit.perform(switchPerson, { sessionId: visit.session!.id, holderId: fields.holderId });
      return go('/my');
    }
    const needed: Record<string, Words> = {
      wardName: w('请填写姓名', 'Fill in the name'),
      wardNumber: w('请填写身份证号码', 'Fill in the identity number'),
      proofNumber: w('请填写证明编号', 'Fill in the number of the proof'),
    };
    const empty = Object.entries(needed).filter(([name]) => !fields[name]?.trim());
    if (empty.length > 0) throw new FormFault(Object.fromEntries(empty));
    const kind = Object.keys(proofs).find((one) => one === fields.proofKind) as keyof typeof proofs | undefined;
    await visit.perform(linkGuardian, {
      ward: {
        documentKind: 'resident-id',
        documentNumber: fields.wardNumber!.trim().slice(0, 40),
        name: fields.wardName!.trim().slice(0, 60),
      },
      proof: { kind: kind ?? 'household-register', number: fields.proofNumber!.trim().slice(0, 60) },
    });
    return go('/my/family?asked=1');
  },
};

export const recordPages: readonly Page[] = [record, messages, family];
