// The doors: citizens by number, password and a code to their telephone; staff with an authenticator; the demo by one click.
import {
  beginDemoSession,
  beginSetPassword,
  beginSignIn,
  codeMinutes,
  finishSetPassword,
  finishSignIn,
  openStaffAccount,
  signInStaff,
  signOut,
} from '../../domain/identity/index.ts';
import { Acts, Back, Button, Form, LinkButton, Say, TextField } from '../ui/pieces.tsx';
import { instant } from '../ui/rules.ts';
import { homeFor, ownPath } from '../web/homes.ts';
import { FormFault, go, type Page, type Reply, type Visit } from '../web/visit.ts';

const page = (title: string, body: Extract<Reply, { kind: 'page' }>['body'], section?: string): Reply => ({
  kind: 'page',
  title,
  body,
  ...(section ? { section } : {}),
});
const field = (visit: Visit, name: string) => visit.form.fields[name]?.trim() ?? '';

function requireFields(visit: Visit, names: Readonly<Record<string, { zh: string; en: string }>>): void {
  const missing = Object.entries(names).filter(([name]) => field(visit, name) === '');
  if (missing.length > 0)
    throw new FormFault(
      Object.fromEntries(missing.map(([name, { zh, en }]) => [name, { zh: `请填写${zh}`, en: `Fill in ${en}` }])),
    );
}

type Failure = { outcome: string; triesLeft?: number | undefined; until?: string | null | undefined };
function fail(visit: Visit, answer: Failure, name: string, wrong: { zh: string; en: string }): never {
  if (answer.outcome === 'locked') {
    const until = answer.until ? instant(visit, answer.until).slice(-5) : '';
    throw new FormFault({
      [name]: {
        zh: `多次输错，已暂时锁定${until ? `，请在 ${until} 后再试` : ''}。您也可以拨打 12333。`,
        en: `Too many wrong tries; locked for now${until ? `, try again after ${until}` : ''}. You can also call 12333.`,
      },
    });
  }
  const left = answer.triesLeft;
  throw new FormFault({
    [name]: {
      zh: `${wrong.zh}${left === undefined ? '' : `，还可试 ${left} 次`}`,
      en: `${wrong.en}${left === undefined ? '' : `, ${left} tries left`}`,
    },
  });
}

/** What the simulated telephone shows; only where the demo is on. */
const DemoPhone = ({ visit, ticket }: { visit: Visit; ticket: string }) => {
  const text = visit.options.demo?.messageText(ticket);
  if (!visit.options.demo) return null;
  return (
    <Say tone="wait" title={visit.t('演示：模拟手机', 'Demo: the simulated telephone')}>
      <p>{text ?? visit.t('短信在路上，请稍候刷新。', 'The message is on its way; reload in a moment.')}</p>
    </Say>
  );
};

const signIn: Page = {
  path: '/sign-in',
  by: 'public',
  async get(visit) {
    const { t, query } = visit;
    return page(
      t('登录', 'Sign in'),
      <>
        <h1>{t('登录', 'Sign in')}</h1>
        {query.over && (
          <Say tone="wait">
            <p>
              {t(
                '登录已结束，刚才的内容没有提交。请重新登录。',
                'Your session is over and nothing was sent. Sign in again.',
              )}
            </p>
          </Say>
        )}
        {query.set && (
          <Say tone="good">
            <p>{t('密码已设置，请登录。', 'Your password is set. Sign in now.')}</p>
          </Say>
        )}
        <Form visit={visit}>
          <input type="hidden" name="back" value={query.back ?? field(visit, 'back')} />
          <TextField
            visit={visit}
            name="number"
            label={t('社会保障号码（身份证号码）', 'Social security number (identity number)')}
            autocomplete="username"
            max={40}
          />
          <TextField
            visit={visit}
            name="password"
            type="password"
            label={t('登录密码', 'Password')}
            autocomplete="current-password"
            max={200}
          />
          <Acts>
            <Button>{t('下一步', 'Continue')}</Button>
            <LinkButton to="/set-password" kind="plain">
              {t('首次使用或忘记密码', 'First time, or forgotten')}
            </LinkButton>
          </Acts>
        </Form>
        <h2>{t('没有手机也能办', 'Without a phone')}</h2>
        <p>
          {t(
            '有读卡器的电脑可以刷卡登录。也可以带上身份证或社保卡到任一服务网点办理；行动不便可预约上门。',
            'On a computer with a reader, sign in by card. Or bring your identity card or social security card to any outlet; home visits can be booked.',
          )}
        </p>
        <Acts>
          <LinkButton to={`/sign-in/card${query.back ? `?back=${encodeURIComponent(query.back)}` : ''}`} kind="second">
            {t('刷卡登录', 'Sign in by card')}
          </LinkButton>
          <LinkButton to="/outlets" kind="second">
            {t('找附近网点', 'Find an outlet')}
          </LinkButton>
        </Acts>
      </>,
    );
  },
  async post(visit) {
    requireFields(visit, { number: { zh: '号码', en: 'your number' }, password: { zh: '密码', en: 'your password' } });
    const number = field(visit, 'number').slice(0, 40);
    const answer = await visit.performAsDoor(beginSignIn, {
      number,
      password: visit.form.fields.password!.slice(0, 400),
    });
    if (answer.outcome !== 'code-sent')
      fail(visit, answer, 'number', { zh: '号码或密码不正确', en: 'The number or password is wrong' });
    return codePage(visit, answer.ticket, number, field(visit, 'back'));
  },
};

