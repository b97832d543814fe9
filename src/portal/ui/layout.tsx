// The frame around every page: who one is, where one may go, how large the letters are, where help is. One hand for all of them.
import { renderToString } from 'preact-render-to-string';
import { idleMinutes } from '../../domain/identity/index.ts';
import type { Reply, Visit } from '../web/visit.ts';
import { scriptPath, stylePath } from './assets.ts';
import { Form } from './pieces.tsx';
import { roleWords } from './words.ts';

type PageReply = Extract<Reply, { kind: 'page' }>;

const Mark = () => (
  <svg viewBox="0 0 42 28" aria-hidden="true">
    <rect x="1" y="1" width="40" height="26" rx="4.5" fill="#fff" />
    <path
      d="M1 19c9-6 15 3 23-1s12-6 17-3v7.500a4.500 4.500 0 0 1-4.500 4.500h-31A4.500 4.500 0 0 1 1 22.500z"
      fill="#1a4fa3"
      opacity=".3"
    />
    <rect x="5" y="8" width="9" height="7" rx="1.500" fill="#c9a227" />
    <path
      d="M18 8.500a5 5 0 0 1 0 6M21 7a8 8 0 0 1 0 9M24 5.500a11 11 0 0 1 0 12"
      fill="none"
      stroke="#0c2f6b"
      stroke-width="1.400"
      stroke-linecap="round"
    />
  </svg>
);

type Link = readonly [path: string, zh: string, en: string];

const publicLinks: readonly Link[] = [
  ['/', '首页', 'Start'],
  ['/change', '我要换卡吗', 'Do I need to change?'],
  ['/outlets', '服务网点', 'Outlets'],
  ['/rumours', '辟谣', 'Rumours'],
  ['/check-message', '消息核对', 'Check a message'],
  ['/notices', '公告', 'Notices'],
];
const citizenLinks: readonly Link[] = [
  ['/my', '首页', 'Home'],
  ['/my/cards', '我的卡', 'My cards'],
  ['/my/orders', '申领进度', 'My orders'],
  ['/my/messages', '消息', 'Messages'],
  ['/my/family', '家人', 'Family'],
  ['/my/record', '我的档案', 'My record'],
];
const unitLinks: readonly Link[] = [
  ['/unit', '集体申领', 'Group order'],
  ['/notices', '公告', 'Notices'],
];
const communityLinks: readonly Link[] = [['/community', '帮办', 'Help a person'], ...unitLinks];
const counterLinks: readonly Link[] = [
  ['/counter', '工作台', 'Desk'],
  ['/counter/find', '接待', 'Serve a person'],
  ['/counter/shelf', '领卡', 'Shelf'],
  ['/counter/orders', '申领单', 'Orders'],
  ['/counter/bookings', '今日预约', 'Bookings'],
  ['/counter/stock', '空白卡', 'Blanks'],
  ['/counter/uncollected', '逾期未领', 'Uncollected'],
  ['/counter/visits', '上门办理', 'Home visits'],
  ['/counter/deliveries', '送卡到单位', 'Deliveries'],
];
const bureauLinks: readonly Link[] = [
  ['/bureau', '概览', 'Overview'],
  ['/bureau/orders', '申领单', 'Orders'],
  ['/bureau/photos', '照片', 'Photos'],
  ['/bureau/find', '查询', 'Search'],
  ['/bureau/merge', '重复档案', 'Two records'],
  ['/bureau/policy', '政策实验室', 'Policy lab'],
  ['/bureau/capacity', '产能', 'Capacity'],
  ['/bureau/quality', '服务质量', 'Service quality'],
  ['/bureau/notices', '公告', 'Notices'],
  ['/bureau/rumours', '辟谣', 'Rumours'],
  ['/bureau/sleeping', '睡眠卡', 'Sleeping cards'],
  ['/bureau/audit', '审计', 'Audit'],
];
const adminLinks: readonly Link[] = [['/admin', '账号与会话', 'Accounts and sessions']];

