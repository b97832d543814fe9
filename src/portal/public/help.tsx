// Help: an answer for each journey, in plain words, with a way to where it is done.
import { Acts, Back, LinkButton, Tile } from '../ui/pieces.tsx';
import { go, type Page } from '../web/visit.ts';
import { type HelpTopic, helpTerms, helpTopics } from './help-topics.ts';

const list: Page = {
  path: '/help',
  by: 'public',
  async get(visit) {
    const { t } = visit;
    return {
      kind: 'page',
      title: t('办事指南', 'Help'),
      body: (
        <>
          <h1>{t('办事指南', 'Help')}</h1>
          <p>{t('看不明白，或不会操作，请拨打 12333。', 'If anything is unclear, call 12333.')}</p>
          <ul class="tiles">
            {helpTopics.map(({ code, title, short }) => (
              <Tile to={`/help/${code}`} title={visit.say(title)}>
                {visit.say(short)}
              </Tile>
            ))}
          </ul>
        </>
      ),
    };
  },
};

/** The words of the trade a topic uses. */
const termsOf = (topic: HelpTopic) => {
  const said = JSON.stringify(topic);
  return helpTerms.filter(({ word }) => said.includes(word.zh));
};

const topic: Page = {
  path: '/help/:topic',
  by: 'public',
  async get(visit) {
    const { t } = visit;
    const found = helpTopics.find(({ code }) => code === visit.params.topic);
    if (!found) return go('/help');
    const terms = termsOf(found);
    return {
      kind: 'page',
      title: visit.say(found.title),
      section: '/help',
      body: (
        <>
          <Back to="/help">{t('办事指南', 'Help')}</Back>
          <h1>{visit.say(found.title)}</h1>
          <p>
            <b>{visit.say(found.short)}</b>
          </p>
          <ol>
            {found.steps.map((step) => (
              <li>{visit.say(step)}</li>
            ))}
          </ol>
          <Acts>
            {found.links.map((link, i) => (
              <LinkButton to={link.to} kind={i === 0 ? '' : 'second'}>
                {visit.say(link)}
              </LinkButton>
            ))}
          </Acts>
          {found.more?.map(({ question, answer }) => (
            <section>
              <h2>{visit.say(question)}</h2>
              <p>{visit.say(answer)}</p>
            </section>
          ))}
          {terms.length > 0 && (
            <section class="box">
              <h2>{t('词语解释', 'Words')}</h2>
              <dl>
                {terms.map(({ word, means }) => (
                  <>
                    <dt>
                      <b>{visit.say(word)}</b>
                    </dt>
                    <dd>{visit.say(means)}</dd>
                  </>
                ))}
              </dl>
            </section>
          )}
        </>
      ),
    };
  },
};

export const helpPages: readonly Page[] = [list, topic];
