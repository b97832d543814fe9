// Photos that the checks could not decide on: a clerk looks, takes one or sends it back with a reason from a closed list (APP-06).
import { judgePhoto, listOfferedPhotos, photoFinding, showPhoto } from '../../domain/holders/index.ts';
import { Acts, Button, Form, LinkButton, Say } from '../ui/pieces.tsx';
import { instant } from '../ui/rules.ts';
import { go, type Page, type Words } from '../web/visit.ts';

const reasons = {
  'not-this-person': { zh: '不是本人', en: 'not this person' },
  'head-covered': { zh: '戴帽或遮挡', en: 'head covered' },
  blurred: { zh: '模糊', en: 'blurred' },
  'badly-placed': { zh: '位置不正', en: 'badly placed' },
  'background-not-white': { zh: '背景不是白色', en: 'background not white' },
  'too-old': { zh: '照片太旧', en: 'too old' },
} as const satisfies Record<string, Words>;
const uuid = /^[0-9a-f-]{36}$/;

const queue: Page = {
  path: '/bureau/photos',
  by: ['bureau-clerk'],
  async get(visit) {
    const { t, query } = visit;
    const after = uuid.test(query.after ?? '') ? { after: query.after! } : {};
    const { photos, next } = await visit.ask(listOfferedPhotos, after);
    const pictures = await Promise.all(photos.map(({ photoId }) => visit.ask(showPhoto, { photoId })));
    return {
      kind: 'page',
      title: t('待审照片', 'Photos to judge'),
      look: 'wide',
      body: (
        <>
          <h1>{t('待审照片', 'Photos to judge')}</h1>
          {query.done && (
            <Say tone="good">
              <p>{t('已记录，本人可以看到结果。', 'Written down; the person can see it.')}</p>
            </Say>
          )}
          <p>
            {t(
              '机器只能看颜色和边缘，拿不准的由人来看。退回时选一个原因，本人会看到怎样重拍。',
              'The checks see colours and edges only; what they cannot decide is looked at here. Give one reason when you send it back: the person reads how to take a better one.',
            )}
          </p>
          {photos.length === 0 && (
            <div class="box">
              <p class="soft">{t('都看完了，没有待审的照片。', 'All done; no photo waits.')}</p>
            </div>
          )}
          <ul class="tiles broad">
            {photos.map((one, i) => (
              <li>
                <section class="box shot" aria-label={one.name}>
                  <img
                    src={`data:image/jpeg;base64,${pictures[i]!.photo}`}
                    width={179}
                    height={220}
                    alt={t(`${one.name}提交的照片`, `photo sent by ${one.name}`)}
                  />
                  <p>
                    <b>{one.name}</b>
                    <br />
                    <span class="small soft">{instant(visit, one.offeredAt)}</span>
                  </p>
                  {one.findings.length > 0 && (
                    <p class="small">
                      {t('机器怀疑：', 'The checks suspect: ')}
                      {one.findings
                        .map((code) => visit.say(photoFinding(code) ?? { zh: code, en: code }))
                        .join(t('、', ', '))}
                    </p>
                  )}
                  <Form visit={visit}>
                    <input type="hidden" name="photoId" value={one.photoId} />
                    <Acts>
                      <Button name="verdict" value="accepted">
                        {t('合格', 'Take it')}
                      </Button>
                    </Acts>
                    <details>
                      <summary>{t('退回', 'Send back')}</summary>
                      <Acts>
                        {Object.entries(reasons).map(([code, words]) => (
                          <Button kind="second" name="verdict" value={code}>
                            {visit.say(words)}
                          </Button>
                        ))}
                      </Acts>
                    </details>
                  </Form>
                </section>
              </li>
            ))}
          </ul>
          {next && (
            <Acts>
              <LinkButton to={`/bureau/photos?after=${next}`} kind="second">
                {t('更多', 'More')}
              </LinkButton>
            </Acts>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const { photoId = '', verdict = '' } = visit.form.fields;
    const reason = Object.keys(reasons).find((one) => one === verdict) as keyof typeof reasons | undefined;
    if (!uuid.test(photoId) || (verdict !== 'accepted' && !reason)) return go('/bureau/photos');
    await visit.perform(
      judgePhoto,
      reason ? { photoId, verdict: 'rejected', reason } : { photoId, verdict: 'accepted' },
    );
    return go('/bureau/photos?done=1');
  },
};

export const photoPages: readonly Page[] = [queue];
