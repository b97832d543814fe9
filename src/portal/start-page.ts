// The start page: what runs here, how far the campaign is, who one may be, and where to go on. Plain HTML, no script, no outside host.
import { createHash } from 'node:crypto';
import { ask } from '../base/action.ts';
import { systemActor } from '../base/actor.ts';
import type { House } from '../base/call.ts';
import { dayOf } from '../base/day.ts';
import { campaignFigures } from '../domain/orders/index.ts';
import { shippedPacks } from '../domain/policy/index.ts';

export interface StartPageFacts {
  readonly version: string;
  readonly operations: number;
  readonly region: string;
  /** People of the demo city by name; empty where there is none. */
  readonly personas: Readonly<Record<string, { readonly about: string }>>;
}

const style = `
:root{--ink:#12263f;--soft:#5b6b80;--line:#dfe6ee;--paper:#f6f8fb;--blue:#1857b6;--deep:#0b3d91;--teal:#0f8a8a;--warn:#a15c00}
*{box-sizing:border-box}
body{margin:0;font:17px/1.65 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:var(--ink);background:var(--paper)}
a{color:var(--blue)}a:focus-visible{outline:3px solid #ffb703;outline-offset:2px}
header{background:linear-gradient(160deg,#0b3d91,#1857b6 55%,#0f8a8a);color:#fff}
.wrap{max-width:1080px;margin:0 auto;padding:0 24px}
.hero{display:grid;grid-template-columns:1.1fr .9fr;gap:40px;align-items:center;padding:56px 24px 64px}
h1{font-size:44px;line-height:1.2;margin:0 0 8px;letter-spacing:.04em}
.hero p{margin:0 0 10px;font-size:19px}.hero .en{opacity:.85;font-size:16px}
.go{display:flex;flex-wrap:wrap;gap:12px;margin-top:24px}
.go a{min-height:48px;display:inline-flex;align-items:center;padding:0 20px;border-radius:12px;text-decoration:none;font-weight:600;background:#fff;color:var(--deep)}
.go a.second{background:rgba(255,255,255,.14);color:#fff;border:1px solid rgba(255,255,255,.5)}
.card{width:100%;max-width:420px;justify-self:end;filter:drop-shadow(0 18px 30px rgba(0,0,0,.35))}
main{padding:8px 0 72px}
h2{font-size:24px;margin:44px 0 4px}h2 small{font-size:15px;font-weight:400;color:var(--soft)}
.note{color:var(--soft);margin:0 0 16px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px}
.tile{background:#fff;border:1px solid var(--line);border-radius:12px;padding:16px 18px}
.tile b{display:block;font-size:26px;line-height:1.25;font-variant-numeric:tabular-nums}.tile span{color:var(--soft);font-size:15px}
table{width:100%;border-collapse:collapse;background:#fff;border:1px solid var(--line);border-radius:12px;overflow:hidden}
th,td{padding:11px 14px;text-align:right;font-variant-numeric:tabular-nums;border-bottom:1px solid var(--line)}
th{font-weight:600;font-size:15px;color:var(--soft);background:#fbfcfe}tr:last-child td{border-bottom:0}
th:first-child,td:first-child{text-align:left}
.late{color:var(--warn);font-weight:600}
.people{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:10px 24px;padding:0;list-style:none;margin:0}
.people li{border-bottom:1px dashed var(--line);padding:4px 0}
code{font:15px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:#eaf0f8;padding:1px 6px;border-radius:6px}
pre{background:#0d2138;color:#dbe7f5;border-radius:12px;padding:18px 20px;overflow:auto;font:15px/1.7 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
footer{color:var(--soft);font-size:15px;border-top:1px solid var(--line);padding:20px 0 40px}
@media(max-width:820px){.hero{grid-template-columns:1fr;padding:36px 20px 44px}h1{font-size:34px}.card{justify-self:start}table{display:block;overflow-x:auto;white-space:nowrap}}
`;

