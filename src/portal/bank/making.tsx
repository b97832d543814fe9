// Making a card at the counter step by step, resumed where it stopped (TIM-02).
import { acts as production, stepFailures } from '../../domain/production/index.ts';
import { Acts, Back, Button, Facts, Form, LinkButton, Road, Say, SelectField, Tag, TextField } from '../ui/pieces.tsx';
import { wordOf } from '../ui/words.ts';
import { text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Visit, type Words } from '../web/visit.ts';
import { DocumentShown, shownIn } from './document-shown.tsx';

export const makingStates: Record<string, Words> = {
  started: w('已开始', 'started'),
  'account-recorded': w('账户已开', 'account recorded'),
  personalised: w('芯片已写', 'chip written'),
  printed: w('已印面', 'printed'),
  'read-back': w('已回读', 'read back'),
  finished: w('已完成', 'finished'),
  stopped: w('已停，可继续', 'stopped, to be resumed'),
  'given-up': w('已放弃', 'given up'),
};

const stepWords = {
  account: w('开立金融账户', 'open the bank account'),
  personalise: w('写入芯片', 'write the chip'),
  print: w('印制卡面', 'print the face'),
  'read-back': w('回读核对', 'read back and compare'),
  finish: w('交付本人并启用', 'hand over and enable'),
} as const;
type StepName = keyof typeof stepWords;
const stepOrder = Object.keys(stepWords) as StepName[];