/** The pages of a role, as its navigation shows them; a test holds them against what the routes allow. */
export function linksFor(role: string | undefined): readonly Link[] {
  if (role === undefined) return publicLinks;
  if (role === 'citizen') return citizenLinks;
  if (/^(unit|school)-clerk$/.test(role)) return unitLinks;
  if (role === 'community-worker') return communityLinks;
  const only = (...paths: string[]) => counterLinks.filter(([path]) => paths.includes(path));
  const without = (...paths: string[]) => counterLinks.filter(([path]) => !paths.includes(path));
  if (role === 'bank-office') return only('/counter/orders', '/counter/deliveries');
  if (role === 'outlet-manager') return without('/counter/find', '/counter/deliveries');
  if (role === 'bank-visitor') return only('/counter/find', '/counter/visits', '/counter/deliveries');
  if (role === 'bank-teller') return without('/counter/deliveries');
  if (/-administrator$/.test(role)) return adminLinks;
  const allowed: Record<string, readonly string[]> = {
    'bureau-clerk': [
      '/bureau',
      '/bureau/orders',
      '/bureau/photos',
      '/bureau/find',
      '/bureau/merge',
      '/bureau/capacity',
      '/bureau/quality',
    ],
    'policy-officer': ['/bureau', '/bureau/policy', '/bureau/capacity', '/bureau/quality', '/bureau/notices'],
    'card-authority': ['/bureau', '/bureau/quality', '/bureau/find', '/bureau/sleeping'],
    'publicity-officer': ['/bureau', '/bureau/quality', '/bureau/notices', '/bureau/rumours'],
    auditor: ['/bureau', '/bureau/quality', '/bureau/audit', '/bureau/find'],
  };
  const own = allowed[role];
  return own ? bureauLinks.filter(([path]) => own.includes(path)) : publicLinks;
}

function Top({ visit, page }: { visit: Visit; page: PageReply }) {
  const { t, language, big, session } = visit;
  const role = session?.actor.role;
  const here = page.section ?? visit.path;
  const back = encodeURIComponent(visit.path);
  return (
    <header class="top">
      <div class="in">
        <a class="brand" href="/" aria-label={t('一卡通首页', 'Yikatong, start page')}>
          <Mark />
          <span>{t('一卡通', 'Yikatong')}</span>
        </a>
        <div class="views">
          <a href={`/view?big=${big ? 'normal' : 'big'}&back=${back}`}>
            {big ? t('标准版', 'Normal') : t('长辈版', 'Big text')}
          </a>
          <a
            href={`/view?language=${language === 'zh' ? 'en' : 'zh'}&back=${back}`}
            lang={language === 'zh' ? 'en' : 'zh-CN'}
          >
            {language === 'zh' ? 'English' : '中文'}
          </a>
          {session ? (
            <Form visit={visit} action="/sign-out">
              <button type="submit">{t('退出', 'Sign out')}</button>
            </Form>
          ) : (
            <a href="/sign-in">{t('登录', 'Sign in')}</a>
          )}
        </div>
        <nav aria-label={t('主导航', 'Main')}>
          {linksFor(role).map(([path, zh, en]) => (
            <a href={path} {...(path === here ? { 'aria-current': 'page' as const } : {})}>
              {t(zh, en)}
            </a>
          ))}
        </nav>
      </div>
    </header>
  );
}

function Who({ visit }: { visit: Visit }) {
  const { session, t } = visit;
  if (!session) return null;
  const { actor, actingFor } = session;
  if (actor.role === 'citizen') {
    if (actingFor === actor.id) return null;
    return (
      <aside class="who" aria-label={t('正在为谁办理', 'For whom')}>
        <div class="in">
          <b>{t('您正在为家人办理。', 'You are acting for a member of your family.')}</b>
          <Form visit={visit} action="/my/family">
            <button type="submit" class="btn plain" name="holderId" value={actor.id}>
              {t('换回本人', 'Back to myself')}
            </button>
          </Form>
        </div>
      </aside>
    );
  }
  return (
    <aside class="who" aria-label={t('岗位', 'Role')}>
      <div class="in small">
        <span>
          {t('岗位：', 'Role: ')}
          <b>{visit.say(roleWords[actor.role])}</b>
        </span>
        <span class="idle">{t(`空闲 ${idleMinutes} 分钟自动退出`, `Signs out after ${idleMinutes} idle minutes`)}</span>
      </div>
    </aside>
  );
}

