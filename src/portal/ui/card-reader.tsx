// The card reader beside this screen, on any page: what is missing, pairing, which reader, what went wrong and what to do. The page
// that holds it answers with `reader: true`, so that it may speak to the bridge; the work is done by browser/reader.js.
import { BRIDGE_PORT } from '../../terminal/index.ts';
import { FormFault, type Visit } from '../web/visit.ts';
import { scriptPath } from './assets.ts';

interface Wish {
  readonly visit: Visit;
  /**
   * `sign`: the holder types the PIN and the card signs; `prove`: the card alone answers, without a PIN; `read`: the holder's data
   * are read into fields, which needs a terminal module beside the reader. `sign` and `prove` fill the field `answer` and send the form.
   */
  readonly wish: 'sign' | 'prove' | 'read';
  readonly label: string;
  /** The form that gets what the card said. */
  readonly form: string;
  /** For `read`: name of a field of the form → name in the reading. */
  readonly fill?: Readonly<Record<string, string>>;
}

const words = ({ visit: { t }, wish }: Wish) => ({
  looking: t('正在找本机的读卡程序……', 'Looking for the reader program on this machine …'),
  missing: t('本机没有找到读卡程序', 'The reader program was not found on this machine'),
  pair: t('已找到读卡程序，请输入它显示的配对码', 'Found the reader program; type the pairing code it shows'),
  ready: t('读卡器已就绪：', 'The reader is ready: '),
  none: t('读卡程序在运行，但没有接读卡器', 'The program runs, but no reader is plugged in'),
  lost: t('与读卡程序的连接断开了', 'The connection to the reader program was lost'),
  code: t('配对码是 8 位数字', 'The pairing code has eight digits'),
  working:
    wish === 'sign'
      ? t('请在读卡程序中输入证书密码，不要输入到网页里', 'Type the PIN in the reader program, never in a page')
      : t('正在读卡，请不要移开', 'Reading; leave the card where it is'),
  choosing: t(
    '请在读卡程序中依次输入原密码和两次新密码',
    'In the reader program, type the old PIN, then the new one twice',
  ),
  chosen: t('密码已修改，请再点一次登录', 'Your PIN is set; press sign in again'),
  done: {
    sign: t('卡已应答，正在登录', 'The card has answered; signing in'),
    prove: t('卡已应答，正在验真', 'The card has answered; being checked'),
    read: t('已读出，请核对本人后继续', 'Read; compare the face, then continue'),
  }[wish],
  offline: t('网络没有应答，请稍后再试', 'No answer from the network; try again'),
});

export function CardReader(props: Wish) {
  const { visit, wish, label, form, fill } = props;
  const { t, options } = visit;
  const command = 'npx yikatong terminal bridge --reader pcsc --origin';
  const without =
    wish === 'sign'
      ? t('请改用密码登录或到服务网点办理。', 'Use your password, or go to an outlet.')
      : t('没有读卡器也能办：手工输入号码即可。', 'Without a reader, type the number; everything works.');
  return (
    <section
      class="box"
      data-reader={wish}
      data-port={String(options.bridgePort ?? BRIDGE_PORT)}
      data-form={form}
      data-fill={JSON.stringify(fill ?? {})}
      data-words={JSON.stringify(words(props))}
      aria-label={t('读卡器', 'Card reader')}
    >
      <noscript>
        <p>
          {t(
            '由网页脚本与读卡程序对话；您的浏览器没有运行脚本。',
            'A script speaks to the reader here; your browser runs none.',
          )}{' '}
          {without}
        </p>
      </noscript>
      <p role="status" data-told class="line" hidden />
      <ul data-todo hidden />
      <div data-pair hidden>
        <div class="field">
          <label for="pairing">{t('配对码', 'Pairing code')}</label>
          <p class="hint" id="pairing-hint">
            {t('读卡程序窗口里的 8 位数字；只需一次', 'eight digits in the window of the reader program; asked once')}
          </p>
          <input
            id="pairing"
            class="short num"
            inputMode="numeric"
            maxLength={8}
            autocomplete="off"
            aria-describedby="pairing-hint"
          />
        </div>
        <button type="button" class="btn" data-do="pair">
          {t('配对', 'Pair')}
        </button>
      </div>
      <div class="acts" data-acts hidden>
        <button type="button" class="btn" data-do={wish} hidden>
          {label}
        </button>
        <button type="button" class="btn second" data-do="choose-pin" hidden>
          {t('设置我自己的证书密码', 'Choose a PIN of my own')}
        </button>
        <button type="button" class="btn second" data-do="again" hidden>
          {t('再找一次', 'Look again')}
        </button>
      </div>
      {wish !== 'sign' && <p class="hint">{without}</p>}
      <details data-help hidden>
        <summary>{t('怎样启动读卡程序', 'How to start the reader program')}</summary>
        <ol>
          <li>{t('接好读卡器，插入社保卡，芯片朝里。', 'Plug the reader in and insert the card, chip first.')}</li>
          <li>
            {t('在这台电脑上运行：', 'Run on this computer:')}
            <br />
            <code data-command={command}>{command}</code>
          </li>
          <li>{t('回到本页，输入它显示的配对码。', 'Come back here and type the pairing code it shows.')}</li>
        </ol>
        <p>
          {t(
            '已经启动还是找不到：请核对 --origin 后面的地址与本页地址完全一致；浏览器询问能否连接本机设备时请选“允许”。读卡程序只听本机，别的网站连不上。',
            'Running and still not found: the address after --origin has to be exactly this page’s. If the browser asks whether this page may reach devices on your machine, allow it. The program listens to this machine only, and other sites cannot reach it.',
          )}
        </p>
        {options.demo && (
          <p>
            {t(
              '演示环境没有真的读卡器：把 --reader pcsc 换成 --card 和在柜台制成的卡的卡号。证书初始密码 123456，须先改掉才能登录。',
              'In the demo there is no real reader: write --card and the number of a card made at the counter in place of --reader pcsc. The PIN it comes with is 123456 and has to be changed first.',
            )}
          </p>
        )}
      </details>
      <script type="module" src={scriptPath('reader')} />
    </section>
  );
}

/** What the island put into the field `answer`. The action judges its shape; text that is no JSON has none. */
export function parsedAnswer(visit: Visit): unknown {
  try {
    return JSON.parse(visit.form.fields.answer ?? '');
  } catch {
    throw new FormFault({ main: { zh: '没有收到卡的应答，请重新刷卡', en: 'No answer of a card came; try again' } });
  }
}
