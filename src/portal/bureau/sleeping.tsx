// Cards that nobody fetched: the list, and their destruction signed by two people (SLP).
import { acts as production } from '../../domain/production/index.ts';
import { Acts, Back, Button, Cannot, Facts, Form, Say, Table, Tag } from '../ui/pieces.tsx';
import { instant } from '../ui/rules.ts';
import { wordOf } from '../ui/words.ts';
import { text, w } from '../web/fields.ts';
import { go, type Page, type Visit, type Words } from '../web/visit.ts';

const destructionWords: Record<string, Words> = {
  'drawn-up': w('待签', 'to be signed'),
  'signed-once': w('一人已签', 'signed once'),
  destroyed: w('已销毁', 'destroyed'),
};

const sleeping: Page = {
  path: '/bureau/sleeping',
  by: ['card-authority'],
  async get(visit) {
    const { t } = visit;
    const { lists } = await visit.ask(production.destructionRegister, {});
    return {
      kind: 'page',
      title: t('睡眠卡', 'Sleeping cards'),
      look: 'wide',
      body: (
        <>
          <h1>{t('逾期未领的卡', 'Cards nobody collected')}</h1>
          <p>
            {t(
              '先注销、再列销毁清单；清单须两名卡管专员分别核对并签字，才算销毁。规则没有写明期限的地区，一律保留。',
              'Cards are cancelled first, then listed; a list counts as destroyed only after two card officers each compared it and signed. Where the rules set no term, cards are kept.',
            )}
          </p>
          {visit.query.n !== undefined && (
            <Say tone="good">
              <p>{t(`办理 ${Number(visit.query.n) || 0} 张。`, `${Number(visit.query.n) || 0} cards.`)}</p>
            </Say>
          )}
          <Form visit={visit}>
            <Acts>
              <Button name="act" value="cancel" kind="second">
                {t('注销到期的睡眠卡', 'Cancel those due')}
              </Button>
              <Button name="act" value="draw">
                {t('列销毁清单', 'Draw up a list')}
              </Button>
            </Acts>
          </Form>
          <Table
            caption={t('销毁清单', 'Lists')}
            heads={[
              t('列单', 'Drawn up'),
              t('张数', 'Cards'),
              t('摘要', 'Digest'),
              t('状态', 'State'),
              t('签字', 'Signed'),
              '',
            ]}
            rows={lists.map((one) => [
              instant(visit, one.drawnUpAt),
              one.cards,
              <a href={`/bureau/sleeping/${one.destructionId}`}>
                <code>{one.digest.slice(0, 16)}</code>
              </a>,
              <Tag tone={one.state === 'destroyed' ? 'good' : 'wait'}>
                {visit.say(wordOf(destructionWords, one.state))}
              </Tag>,
              signersOf(visit, one.signatures),
              <a class="btn second" href={`/bureau/sleeping/${one.destructionId}`}>
                {one.state === 'destroyed' ? t('查看', 'Look') : t('核对', 'Compare')}
              </a>,
            ])}
            empty={t('没有清单。', 'None.')}
          />
        </>
      ),
    };
  },
  async post(visit) {
    const { region } = visit;
    switch (text(visit, 'act')) {
      case 'cancel':
        return go(`/bureau/sleeping?n=${(await visit.perform(production.cancelSleepingCards, { region })).cancelled}`);
      case 'draw':
        return go(`/bureau/sleeping?n=${(await visit.perform(production.drawUpDestruction, { region })).cards}`);
    }
    return go('/bureau/sleeping');
  },
};

const signersOf = (visit: Visit, signatures: readonly { readonly staffId: string; readonly at: string }[]) =>
  signatures.map(({ staffId, at }) => `${staffId.slice(-8)} ${instant(visit, at)}`).join('；') || '—';

/** One list, card by card: what the signer compares with the cards in front of them. */
const destruction: Page = {
  path: '/bureau/sleeping/:destructionId',
  by: ['card-authority'],
  async get(visit) {
    const { t } = visit;
    const { lists } = await visit.ask(production.destructionRegister, { destructionId: visit.params.destructionId! });
    const one = lists[0]!;
    const signed = one.signatures.some(({ staffId }) => staffId === visit.actor.id);
    return {
      kind: 'page',
      title: t('销毁清单', 'Destruction list'),
      section: '/bureau/sleeping',
      body: (
        <>
          <Back to="/bureau/sleeping">{t('睡眠卡', 'Sleeping cards')}</Back>
          <h1>
            {t(`销毁清单 · ${one.cards} 张`, `Destruction list · ${one.cards} cards`)}{' '}
            <Tag tone={one.state === 'destroyed' ? 'good' : 'wait'}>
              {visit.say(wordOf(destructionWords, one.state))}
            </Tag>
          </h1>
          <Facts
            of={[
              [t('列单', 'Drawn up'), instant(visit, one.drawnUpAt)],
              [t('摘要（SM3）', 'Digest (SM3)'), <code>{one.digest}</code>],
              [t('签字', 'Signed'), signersOf(visit, one.signatures)],
            ]}
          />
          <section class="box">
            <h2>{t('逐张核对卡号', 'Compare each number with its card')}</h2>
            <ul class="tiles num">
              {(one.cardNumbers ?? []).map((number) => (
                <li>{number}</li>
              ))}
            </ul>
          </section>
          {one.state === 'destroyed' ? null : signed ? (
            <Cannot
              what={t('签字', 'Sign')}
              why={t('您已签，须另一名卡管专员再签。', 'you did; another card officer has to.')}
            />
          ) : (
            <Form visit={visit}>
              <input type="hidden" name="digest" value={one.digest} />
              <Acts>
                <Button kind="danger">{t('与实物核对无误，签字', 'All cards are here: sign')}</Button>
              </Acts>
            </Form>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    await visit.perform(production.signDestruction, {
      destructionId: visit.params.destructionId!,
      digest: text(visit, 'digest'),
    });
    return go(visit.path);
  },
};

export const sleepingPages: readonly Page[] = [sleeping, destruction];
