// Cards that wait at the outlet: handing over to who comes with a document or the card itself, and the stock of blanks.
import { issueChallenge, myTerminals, verifyCardProofAction } from '../../domain/keys/index.ts';
import { acts as production } from '../../domain/production/index.ts';
import { CardReader, parsedAnswer } from '../ui/card-reader.tsx';
import { Button, Cannot, Figure, Form, More, Say, SelectField, StateTag, Table, TextField } from '../ui/pieces.tsx';
import { day, instant } from '../ui/rules.ts';
import { socialStateWords } from '../ui/words.ts';
import { isId, text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Visit } from '../web/visit.ts';
import { DocumentShown, OnTheSpot, onTheSpotIn, shownIn } from './document-shown.tsx';

const shelf: Page = {
  path: '/counter/shelf',
  by: ['bank-teller', 'outlet-manager'],
  async get(visit) {
    const { t } = visit;
    const after = isId(visit.query.after) ? { after: visit.query.after! } : {};
    const list = await visit.ask(production.shelfList, after, 'deliver-card');
    const teller = visit.actor.role === 'bank-teller';
    const { terminals } = teller ? await visit.ask(myTerminals, {}) : { terminals: [] };
    return {
      kind: 'page',
      title: t('领卡', 'Shelf'),
      look: 'wide',
      reader: terminals.length > 0,
      body: (
        <>
          <h1>{t('领卡', 'Cards on the shelf')}</h1>
          {visit.query.done && (
            <Say tone="good">
              <p>
                {visit.query.done === 'received'
                  ? t('已入库，银行短信随后发出。', 'Taken in; the bank’s text goes out now.')
                  : t('已交付。', 'Handed over.')}
              </p>
            </Say>
          )}
          <div class="cols">
            {teller && (
              <div class="box">
                <h2>{t('交付一张卡', 'Hand a card over')}</h2>
                <Form visit={visit} id="hand-over">
                  <input type="hidden" name="answer" value="" />
                  {terminals.length === 1 && <input type="hidden" name="terminalId" value={terminals[0]!.terminalId} />}
                  {terminals.length > 1 && (
                    <SelectField
                      visit={visit}
                      name="terminalId"
                      label={t('本柜的读卡终端', 'The terminal of this counter')}
                      options={terminals.map(({ terminalId, number }) => ({ value: terminalId, label: number }))}
                    />
                  )}
                  <DocumentShown visit={visit} />
                  <TextField
                    visit={visit}
                    name="cardNumber"
                    label={t('卡号', 'Card number')}
                    max={9}
                    {...(terminals.length > 0
                      ? { hint: t('把要交付的卡放上读卡器，可不输入', 'not needed with the card on the reader') }
                      : {})}
                  />
                  <OnTheSpot visit={visit} />
                  <Button name="act" value="hand-over">
                    {t('交付', 'Hand over')}
                  </Button>
                </Form>
                {terminals.length > 0 ? (
                  <CardReader
                    visit={visit}
                    wish="prove"
                    form="hand-over"
                    label={t('验真并交付读卡器上的卡', 'Check and hand over the card on the reader')}
                  />
                ) : (
                  <p class="hint">
                    {t(
                      '本网点没有登记读卡终端，卡由您核对后输入卡号；登记终端后可当场验真。',
                      'No terminal is registered for this outlet: compare the card and type its number. With one, the chip can prove itself here.',
                    )}
                  </p>
                )}
              </div>
            )}
            <div class="box">
              <h2>{t('新到的卡入库', 'Take in cards that arrived')}</h2>
              {teller ? (
                <Cannot what={t('入库', 'Taking in')} why={t('由网点主任办理。', 'done by the outlet manager.')} />
              ) : (
                <Form visit={visit}>
                  <TextField
                    visit={visit}
                    name="arrived"
                    label={t('卡号，用空格分开（可用扫码枪）', 'Card numbers, parted by spaces (a scanner works)')}
                    max={5000}
                  />
                  <Button kind="second" name="act" value="receive">
                    {t('入库', 'Take in')}
                  </Button>
                </Form>
              )}
            </div>
          </div>
          <Table
            caption={t('等待领取', 'Waiting')}
            heads={[t('姓名', 'Name'), t('状态', 'State'), t('到库', 'Since'), t('请在此前领取', 'Collect by')]}
            rows={list.cards.map((one) => [
              one.name,
              <StateTag visit={visit} of={socialStateWords} code={one.state} />,
              instant(visit, one.receivedAt),
              <span class={one.collectBy && one.collectBy < visit.today ? 'oops' : ''}>
                {day(visit, one.collectBy)}
              </span>,
            ])}
            empty={t('架上没有卡。', 'The shelf is empty.')}
          />
          <More visit={visit} to={list.next && `/counter/shelf?after=${list.next}`} />
        </>
      ),
    };
  },
  async post(visit) {
    if (text(visit, 'act') === 'receive') {
      const cardNumbers = [
        ...new Set(
          text(visit, 'arrived')
            .toUpperCase()
            .split(/[\s,，]+/),
        ),
      ]
        .filter(Boolean)
        .slice(0, 500);
      if (cardNumbers.length === 0) throw new FormFault({ arrived: w('请输入卡号', 'Type the card numbers') });
      const answer = await visit.perform(production.receiveCards, { cardNumbers }, 'deliver-card');
      if (answer.refused.length > 0)
        throw new FormFault({
          arrived: {
            zh: `${answer.received} 张入库；未入库：${answer.refused.map((one) => `${one.cardNumber}（${one.outlet ?? one.fault}）`).join('、')}`,
            en: `${answer.received} taken in; not: ${answer.refused.map((one) => `${one.cardNumber} (${one.outlet ?? one.fault})`).join(', ')}`,
          },
        });
      return go('/counter/shelf?done=received');
    }
    if (!text(visit, 'number')) throw new FormFault({ number: w('请输入证件号码', 'Type the number') });
    await visit.perform(
      production.handOverCard,
      {
        cardNumber: await cardNumberIn(visit),
        shown: shownIn(visit),
        ...onTheSpotIn(visit),
      },
      'deliver-card',
    );
    return go('/counter/shelf?done=handed');
  },
};