/** The number stays out of addresses and histories: the second step is a form within the answer to the first. */
function codePage(visit: Visit, ticket: string, number: string, back: string): Reply {
  const { t } = visit;
  return page(
    t('输入验证码', 'Enter the code'),
    <>
      <Back to="/sign-in">{t('重新输入号码', 'Start again')}</Back>
      <h1>{t('输入验证码', 'Enter the code')}</h1>
      <p>
        {t(
          `验证码已发到您登记的手机，${codeMinutes} 分钟内有效。工作人员不会向您索要验证码。`,
          `A code was sent to the phone on your record. It is good for ${codeMinutes} minutes; nobody from us will ever ask you for it.`,
        )}
      </p>
      <DemoPhone visit={visit} ticket={ticket} />
      <Form visit={visit} action="/sign-in/code">
        <input type="hidden" name="ticket" value={ticket} />
        <input type="hidden" name="number" value={number} />
        <input type="hidden" name="back" value={back} />
        <TextField
          visit={visit}
          name="code"
          label={t('6 位验证码', 'Six-digit code')}
          inputmode="numeric"
          autocomplete="one-time-code"
          short
          max={6}
        />
        <Acts>
          <Button>{t('登录', 'Sign in')}</Button>
        </Acts>
      </Form>
    </>,
    '/sign-in',
  );
}

const signInCode: Page = {
  path: '/sign-in/code',
  by: 'public',
  async get(visit) {
    if (!/^[0-9a-f-]{36}$/.test(field(visit, 'ticket'))) return go('/sign-in');
    return codePage(visit, field(visit, 'ticket'), field(visit, 'number'), field(visit, 'back'));
  },
  async post(visit) {
    requireFields(visit, { code: { zh: '验证码', en: 'the code' } });
    const answer = await visit.performAsDoor(finishSignIn, {
      ticket: field(visit, 'ticket'),
      number: field(visit, 'number').slice(0, 40) || '-',
      code: field(visit, 'code').slice(0, 12),
      channel: visit.options.channel,
    });
    if (answer.outcome !== 'signed-in')
      fail(visit, answer, 'code', { zh: '验证码不正确或已失效', en: 'The code is wrong or too old' });
    return { kind: 'go', to: ownPath(field(visit, 'back') || '/my'), token: answer.token };
  },
};

const setPassword: Page = {
  path: '/set-password',
  by: 'public',
  async get(visit) {
    const { t } = visit;
    return page(
      t('设置密码', 'Set a password'),
      <>
        <Back to="/sign-in">{t('返回登录', 'Back to sign-in')}</Back>
        <h1>{t('设置登录密码', 'Set your password')}</h1>
        <p>
          {t(
            '我们会向您登记的手机发送验证码。手机号有变，请先到网点更新。',
            'We send a code to the phone on your record. If it changed, update it at an outlet first.',
          )}
        </p>
        <Form visit={visit}>
          <TextField
            visit={visit}
            name="number"
            label={t('社会保障号码（身份证号码）', 'Social security number (identity number)')}
            max={40}
          />
          <Acts>
            <Button>{t('获取验证码', 'Send me a code')}</Button>
          </Acts>
        </Form>
      </>,
      '/sign-in',
    );
  },
  async post(visit) {
    requireFields(visit, { number: { zh: '号码', en: 'your number' } });
    const number = field(visit, 'number').slice(0, 40);
    const { ticket } = await visit.performAsDoor(beginSetPassword, { number });
    return newPasswordPage(visit, ticket, number);
  },
};