const making: Page = {
  path: '/counter/making/:makingId',
  by: ['bank-teller'],
  async get(visit) {
    const { t } = visit;
    const m = await visit.ask(production.makingDetail, { makingId: visit.params.makingId! }, 'make-card');
    const at = m.state === 'finished' ? stepOrder.length : m.nextStep ? stepOrder.indexOf(m.nextStep) : -1;
    return {
      kind: 'page',
      title: t('即时制卡', 'Making a card'),
      section: '/counter',
      body: (
        <>
          <Back to="/counter">{t('工作台', 'Desk')}</Back>
          <h1>
            {m.name} · {visit.say(wordOf(makingStates, m.state))}
          </h1>
          <Facts
            of={[
              [t('卡号', 'Card number'), <span class="num">{m.cardNumber}</span>],
              [t('卡识别码', 'Card identifier'), <span class="num">{m.cardIdentifier}</span>],
              m.spoiledBlanks > 0 && [t('废卡', 'Spoiled'), String(m.spoiledBlanks)],
            ]}
          />
          <Road>
            {stepOrder.map((step, i) => (
              <li class={i < at ? undefined : i === at ? 'now' : 'then'}>
                <b>{visit.say(stepWords[step])}</b>
                {i < at && <span class="soft"> {t('完成', 'done')}</span>}
                {step === m.failedStep && <Tag tone="bad">{visit.say(wordOf(stepFailures, m.failure))}</Tag>}
              </li>
            ))}
          </Road>
          {m.state === 'stopped' && (
            <Form visit={visit}>
              <Acts>
                <Button name="act" value="resume">
                  {t('从停下的地方继续', 'Go on from where it stopped')}
                </Button>
                <Button kind="plain" name="act" value="give-up">
                  {t('放弃本次制作', 'Give up')}
                </Button>
              </Acts>
            </Form>
          )}
          {m.nextStep && m.state !== 'stopped' && <StepForm visit={visit} step={m.nextStep as StepName} />}
          {m.state === 'finished' && (
            <Say tone="good" title={t('卡已交付', 'Handed over')}>
              <Acts>
                <LinkButton to="/counter/find">{t('下一位', 'Next person')}</LinkButton>
              </Acts>
            </Say>
          )}
          {m.nextStep && m.state !== 'stopped' && (
            <details>
              <summary>{t('这一步失败了', 'This step failed')}</summary>
              <Form visit={visit}>
                <SelectField
                  visit={visit}
                  name="reason"
                  label={t('原因', 'Reason')}
                  options={[
                    { value: 'chip-fault', label: t('芯片故障', 'chip fault') },
                    { value: 'printer-fault', label: t('打印机故障', 'printer fault') },
                    { value: 'bad-print', label: t('印坏了', 'bad print') },
                    { value: 'reader-fault', label: t('读卡器故障', 'reader fault') },
                    { value: 'account-refused', label: t('开户未成', 'account refused') },
                    { value: 'line-down', label: t('线路中断', 'line down') },
                  ]}
                />
                <label class="pick">
                  <input type="checkbox" name="spoiled" value="yes" />
                  <span>{t('空白卡已报废', 'the blank is spoiled')}</span>
                </label>
                <Button kind="second" name="act" value="fail">
                  {t('登记失败', 'Record the failure')}
                </Button>
              </Form>
            </details>
          )}
        </>
      ),
    };
  },
  async post(visit) {
    const makingId = visit.params.makingId!;
    const m = await visit.ask(production.makingDetail, { makingId }, 'make-card');
    const act = text(visit, 'act');
    // Historical bytes as the simulated card of the bridge gives them; a reader fills the field where one is attached.
    const atr = text(visit, 'atr') || `00814E432386971599${m.cardIdentifier.slice(16, 24)}`;
    switch (act) {
      case 'account': {
        const number = text(visit, 'bankCardNumber').replace(/\s/g, '');
        if (!/^\d{16,19}$/.test(number))
          throw new FormFault({
            bankCardNumber: w('银行卡号应为 16 至 19 位数字', 'The bank card number has 16 to 19 digits'),
          });
        await visit.perform(production.recordAccount, { makingId, bankCardNumber: number });
        break;
      }
      case 'personalise':
        await visit.perform(production.recordPersonalised, { makingId, cardIdentifier: m.cardIdentifier, atr });
        break;
      case 'print':
        await visit.perform(production.recordPrinted, { makingId });
        break;
      case 'read-back':
        await visit.perform(production.recordReadBack, {
          makingId,
          cardNumber: m.cardNumber,
          cardIdentifier: m.cardIdentifier,
          atr,
          name: m.name,
          socialSecurityNumber: m.socialSecurityNumber ?? '',
        });
        break;
      case 'finish':
        await visit.perform(production.finishMaking, {
          makingId,
          shown: shownIn(visit),
          enable: true,
          activate: text(visit, 'activate') === 'yes',
        });
        break;
      case 'fail':
        await visit.perform(production.failStep, {
          makingId,
          reason: (text(visit, 'reason') || 'other') as 'other',
          blankSpoiled: text(visit, 'spoiled') === 'yes',
        });
        break;
      case 'resume':
        await visit.perform(production.resumeMaking, { makingId });
        break;
      case 'give-up':
        await visit.perform(production.giveUpMaking, { makingId });
        break;
    }
    return go(visit.path);
  },
};

const StepForm = ({ visit, step }: { visit: Visit; step: StepName }) => {
  const { t } = visit;
  return (
    <Form visit={visit}>
      {step === 'account' && (
        <TextField
          visit={visit}
          name="bankCardNumber"
          label={t('核心系统开出的银行卡号', 'Bank card number from the core system')}
          inputmode="numeric"
          max={24}
        />
      )}
      {(step === 'personalise' || step === 'read-back') && (
        <TextField
          visit={visit}
          name="atr"
          required={false}
          label={t('复位应答历史字节（读卡器自动填入）', 'ATR historical bytes (filled in by the reader)')}
          max={40}
        />
      )}
      {step === 'finish' && (
        <>
          <DocumentShown visit={visit} label={t('领卡人出示的证件', 'Document shown')} />
          <label class="pick">
            <input type="checkbox" name="activate" value="yes" checked />
            <span>{t('同时激活金融功能', 'activate the bank side as well')}</span>
          </label>
        </>
      )}
      <Acts>
        <Button name="act" value={step}>
          {visit.say(stepWords[step])}
        </Button>
      </Acts>
    </Form>
  );
};

export const makingPages: readonly Page[] = [making];
