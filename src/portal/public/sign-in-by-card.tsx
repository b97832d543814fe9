// Signing in with the card at a reader (no telephone needed): the reader program on the visitor's machine asks for the PIN, the card
// signs our number, and we verify it. What the card refuses is told by the reader, what we refuse by the page.
import { signInByCard } from '../../domain/identity/index.ts';
import { issueChallenge } from '../../domain/keys/index.ts';
import { CardReader, parsedAnswer } from '../ui/card-reader.tsx';
import { Back, Form } from '../ui/pieces.tsx';
import { ownPath } from '../web/homes.ts';
import { FormFault, type Page } from '../web/visit.ts';

const path = '/sign-in/card';

const signInCard: Page = {
  path,
  by: 'public',
  async get(visit) {
    const { t, query, form } = visit;
    return {
      kind: 'page',
      title: t('刷卡登录', 'Sign in by card'),
      section: '/sign-in',
      reader: true,
      body: (
        <>
          <Back to="/sign-in">{t('用密码登录', 'Sign in with a password')}</Back>
          <h1>{t('刷卡登录', 'Sign in by card')}</h1>
          <p>
            {t(
              '用第三代社保卡和读卡器登录，不需要手机。卡上的证书证明是这张卡，证书密码证明是您本人。',
              'Sign in with your third-generation card and a reader; no telephone is needed. The certificate on the card shows that it is this card, and its PIN that it is you.',
            )}
          </p>
          <Form visit={visit} id="by-card" action={path}>
            <input type="hidden" name="back" value={query.back ?? form.fields.back ?? ''} />
            <input type="hidden" name="answer" value="" />
          </Form>
          <CardReader visit={visit} wish="sign" form="by-card" label={t('用卡登录', 'Sign in with the card')} />
          <p class="soft">
            {t(
              '证书密码只在读卡程序里输入，不会传到网上。输错三次会锁定，锁定后请持身份证到服务网点解锁。',
              'The PIN is typed in the reader program only and is not sent anywhere. Three wrong tries block it; an outlet unblocks it with your identity card.',
            )}
          </p>
        </>
      ),
    };
  },
  async post(visit) {
    const answer = await visit.performAsDoor(signInByCard, {
      given: parsedAnswer(visit) as never,
      channel: visit.options.channel,
    });
    if (answer.outcome === 'wrong') {
      const { words, remedy } = answer;
      throw new FormFault({ main: { zh: `${words.zh}。${remedy.zh}`, en: `${words.en}. ${remedy.en}` } });
    }
    return { kind: 'go', to: ownPath(visit.form.fields.back || '/my'), token: answer.token };
  },
};

const challenge: Page = {
  path: `${path}/challenge`,
  by: 'public',
  post: async (visit) => ({ kind: 'data', body: await visit.performAsDoor(issueChallenge, { terminalId: null }) }),
};

export const cardDoorPages: readonly Page[] = [signInCard, challenge];