function newPasswordPage(visit: Visit, ticket: string, number: string): Reply {
  const { t } = visit;
  return page(
    t('输入验证码和新密码', 'Code and new password'),
    <>
      <h1>{t('输入验证码和新密码', 'Code and new password')}</h1>
      <DemoPhone visit={visit} ticket={ticket} />
      <Form visit={visit} action="/set-password/finish">
        <input type="hidden" name="ticket" value={ticket} />
        <input type="hidden" name="number" value={number} />
        <TextField
          visit={visit}
          name="code"
          label={t('6 位验证码', 'Six-digit code')}
          inputmode="numeric"
          autocomplete="one-time-code"
          short
          max={6}
        />
        <TextField
          visit={visit}
          name="password"
          type="password"
          autocomplete="new-password"
          label={t('新密码', 'New password')}
          hint={t(
            '至少 8 位，含字母、数字、符号中的两类；不要用生日或证件号码',
            'At least 8 characters of two kinds; no birthday, no part of your number',
          )}
        />
        <Acts>
          <Button>{t('设置密码', 'Set the password')}</Button>
        </Acts>
      </Form>
    </>,
    '/sign-in',
  );
}

const setPasswordFinish: Page = {
  path: '/set-password/finish',
  by: 'public',
  async get(visit) {
    if (!/^[0-9a-f-]{36}$/.test(field(visit, 'ticket'))) return go('/set-password');
    return newPasswordPage(visit, field(visit, 'ticket'), field(visit, 'number'));
  },
  async post(visit) {
    requireFields(visit, {
      code: { zh: '验证码', en: 'the code' },
      password: { zh: '新密码', en: 'the new password' },
    });
    const answer = await visit.performAsDoor(finishSetPassword, {
      ticket: field(visit, 'ticket'),
      number: field(visit, 'number').slice(0, 40) || '-',
      code: field(visit, 'code').slice(0, 12),
      password: visit.form.fields.password!.slice(0, 400),
    });
    if (answer.outcome !== 'set')
      fail(visit, answer, 'code', { zh: '验证码不正确或已失效', en: 'The code is wrong or too old' });
    return go('/sign-in?set=1');
  },
};

const staffSignIn: Page = {
  path: '/staff/sign-in',
  by: 'public',
  async get(visit) {
    const { t, query } = visit;
    return page(
      t('工作人员登录', 'Staff sign-in'),
      <>
        <h1>{t('工作人员登录', 'Staff sign-in')}</h1>
        {query.opened && (
          <Say tone="good">
            <p>{t('账号已开通，请登录。', 'Your account is open. Sign in now.')}</p>
          </Say>
        )}
        {query.over && (
          <Say tone="wait">
            <p>{t('登录已结束，刚才的内容没有提交。', 'Your session is over and nothing was sent.')}</p>
          </Say>
        )}
        <Form visit={visit}>
          <input type="hidden" name="back" value={query.back ?? field(visit, 'back')} />
          <TextField visit={visit} name="login" label={t('登录名', 'Sign-in name')} autocomplete="username" max={60} />
          <TextField
            visit={visit}
            name="password"
            type="password"
            label={t('密码', 'Password')}
            autocomplete="current-password"
          />
          <TextField
            visit={visit}
            name="code"
            label={t('身份验证器的 6 位动态码', 'Six digits of your authenticator')}
            inputmode="numeric"
            autocomplete="one-time-code"
            short
            max={6}
          />
          <Acts>
            <Button>{t('登录', 'Sign in')}</Button>
            <LinkButton to="/staff/open-account" kind="plain">
              {t('用开通码开通账号', 'Open an account with an invitation')}
            </LinkButton>
          </Acts>
        </Form>
      </>,
    );
  },
  async post(visit) {
    requireFields(visit, {
      login: { zh: '登录名', en: 'your name' },
      password: { zh: '密码', en: 'your password' },
      code: { zh: '动态码', en: 'the code' },
    });
    const answer = await visit.performAsDoor(signInStaff, {
      login: field(visit, 'login').slice(0, 60),
      password: visit.form.fields.password!.slice(0, 400),
      code: field(visit, 'code').slice(0, 12),
    });
    if (answer.outcome !== 'signed-in')
      fail(visit, answer, 'login', { zh: '登录名、密码或动态码不正确', en: 'Name, password or code is wrong' });
    return { kind: 'go', to: ownPath(field(visit, 'back') || '/staff'), token: answer.token };
  },
};