/** The one style of this page, named to the browser by its digest, so that nothing else can be slipped in. */
export const startPagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export async function startPage(house: House, facts: StartPageFacts): Promise<string> {
  const { region } = facts;
  const { batches } = await ask(house, campaignFigures, systemActor('start-page'), { region });
  const pack = shippedPacks[region]!;
  const sum = (pick: (batch: (typeof batches)[number]) => number) =>
    batches.reduce((total, batch) => total + pick(batch), 0);
  const nameOf = (code: string | null) => {
    const batch = pack.batches.find((one) => one.code === code);
    return batch ? `${batch.name.zh} <small>${html(batch.name.en)}</small>` : '批次之外 <small>outside batches</small>';
  };
  const tile = (figure: string | number, zh: string, en: string) =>
    `<div class="tile"><b>${figure}</b><span>${zh} ${en}</span></div>`;
  const rows = batches
    .filter(({ applied }) => applied > 0)
    .map(
      (b) =>
        `<tr><td>${nameOf(b.batch)}</td><td>${b.applied}</td><td>${b.made}</td><td>${b.collected}</td><td>${b.enabled}</td><td${b.overdue > 0 ? ' class="late"' : ''}>${b.overdue}</td></tr>`,
    );
  const people = Object.entries(facts.personas).map(
    ([name, { about }]) => `<li><code>${html(name)}</code> ${html(about)}</li>`,
  );
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>一卡通 Yikatong</title><style>${style}</style></head>
<body>
<header><div class="wrap hero">
<div>
<h1>一卡通</h1>
<p>运行一个地区的第三代社会保障卡。</p>
<p class="en">Yikatong, the open platform that runs a region’s third-generation social security card.</p>
<div class="go"><a href="/docs">接口文档 API</a><a class="second" href="/openapi.json">OpenAPI 3.1</a><a class="second" href="/metrics">运行指标 metrics</a></div>
</div>
${cardFace}
</div></header>
<main class="wrap">
<h2>${html(pack.name.zh)} <small>${html(pack.name.en)} · ${dayOf(house.clock.now())} · ${html(house.database.kind)}</small></h2>
<p class="note">换不换卡都不影响待遇；旧卡在启用新卡之前一直可用。 Changing the card is voluntary; the old one stays good until the new one is enabled.</p>
<div class="tiles">
${tile(
  sum((b) => b.invited),
  '待选择',
  'invited',
)}
${tile(
  sum((b) => b.applied),
  '已申领',
  'applied',
)}
${tile(
  sum((b) => b.made),
  '已制成',
  'made',
)}
${tile(
  sum((b) => b.collected),
  '已领取',
  'collected',
)}
${tile(
  sum((b) => b.enabled),
  '已启用',
  'enabled',
)}
${tile(facts.operations, '可办业务', 'operations')}
</div>
<h2>分批进度 <small>progress by batch</small></h2>
${rows.length > 0 ? `<table><thead><tr><th scope="col">批次 batch</th><th scope="col">申领 applied</th><th scope="col">制成 made</th><th scope="col">领取 collected</th><th scope="col">启用 enabled</th><th scope="col">逾期 overdue</th></tr></thead><tbody>${rows.join('')}</tbody></table>` : '<p class="note">还没有申领单。按下面的命令办理第一张。 No orders yet: the commands below place the first one.</p>'}
${
  people.length > 0
    ? `<h2>演示人物 <small>people of the demo city</small></h2>
<p class="note">全部人员均为合成。 All people are synthetic.</p>
<ul class="people">${people.join('')}</ul>
<h2>试一试 <small>try it</small></h2>
<pre>npx yikatong do cards.my-cards --as employee
npx yikatong do orders.may-i-apply --as retiree region=${region}
npx yikatong policy explain --region ${region} --group retiree --on 2025-09-15</pre>`
    : ''
}
</main>
<footer class="wrap">Yikatong ${html(facts.version)} · Apache-2.0 · 短信由模拟通道发送，不会发往真实手机。 Text messages go to a simulated operator.</footer>
</body></html>`;
}

/** A third-generation card as anybody would recognise one, without emblem and without anybody's data. */
const cardFace = `<svg class="card" viewBox="0 0 420 265" role="img" aria-label="第三代社会保障卡示意图">
<defs><linearGradient id="face" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fdfefe"/><stop offset=".55" stop-color="#dcebf7"/><stop offset="1" stop-color="#a9cfe6"/></linearGradient></defs>
<rect width="420" height="265" rx="18" fill="url(#face)"/>
<path d="M0 205c70-46 120 20 190-18s110-70 230-34v94a18 18 0 0 1-18 18H18a18 18 0 0 1-18-18z" fill="#1857b6" opacity=".13"/>
<path d="M0 226c80-30 140 18 220-8s120-40 200-18v47a18 18 0 0 1-18 18H18a18 18 0 0 1-18-18z" fill="#0f8a8a" opacity=".18"/>
<text x="26" y="46" font-size="21" font-weight="700" fill="#0b3d91" letter-spacing="3">社会保障卡</text>
<text x="26" y="66" font-size="10.5" fill="#3d5a80" letter-spacing="1.2">SOCIAL SECURITY CARD · 第三代 示意</text>
<g transform="translate(28 92)"><rect width="54" height="42" rx="7" fill="#d9b95b"/><path d="M0 14h18M0 28h18M36 14h18M36 28h18M18 0v42M36 0v42" stroke="#9a7b22" stroke-width="1.6" fill="none"/></g>
<g transform="translate(96 98)" fill="none" stroke="#0b3d91" stroke-width="3" stroke-linecap="round"><path d="M4 8a18 18 0 0 1 0 16"/><path d="M12 3a28 28 0 0 1 0 26"/><path d="M20-2a38 38 0 0 1 0 36"/></g>
<g transform="translate(300 78)"><rect width="92" height="112" rx="8" fill="#fff" opacity=".85"/><circle cx="46" cy="42" r="20" fill="#9db8d2"/><path d="M12 108c2-30 18-40 34-40s32 10 34 40z" fill="#9db8d2"/></g>
<g fill="#12263f" font-size="14"><text x="28" y="168">姓名　李*</text><text x="28" y="191">社会保障号码　110***********1234</text><text x="28" y="214">卡号　A5****TU7</text></g>
<text x="28" y="243" font-size="12" fill="#3d5a80">示例市人力资源和社会保障局</text>
</svg>`;

function html(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