/** Of the card on the reader, which has proved to us that it is the one we know by this number; else as typed. */
async function cardNumberIn(visit: Visit): Promise<string> {
  if (!text(visit, 'answer')) {
    if (!text(visit, 'cardNumber')) throw new FormFault({ cardNumber: w('请输入卡号', 'Type the card number') });
    return text(visit, 'cardNumber').toUpperCase();
  }
  const { card, fault } = await visit.perform(verifyCardProofAction, parsedAnswer(visit) as never, 'deliver-card');
  if (!card) throw new FormFault({ cardNumber: fault! });
  return card.cardNumber;
}

const challenge: Page = {
  path: '/counter/shelf/challenge',
  by: ['bank-teller'],
  post: async (visit) => ({
    kind: 'data',
    body: await visit.perform(issueChallenge, {
      terminalId: isId(text(visit, 'terminalId')) ? text(visit, 'terminalId') : null,
    }),
  }),
};

const stock: Page = {
  path: '/counter/stock',
  by: ['bank-teller', 'outlet-manager'],
  async get(visit) {
    const { t } = visit;
    const { blanks } = await visit.ask(production.outletQueue, {});
    return {
      kind: 'page',
      title: t('空白卡', 'Blanks'),
      body: (
        <>
          <h1>{t('空白卡', 'Blanks')}</h1>
          <ul class="tiles">
            <Figure value={blanks.received}>{t('累计领入', 'received')}</Figure>
            <Figure value={blanks.ready}>{t('可用', 'ready')}</Figure>
            <Figure value={blanks.reserved}>{t('占用', 'reserved')}</Figure>
            <Figure value={blanks.used}>{t('已用', 'used')}</Figure>
            <Figure value={blanks.scrapped}>{t('报废', 'scrapped')}</Figure>
          </ul>
          {visit.actor.role === 'outlet-manager' ? (
            <Form visit={visit}>
              <TextField
                visit={visit}
                name="received"
                label={t('本次领入', 'Received now')}
                inputmode="numeric"
                short
                max={6}
                value="0"
              />
              <TextField
                visit={visit}
                name="scrapped"
                label={t('本次报废', 'Scrapped now')}
                inputmode="numeric"
                short
                max={6}
                value="0"
              />
              <Button>{t('登记', 'Record')}</Button>
            </Form>
          ) : (
            <Cannot
              what={t('登记领入和报废', 'Recording what came and what was spoiled')}
              why={t('由网点主任办理。', 'done by the outlet manager.')}
            />
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const count = (name: string) => (/^\d{1,6}$/.test(text(visit, name)) ? Number(text(visit, name)) : Number.NaN);
    const wrong = ['received', 'scrapped'].filter((name) => Number.isNaN(count(name)));
    if (wrong.length > 0)
      throw new FormFault(Object.fromEntries(wrong.map((name) => [name, w('请输入整数', 'Type a whole number')])));
    await visit.perform(production.stockBlanks, { received: count('received'), scrapped: count('scrapped') });
    return go('/counter/stock');
  },
};

/** The queue of orders, for banks and the bureau alike. */
export const shelfPages: readonly Page[] = [shelf, challenge, stock];