const staffHome: Page = {
  path: '/staff',
  by: 'public',
  get: async ({ session }) => go(session ? homeFor(session.actor.role) : '/staff/sign-in'),
};

const openAccount: Page = {
  path: '/staff/open-account',
  by: 'public',
  async get(visit) {
    const { t } = visit;
    return page(
      t('开通账号', 'Open an account'),
      <>
        <Back to="/staff/sign-in">{t('返回登录', 'Back to sign-in')}</Back>
        <h1>{t('开通工作人员账号', 'Open a staff account')}</h1>
        <p>
          {t(
            '开通码和验证器密钥由本单位系统管理员当面交付。先把密钥加入身份验证器，再填写下面内容。',
            'Your system administrator hands you the invitation and the secret in person. Add the secret to your authenticator first.',
          )}
        </p>
        <Form visit={visit}>
          <TextField visit={visit} name="invitation" label={t('开通码', 'Invitation')} max={60} />
          <TextField
            visit={visit}
            name="login"
            label={t('登录名', 'Sign-in name')}
            hint={t('3 至 40 位字母、数字、点或横线', '3 to 40 letters, digits, dots or dashes')}
            autocomplete="username"
            max={40}
          />
          <TextField
            visit={visit}
            name="password"
            type="password"
            autocomplete="new-password"
            label={t('密码', 'Password')}
            hint={t('至少 8 位，含两类字符', 'At least 8 characters of two kinds')}
          />
          <TextField
            visit={visit}
            name="code"
            label={t('验证器当前的 6 位动态码', 'Six digits your authenticator shows now')}
            inputmode="numeric"
            short
            max={6}
          />
          <Acts>
            <Button>{t('开通', 'Open')}</Button>
          </Acts>
        </Form>
      </>,
      '/staff/sign-in',
    );
  },
  async post(visit) {
    requireFields(visit, {
      invitation: { zh: '开通码', en: 'the invitation' },
      login: { zh: '登录名', en: 'a name' },
      password: { zh: '密码', en: 'a password' },
      code: { zh: '动态码', en: 'the code' },
    });
    if (!/^[A-Za-z0-9._-]{3,40}$/.test(field(visit, 'login')))
      throw new FormFault({
        login: { zh: '登录名只能用 3 至 40 位字母、数字、点或横线', en: 'Use 3 to 40 letters, digits, dots or dashes' },
      });
    await visit.performAsDoor(openStaffAccount, {
      invitation: field(visit, 'invitation').slice(0, 60),
      login: field(visit, 'login'),
      password: visit.form.fields.password!.slice(0, 400),
      code: field(visit, 'code').slice(0, 12),
    });
    return go('/staff/sign-in?opened=1');
  },
};

const signOutPage: Page = {
  path: '/sign-out',
  by: 'public',
  async post(visit) {
    if (visit.session) await visit.perform(signOut, {});
    return { kind: 'go', to: '/', token: null };
  },
};

const demoSignIn: Page = {
  path: '/demo/be/:name',
  by: 'public',
  async post(visit) {
    const persona = visit.options.demo?.personas.find(({ name }) => name === visit.params.name);
    if (!persona) return go('/');
    const token = await beginDemoSession(visit.house, persona.actor);
    return { kind: 'go', to: ownPath(field(visit, 'to') || homeFor(persona.actor.role)), token };
  },
};

const view: Page = {
  path: '/view',
  by: 'public',
  async get({ query, language, big }) {
    return {
      kind: 'view',
      to: ownPath(query.back ?? '/'),
      view: {
        language: query.language === 'en' || query.language === 'zh' ? query.language : language,
        big: query.big === 'big' ? true : query.big === 'normal' ? false : big,
      },
    };
  },
};

export const doorPages: readonly Page[] = [
  signIn,
  signInCode,
  setPassword,
  setPasswordFinish,
  staffSignIn,
  staffHome,
  openAccount,
  signOutPage,
  demoSignIn,
  view,
];
