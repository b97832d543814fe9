// When a page cannot be shown: why, and what to do now.
import { homeFor } from '../web/homes.ts';
import type { Reply, Visit, Words } from '../web/visit.ts';
import { Acts, LinkButton } from './pieces.tsx';

const reasons = {
  'no-such-page': {
    zh: '没有这个页面',
    en: 'There is no such page',
    more: {
      zh: '地址可能写错了，或者页面已经搬走。',
      en: 'The address may be mistyped, or the page has moved.',
    },
  },
  'not-for-you': {
    zh: '这个页面不属于您的岗位',
    en: 'This page is not for your role',
    more: { zh: '如需办理，请由有权限的人员登录。', en: 'Somebody whose role allows it has to sign in.' },
  },
  'old-form': {
    zh: '这个表单已失效，没有保存任何内容',
    en: 'This form is too old; nothing was saved',
    more: {
      zh: '可能是重新登录过，或页面打开太久。请返回上一页，刷新后再提交。',
      en: 'You may have signed in again, or the page was open too long. Go back, reload and send it again.',
    },
  },
  'too-large': {
    zh: '文件太大，没有保存任何内容',
    en: 'The file is too large; nothing was saved',
    more: { zh: '请换小一些的文件。', en: 'Choose a smaller one.' },
  },
} satisfies Record<string, Words & { more: Words }>;

export function problemPage(visit: Visit, reason?: keyof typeof reasons): Reply {
  const { t, session, problem } = visit;
  const title = reason
    ? visit.say(reasons[reason])
    : problem
      ? (visit.language === 'en' ? problem.en : problem).title
      : t('这里没有内容', 'There is nothing here');
  return {
    kind: 'page',
    title,
    body: (
      <>
        {reason && (
          <>
            <h1>{title}</h1>
            <p>{visit.say(reasons[reason].more)}</p>
          </>
        )}
        {!reason && <h1 class="hid">{title}</h1>}
        <Acts>
          <LinkButton to={session ? homeFor(session.actor.role) : '/'}>{t('回到首页', 'To the start')}</LinkButton>
        </Acts>
      </>
    ),
  };
}
