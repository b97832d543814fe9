// The start page: the first worry answered, the way in, how the city stands, and in the demo whom one may be.
import { campaignFigures } from '../../domain/orders/index.ts';
import { CardFace } from '../ui/card-face.tsx';
import { Acts, Button, Figure, Form, LinkButton, Tile } from '../ui/pieces.tsx';
import { day, rulesOf } from '../ui/rules.ts';
import { roleWords } from '../ui/words.ts';
import { homeFor } from '../web/homes.ts';
import type { Page, Persona, Visit } from '../web/visit.ts';
import { BatchTable } from './batches.tsx';
import { ClockForm } from './demo-clock.tsx';

const Hero = ({ visit, rules }: { visit: Visit; rules: Awaited<ReturnType<typeof rulesOf>> }) => (
  <div class="desk two">
    <div>
      <h1>{visit.t('换不换卡，待遇都不受影响', 'Your benefits stay, whether you change the card or not')}</h1>
      <p>
        {visit.t(
          '换卡自愿。旧卡在您启用新卡之前一直可用，养老金、看病报销照常。',
          'Changing is voluntary. The old card works until you enable the new one; pension and medical care go on as before.',
        )}
      </p>
      <div class="acts">
        <a class="btn" href="/change">
          {visit.t('我要换卡吗？', 'Do I need to change?')}
        </a>
        <a class="btn" href={visit.session ? homeFor(visit.session.actor.role) : '/sign-in'}>
          {visit.session ? visit.t('进入我的页面', 'Go to my page') : visit.t('登录办理', 'Sign in')}
        </a>
      </div>
    </div>
    <CardFace
      pack={rules.pack}
      today={visit.today}
      side="back"
      id="start"
      name={visit.t('张*', '张*')}
      socialSecurityNumber="110***********1234"
      cardNumber="A5****TU7"
      bankCardNumber={null}
      authority={`${rules.pack.name.zh}人力资源和社会保障局`}
      issuedOn={visit.today}
    />
  </div>
);

const start: Page = {
  path: '/',
  by: 'public',
  async get(visit) {
    const { t, options } = visit;
    const rules = await rulesOf(visit);
    const { batches } = await visit.figures(campaignFigures, { region: visit.region });
    const sum = (key: 'applied' | 'made' | 'collected' | 'enabled') => batches.reduce((all, one) => all + one[key], 0);
    return {
      kind: 'page',
      title: t('首页', 'Start'),
      look: 'wide',
      body: (
        <>
          <Hero visit={visit} rules={rules} />
          <ul class="tiles">
            <Tile icon="place" to="/outlets" title={t('服务网点', 'Outlets')}>
              {t('最近的网点、即时制卡网点、营业时间', 'nearest, made while you wait, opening hours')}
            </Tile>
            <Tile icon="ear" to="/rumours" title={t('听到传言？', 'Heard a rumour?')}>
              {t('一句一句核实，附政策依据', 'checked line by line with the rule behind it')}
            </Tile>
            <Tile icon="message" to="/check-message" title={t('收到短信？', 'Got a text?')}>
              {t('用短信里的核验码辨真假', 'check its code: real or fake')}
            </Tile>
            <Tile icon="new" to="/third-generation" title={t('第三代卡有什么变化', 'What changes')}>
              {t('看病、养老、交通、支付', 'care, pension, transport, payment')}
            </Tile>
          </ul>
          {options.demo && <DemoDoor visit={visit} />}
          <h2>
            {visit.say(rules.pack.name)} · {day(visit, visit.today)}
          </h2>
          <ul class="tiles">
            <Figure value={sum('applied')}>{t('已申领', 'ordered')}</Figure>
            <Figure value={sum('made')}>{t('已制成', 'made')}</Figure>
            <Figure value={sum('collected')}>{t('已领取', 'collected')}</Figure>
            <Figure value={sum('enabled')}>{t('已启用', 'enabled')}</Figure>
          </ul>
          <BatchTable visit={visit} batches={batches} name={rules.batch} />
        </>
      ),
    };
  },
};

const leading: readonly string[] = ['flexible', 'parent', 'retiree', 'clerk', 'teller', 'bureau', 'officer', 'auditor'];

const PersonaList = ({ visit, of }: { visit: Visit; of: readonly Persona[] }) => (
  <ul class="tiles broad">
    {of.map(({ name, about, actor }) => {
      const [zh, en] = about.split(' · ');
      return (
        <li>
          <Form visit={visit} action={`/demo/be/${name}`}>
            <button type="submit" class="tile">
              <b>{visit.t(zh!, en ?? zh!)}</b>
              <span>{visit.say(roleWords[actor.role])}</span>
            </button>
          </Form>
        </li>
      );
    })}
  </ul>
);

const DemoDoor = ({ visit }: { visit: Visit }) => {
  const { t, options } = visit;
  const demo = options.demo!;
  return (
    <section>
      <h2 id="demo">{t('演示：您想做谁？', 'Demo: who would you like to be?')}</h2>
      <p class="soft">
        {t('一键进入，不用密码；全部人员均为合成。', 'One click, no password; all people are synthetic.')}
      </p>
      <Acts>
        <LinkButton to="/tour">{t('跟着走一遍（五分钟）', 'Take the five-minute tour')}</LinkButton>
      </Acts>
      <PersonaList visit={visit} of={demo.personas.filter(({ name }) => leading.includes(name))} />
      <details>
        <summary>{t('更多人物', 'More people')}</summary>
        <PersonaList visit={visit} of={demo.personas.filter(({ name }) => !leading.includes(name))} />
      </details>
      {demo.clock && <ClockForm visit={visit} />}
    </section>
  );
};

/** A step of the tour: be that person and go straight there. */
export const DemoStep = ({ visit, who, to }: { visit: Visit; who: string; to: string }) => (
  <Form visit={visit} action={`/demo/be/${who}`}>
    <input type="hidden" name="to" value={to} />
    <Button kind="second">{visit.t('去看看', 'Go there')}</Button>
  </Form>
);

export const startPages: readonly Page[] = [start];