const Foot = ({ visit: { t, options } }: { visit: Visit }) => (
  <footer class="foot">
    <div class="in">
      <p class="help">
        {t('需要帮助？请拨打', 'Need help? Call')}
        <a class="hot" href="tel:12333">
          12333
        </a>
        <span>{t('或到任一服务网点。', 'or go to any outlet.')}</span>
      </p>
      <ul>
        <li>
          <a href="/help">{t('办事指南', 'Help')}</a>
        </li>
        <li>
          <a href="/about">{t('关于社保卡', 'About the card')}</a>
        </li>
        <li>
          <a href="/third-generation">{t('第三代卡有什么变化', 'What the third generation changes')}</a>
        </li>
        <li>
          <a href="/regions">{t('各地规则对比', 'Compare regions')}</a>
        </li>
        <li>
          <a href="/board">{t('工作进展', 'Programme board')}</a>
        </li>
        <li>
          <a href="/sources">{t('依据与出处', 'Sources')}</a>
        </li>
        <li>
          <a href="/tour">{t('五分钟导览', 'Five-minute tour')}</a>
        </li>
        <li>
          <a href="/staff/sign-in">{t('工作人员登录', 'Staff sign-in')}</a>
        </li>
      </ul>
      <p>
        Yikatong {options.version} · Apache-2.0
        {options.demo ? t(' · 演示环境，全部人员均为合成', ' · demo, all people are synthetic') : ''}
      </p>
    </div>
  </footer>
);

/** What went wrong on top of the page, taking the focus; each line leads to its field. */
function Faults({ visit }: { visit: Visit }) {
  const { problem, faults, t } = visit;
  const list = Object.entries(faults);
  if (!problem && list.length === 0) return null;
  const words = problem && (visit.language === 'en' ? problem.en : problem);
  return (
    <div class="say bad" role="alert" tabIndex={-1} data-faults autofocus>
      <h2>{words ? words.title : t('请先改正下面的内容', 'Please correct this first')}</h2>
      {words && <p>{words.detail}</p>}
      {list.length > 0 && (
        <ul>
          {list.map(([name, fault]) => (
            <li>
              <a href={`#${name}`}>{visit.say(fault)}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function render(visit: Visit, page: PageReply): string {
  const { t, big, language } = visit;
  const failed = visit.problem || Object.keys(visit.faults).length > 0;
  const title = `${failed ? t('错误：', 'Error: ') : ''}${page.title} · ${t('一卡通', 'Yikatong')}`;
  const html = renderToString(
    <html lang={language === 'zh' ? 'zh-CN' : 'en'} class={big ? 'big' : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={stylePath} />
        <script type="module" src={scriptPath('pages')} />
        {page.underWay && (
          <noscript>
            <meta http-equiv="refresh" content={String(page.live ?? 2)} />
          </noscript>
        )}
      </head>
      <body>
        <a class="skip" href="#main">
          {t('跳到正文', 'Skip to content')}
        </a>
        <Top visit={visit} page={page} />
        <Who visit={visit} />
        <main
          id="main"
          class={page.look === 'wide' ? 'wide' : undefined}
          {...(page.live ? { 'data-live': String(page.live) } : {})}
          {...(page.hideAfter ? { 'data-hide-after': String(page.hideAfter) } : {})}
        >
          <div class="say wait" role="status" hidden data-offline>
            <p>
              {t(
                '网络已断开，填写的内容还在。恢复后请再点一次。',
                'No connection. What you typed is still here; press again when it is back.',
              )}
            </p>
          </div>
          <Faults visit={visit} />
          {big && (!visit.session || visit.session.actor.role === 'citizen') && (
            <button type="button" class="btn second aloud noprint" data-read-aloud hidden>
              {t('朗读', 'Read aloud')}
            </button>
          )}
          {page.body}
        </main>
        <Foot visit={visit} />
      </body>
    </html>,
  );
  return `<!doctype html>${html}`;
}
