// Judges one outgoing text: nothing that carries a link, asks for a secret or frightens people leaves the house (SEC-02, SEC-03).
import { type FoldedText, foldText } from './fold-text.ts';
import { messageParts } from './message-parts.ts';

/** Who a message is sent for; the signature in 【】 must fit. */
export type SenderKind = 'bureau' | 'bank';

export type FindingCode = keyof typeof findingTexts;

/** One reason to refuse; `where` is a half-open range of UTF-16 units in the text as handed in. */
export interface Finding {
  code: FindingCode;
  zh: string;
  en: string;
  where: { start: number; end: number; excerpt: string };
}

export interface LintOptions {
  sender: SenderKind;
  /** Numbers this sender may name besides the public hotlines: its bank hotlines (95xxx) and the like, digits only. */
  allowedNumbers: readonly string[];
  /** Longest message in SMS parts; default 3. */
  maxParts?: number;
}

/** Numbers every message may name: social security, city hall, anti-fraud, police, emergency. */
export const publicHotlines: readonly string[] = ['12333', '12345', '96110', '110', '120'];

const findingTexts = {
  link: ['含有链接或域名', 'contains a link or a domain name'],
  'link-wording': ['引导点击、扫码、下载或打开网页', 'leads to clicking, scanning, downloading or a web page'],
  'ip-address': ['含有网络地址', 'contains a network address'],
  'mini-program-link': ['含有小程序或应用跳转链接', 'contains a link that jumps into an app'],
  'encoded-text': ['含有编码后的内容', 'contains encoded text'],
  'hidden-character': ['含有不可见字符', 'contains an invisible character'],
  'borrowed-letter': ['含有形似拉丁字母的他种文字', 'contains letters of another script that look Latin'],
  'asks-secret': ['索要密码、验证码、账号或证件号码', 'asks for a password, code, account or identity number'],
  'asks-money': ['要求转账或付款', 'asks for a transfer or a payment'],
  threat: ['以停用、注销、冻结等相威胁', 'threatens with stopping, cancelling or freezing'],
  'false-urgency': ['制造虚假紧迫', 'makes false urgency'],
  bait: ['以补贴、退款、中奖等诱导', 'baits with a subsidy, a refund or a prize'],
  'phone-number': ['电话号码不在允许名单内', 'names a phone number that is not on the allow-list'],
  'personal-number': [
    '含有未遮盖的证件号、卡号或手机号',
    'contains an identity, card or mobile number that is not masked',
  ],
  'wrong-signature': ['签名与发送方不符', 'the signature does not fit the sender'],
  'too-long': ['超过允许的条数', 'takes more parts than allowed'],
  empty: ['内容为空', 'is empty'],
} as const satisfies Record<string, readonly [string, string]>;

// A text this long is refused for its length alone; looking no further keeps a hostile text cheap.
const scanLimit = 8_000;

// Endings that no sentence of ours contains by accident, even with blanks around the dot.
const safeEndings = 'com|c0m|cn|net|org|gov|edu|xyz|cc|vip|icu|io|tk|ml|gq|cyou|biz|mobi|top|ltd|ren|wang';
// Endings that count when a dot of any kind stands directly before them; words like "it" or "to" are not among them.
const endings = `${safeEndings}|ga|cf|ru|hk|tw|tv|ly|im|co|club|shop|store|site|work|link|live|cloud|space|website|asia|win|bid|loan|su|kim|pw|ws|la|sh|jp|kr|sg|de|eu|uk|info|online|tech|fun|gd|cm|sbs|cfd|one|art|ink|love|red|fit|bond|rest|run|page|dev|zip|mov`;
const chineseEndings =
  '中国|中國|公司|网络|網絡|网址|網址|网站|在线|中文网|集团|我爱你|商城|商店|网店|政务|公益|商标|手机|移动|信息|世界|健康|慈善|娱乐|游戏|购物';
const dotSign = '[.。·•‧∙⋅・᛫▪]';
const dotWord = '(?:dot|点儿|小数点|小圆点|圆点|句号|句点|点|點|奌)';
// At most six signs between label and ending: bounded, so that no text can make the search slow.
const loose = '[^\\p{L}\\p{N}]{0,6}';
const listNumber = '(?<![\\p{L}\\p{N}.-])\\d{1,2}';

interface Pattern {
  code: FindingCode;
  pattern: RegExp;
  /** The words a warning may use too: "never click a link" is not a lead to click. A real link is never excused. */
  excusable?: boolean;
  /** May be quoted when the same sentence calls it a rumour. */
  quotable?: boolean;
}

/** Links in the folded text. */
const linkPatterns: Pattern[] = [
  {
    code: 'mini-program-link',
    pattern:
      /(?:weixin|wechat|wxp|alipays?|alipayqr|taobao|tbopen|tmall|openapp[a-z.]{0,20}|snssdk\d{0,6}|mqq[a-z]{0,12}|upwallet|uppaysdk|baiduboxapp|dingtalk|pinduoduo|intent|market|itms[a-z-]{0,12}|kwai|bilibili)\s?:\s?[/\\]{1,2}|#\s?小程序\s?[:/]|(?<![a-z])wx[0-9a-f]{16}(?![a-z0-9])|[¥$€₤₳￥][a-z0-9]{8,14}[¥$€₤₳￥]/gu,
  },
  { code: 'link', pattern: /(?<![a-z])[a-z][a-z0-9+.-]{1,20}\s?:\s?[/\\]{2}|(?<![:/\\])[/\\]{2}[\p{L}\p{N}]/gu },
  {
    code: 'link',
    pattern:
      /h\s?[t*x]\s?[t*x]\s?p\s?s?(?![a-z])|(?<![a-z])(?:ftp|javascript|vbscript|mailto)\s?:|(?<![a-z])www|(?<![a-z])wap\.|data:[a-z]+[/;,]/gu,
  },
  { code: 'link', pattern: /xn--/gu },
  { code: 'link', pattern: /[\p{L}\p{N}_-]@[\p{L}\p{N}]/gu },
  // Any name after a real dot, known ending or not. "1.G3卡" is a list number and passes; "1.com" does not.
  { code: 'link', pattern: new RegExp(`(?<!${listNumber})(?<=[\\p{L}\\p{N}_-])\\.[a-z][a-z0-9-]+`, 'gu') },
  { code: 'link', pattern: new RegExp(`[\\p{L}\\p{N}_-]${dotSign}(?:${endings})(?![a-z0-9])`, 'gu') },
  { code: 'link', pattern: new RegExp(`(?<!${listNumber})(?<=[\\p{L}\\p{N}])[.·•‧∙⋅・](?:${chineseEndings})`, 'gu') },
  { code: 'link', pattern: new RegExp(`[a-z]。(?:${chineseEndings})(?=$|[/\\s,.。!?:;])`, 'gu') },
  { code: 'link', pattern: new RegExp(`[a-z0-9-]${loose}${dotWord}${loose}(?:${endings})(?![a-z0-9])`, 'gu') },
  {
    code: 'link',
    pattern: new RegExp(
      `(?:[a-z0-9-]|[\\])}】》])[^\\p{L}\\p{N}\\n]{1,8}(?:${safeEndings})(?![a-z0-9])(?=[^\\p{L}\\p{N}]{0,3}(?:$|[/\\\\:?#。!,.\\u4e00-\\u9fff]))`,
      'gu',
    ),
  },
  // Letter by letter with dots, and 点 between Latin letters: neither occurs in a sentence.
  { code: 'link', pattern: /(?:[a-z0-9][.。·•]){5}[a-z0-9]|[a-z-]点[a-z]/gu },
  {
    code: 'link',
    pattern:
      /[a-z0-9]{2}点(?:中国|网址|公司|网络)|斜杠|冒号双斜|三[wW]\s?点|3w\s?[点.]|达不溜|(?:点|dot)\s?康姆?(?![\u4e00-\u9fff])|localhost/gu,
  },
  {
    code: 'ip-address',
    pattern:
      /(?<![\d.])\d{1,3}(?:\s?[.。·•‧∙⋅・,点點]\s?\d{1,3}){3}(?![\d])|0x[0-9a-f]{6,8}(?![0-9a-f])|(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}|[0-9a-f]{1,4}::[0-9a-f]{1,4}|(?<=[a-z0-9])\s?:\s?\d{4,5}\//gu,
  },
  {
    code: 'encoded-text',
    pattern:
      /(?:%[0-9a-f]{2}){2,}|%(?:2e|2f|3a)|&#x?[0-9a-f]{2,6};?|&(?:period|sol|colon|dot|middot);|\\u\{?[0-9a-f]{2,6}|\\x[0-9a-f]{2}|=\?utf-?8|base64|\[url|<a\s|href/gu,
  },
];

/** Encodings that only show with upper and lower case kept. */
const encodedPatterns: Pattern[] = [
  {
    code: 'encoded-text',
    pattern:
      /aHR0c|d3d3L|(?<![A-Za-z0-9])(?=[A-Za-z]{0,24}\d)(?=[A-Z0-9]{0,24}[a-z])(?=[a-z0-9]{0,24}[A-Z])[A-Za-z0-9+_-]{14,}={0,2}/gu,
  },
];

/** Links that only show when blanks and ornaments between Latin letters are taken out ("e x a m p l e . c o m"). */
const squeezedPatterns: Pattern[] = [
  {
    code: 'link',
    pattern: new RegExp(`[a-z0-9-]${dotSign}(?:com|cn|net|org|gov|xyz|top|cc|vip|icu)(?![a-z0-9])`, 'gu'),
  },
  {
    code: 'link',
    pattern: /https?[:/]|(?<![a-z])www[.。·]|[a-z0-9]dotc(?:om|n)(?![a-z])|[a-z0-9]点c(?:om|n)(?![a-z])/gu,
  },
];

const secret =
  '(?:密码|密碼|口令|验证码|驗證碼|校验码|验证短信|短信码|动态码|动态口令|取款码|安全码|cvv2?|账号|帐号|賬號|账户(?:号|信息)|账户|卡号|卡號|卡片号码|银行卡(?:号|信息)|身份证(?:号|信息|照片|正反面|影像)|证件(?:号|照片)|社保号|社会保障号|个人敏感信息|个人信息|敏感信息|[四六46八8]位(?:数字|数)|手持身份证|人脸(?:视频|照片|信息)|刷脸视频|余额)';
const giveVerb =
  '(?:提供|报出|发过来|拍照发|回复|回覆|发送|发来|发给|发到|发至|发我|发回|告知|告诉|告訴|告之|填写|填报|填入|输入|录入|提交|上报|上传|报送|报给|报上|报一下|念给|念一下|念出|说出|说一下|回传|转发|寄给|交给|透露|补充|补录|完善|核实|核验|核对|验证|确认|给我|传给|传来|截图)';
const threatWord =
  '(?:停用|停止使用|停止服务|停止享受|停保|断保|停发|停办|停卡|封停|封卡|封禁|注销|註銷|冻结|凍結|锁定|作废|失效|无效|暂停|清零|销户|清户|取消资格|取消待遇|列入黑名单|黑名单|失信|征信|法律责任|刑事责任|立案|拘留|通缉|逮捕|涉嫌|洗钱|罚款|滞纳金|强制|扣除|追缴|无法(?:报销|就医|使用|领取|结算)|不能(?:报销|就医|使用|领取|结算)|影响(?:您的|你的)?(?:待遇|医保|养老金|报销|就医|使用|发放))';
const pressWord =
  '(?:逾期|过期|超期|即将|将于|将被|将会|立即|立刻|马上|尽快|尽早|速|火速|否则|不然|以免|避免|务必|最后|截止|今日内|今天内|当天内|当日内|今晚|今日|明日|\\d{1,3}\\s?(?:个)?小时(?:内|后)|[一二两三]小时内|\\d{1,2}\\s?分钟内|\\d{1,2}日内|\\d{1,2}天内|工作日内|月底前|日前|号前|点前|前办理|前更换|前完成|仍未|未更新|未升级|未认证|未办理|未换|不换|不办|不更新|不认证)';
// Within one clause; bounded gaps keep every search linear.
const gap = (max: number) => `[^。!?;\\n]{0,${max}}?`;
const shortGap = (max: number) => `[^。!?;,\\n]{0,${max}}?`;

/** Wording, searched in the folded text without blanks between Chinese characters. */
const wordingPatterns: Pattern[] = [
  {
    code: 'link-wording',
    excusable: true,
    pattern:
      /链接|鏈接|鏈結|连结|蓝字|蓝色字|戳我|戳这|戳此|戳下|点此|点这里|点我|点下方|点开|点进|点击(?!率)|點擊|單擊|单击下|轻点下|轻触下|网址|網址|网页|網頁|网站|浏览器|瀏覽器|地址栏|短链|复制(?:本|此|这|整|口令|内容|以下|到|后|并|粘贴)|打开淘口令|淘口令|二维码|二維碼|扫码|掃碼|扫一扫|扫描(?!件)|扫下|长按|识别图|识别下图|识别码|下载(?:安装|地址|app|新|最新|并|后|专)|安装包|(?<![a-z])apk(?![a-z])|加(?:我|客服|工作人员|专员|老师)?(?:微信|qq|vx|wx|v信|企微)|加微|加群|进群|添加(?:微信|客服|qq|企业微信)|小程序码|(?<![a-z])(?:click|tap here|qr|scan|browser|web\s?page|web\s?site|hyperlink|download|url|links?)(?![a-z])|(?<![a-z])tap the/gu,
  },
  { code: 'link-wording', excusable: true, pattern: /(?:屏幕共享|共享屏幕|远程(?:协助|控制)|会议号|呼叫转移)/gu },
  { code: 'asks-secret', excusable: true, pattern: new RegExp(`${giveVerb}${shortGap(14)}${secret}`, 'gu') },
  { code: 'asks-secret', excusable: true, pattern: new RegExp(`索[要取]${shortGap(24)}${secret}`, 'gu') },
  { code: 'asks-secret', excusable: true, pattern: new RegExp(`${secret}${gap(10)}${giveVerb}`, 'gu') },
  {
    code: 'asks-secret',
    excusable: true,
    pattern: new RegExp(
      `(?:需要|(?<![索不只主])需|(?<![索不只主须需])要|请(?!勿)|把|将|用)(?:您|你)?(?:的)?${shortGap(6)}(?:密码|口令|验证码|校验码|动态码|cvv)`,
      'gu',
    ),
  },
  {
    code: 'asks-secret',
    excusable: true,
    pattern:
      /(?<![a-z])(?:reply|send|provide|enter|confirm|verify|submit|tell|share|give|text|type|forward|ask(?:s|ed)?|update)(?![a-z])[^.!?;\n]{0,60}?(?<![a-z])(?:password|passcode|pin|otp|verification code|one-time code|security code|account|card number|id number|identity number|id card|cvv|bank details|sms code)(?![a-z])/gu,
  },
  {
    code: 'asks-secret',
    excusable: true,
    pattern:
      /(?:密码|验证码|校验码|动态码|账号|卡号)[^。!?;\n]{0,4}?(?:是多少|是什么|多少)|身份证[^。!?;\n]{0,8}?(?:拍照|拍张|发给|发来|发过来|传给|传来|上传)/gu,
  },
  {
    code: 'asks-money',
    excusable: true,
    pattern: new RegExp(
      `(?:请|需|须|应|立即|尽快|先|马上|速|必须|到|向|往|把|将|以便|要求)${shortGap(12)}(?:转账|转帐|轉賬|汇款|匯款|打款|转入|汇入|转至|汇至|存入指定|付款)`,
      'gu',
    ),
  },
  {
    code: 'asks-money',
    excusable: true,
    pattern:
      /(?:把|将)?(?:钱|款|余额|存款|资金)[^。!?;,\n]{0,8}?(?:转到|转给|转进|打到|打给|存到|存入)|安全账[户号]|安全帐[户号]|指定账[户号]|对公账户|刷流水|保证金|解冻[费金]|激活[费金](?!融)|认证[费金]|验证[费金]|加急费|手续费(?:\d|[一二两三五百])|代缴费|预付款|补缴(?:\d|[一二两三五百]|差额|费用)|缴纳(?:\d|费用|罚款|税)|(?<![a-z])(?:transfer|wire|remit|pay)(?![a-z])[^.!?;\n]{0,40}?(?:money|funds|yuan|fee|deposit|to (?:the|this|our)[^.!?;\n]{0,20}account)/gu,
  },
  { code: 'threat', quotable: true, pattern: new RegExp(`${threatWord}${gap(40)}${pressWord}`, 'gu') },
  { code: 'threat', quotable: true, pattern: new RegExp(`${pressWord}${gap(40)}${threatWord}`, 'gu') },
  {
    code: 'threat',
    quotable: true,
    pattern:
      /(?:不|未|没有|没)[^。!?;\n]{1,24}?(?<!不)(?:将|就|则|会|要)(?:被|直接|自动|全部|永久|严重)?(?:无法|不能|停|影响|失去|丧失|取消|扣|冻|注销|罚|追)/gu,
  },
  {
    code: 'threat',
    quotable: true,
    pattern:
      /后果自负|责任自负|追究(?:您|你|其)?[^。]{0,6}责任|涉嫌(?:违法|犯罪|洗钱|诈骗|骗保|盗刷|违规)|强制(?:停|注|冻|执行|销)|被盗刷|(?:账户|卡片?|社保卡|医保卡|电子卡|医保)(?:已)?(?:出现|存在|状态)?异常/gu,
  },
  {
    code: 'threat',
    quotable: true,
    pattern:
      /(?:已被?|将被?|被)(?:停用|冻结|封停|锁定|限制)[^\n]{0,40}?(?:立即|尽快|马上|速|请于|请在|务必|\d小时)(?!拨打|致电|联系发卡|联系您的)/gu,
  },
  {
    code: 'threat',
    pattern:
      /(?<![a-z])(?:suspend|freez|frozen|block|cancel|terminat|deactivat|disabl|stop|expire|lose|lost)[a-z]{0,6}(?![a-z])[^.!?;\n]{0,60}?(?<![a-z])(?:within \d|immediately|today|tonight|tomorrow|urgent|unless|otherwise|or else|if you do not|at once|now)|(?<![a-z])(?:within \d{1,3} (?:hours?|minutes?)|immediately|urgent(?:ly)?|unless you|or else|otherwise|failure to|final (?:notice|warning))(?![a-z])[^.!?;\n]{0,60}?(?<![a-z])(?:suspend|freez|frozen|block|cancel|terminat|deactivat|disabl|stop|lose|legal)/gu,
  },
  {
    code: 'false-urgency',
    pattern:
      /过期不候|过时不候|逾期不候|逾期(?:将|不予|视为|后果|作)|名额有限|先到先得|最后(?:机会|一天|一次|期限|通知|通牒|提醒|\d小时)|仅限(?:今|当|本)[日天周]|今[日天](?:内)?(?:截止|必须|务必)|刻不容缓|十万火急|火速|速速|速办|(?:立刻|马上|立即)(?:办理|认证|更新|升级|更换|操作|处理|激活|点|登|前往|补)|(?:\d{1,3}|[一二两三])\s?个?(?:小时|分钟)(?:之)?内(?:办|认|更|升|完成|处理|操作|登|补|到)|(?<![a-z])(?:act now|last chance|final (?:notice|warning)|hurry|limited time|expires (?:today|tonight|soon))(?![a-z])/gu,
  },
  {
    code: 'bait',
    pattern:
      /中奖|恭喜您?(?:获|中|被)|幸运(?:用户|观众)|大礼包|现金红包|(?:补贴|补助|津贴|退费|退款|奖金|红包|补偿金|福利)[^。!?;,\n]{0,8}?(?:待领|未领|待申领|可申领|限时|请(?:尽快|及时|立即)?(?:领|申领))|(?:领取|申领)[^。!?;,\n]{0,8}?(?:退款|奖金|红包|礼品|福利|补贴款)|高额(?:补贴|收益)/gu,
  },
];

const negation =
  /请勿|切勿|勿|(?<!要)不要|(?<![特区级分类性个])别|不会|不得|从不|绝不|决不|谨防|警惕|严禁|拒绝|当心|小心|严防|凡是?|任何|(?:will |shall )?never|do not|don't|will not|won't|beware of/gu;
// What may stand between "never" and the word: the words of a warning and nothing else, so that
// 「不要犹豫点击链接」 and 「不会收费请转账」 stay refused.
const warningWords =
  /^(?:请勿|切勿|不会|从不|勿|向|以|用|通过|经|在|发送|发|含有|含|带有|带|任何|一切|其他|人|陌生|不明|来历|来源|可疑|虚假|诈骗|网页|网站|网址|短信|微信|邮件|邮箱|电话|信息|消息|通知|方式|形式|渠道|要求|让|使|令|叫|您|你|个人|单位|持卡人|参保人|群众|市民|他人|别人|对方|的|及|和|与|或者|或|以及|也|都|均|而|中|内|里|各类|索要|索取|提供|透露|泄露|泄漏|告知|告诉|点击|点开|扫描|扫|打开|访问|登录|相信|轻信|转发|回复|填写|输入|拨打|转账|汇款|付款|给|到|将|把|银行卡|银行|社保卡|社会保障卡|金融|支付|交易|取款|账号|账户|密码|验证码|身份证号码|身份证|号码|卡号|敏感|链接|二维码|等|其|所谓|自称|凡|是|工作人员|客服|加|下载|安装|[、“”"'《》「」()\s])*$/u;
const englishTurn = /(?:^|[\s,])(?:but|please|instead|now|until)(?:[\s,]|$)|,\s*(?:click|reply|send|enter|tap|scan)/u;

/** True when the found wording is part of a warning: "we never ask for your password". */
function isWarning(text: string, start: number, end: number): boolean {
  const from = Math.max(0, start - 60);
  const before = text.slice(from, start);
  const cut = Math.max(...['。', '!', '?', ';', '\n', ','].map((stop) => before.lastIndexOf(stop)));
  const clause = before.slice(cut + 1);
  // The find itself may open with the verb and hold the negation: 「验证码请勿告诉他人」.
  const own = text.slice(start, end);
  // A find that runs over a turn is two sentences: 「不会索要密码，请回复」, "never share it, but send us".
  if (englishTurn.test(own)) return false;
  const afterComma = own.lastIndexOf(',') + 1;
  if (afterComma > 0 && /[\u4e00-\u9fff]/.test(own) && !/勿|不/.test(own.slice(afterComma))) return false;
  for (const hit of clause.matchAll(negation)) {
    const between = clause.slice(hit.index + hit[0].length);
    if (/^[a-z]/.test(hit[0])) {
      if (!/[.]/.test(between) && !englishTurn.test(between)) return true;
    } else if (warningWords.test(between)) return true;
  }
  // English warnings run over commas ("never ask for your password, code or account").
  for (const hit of before.matchAll(/(?:never|do not|don't|will not|won't)(?![a-z])/g)) {
    const between = before.slice(hit.index + hit[0].length);
    if (!/[.!?;\n]/.test(between) && !englishTurn.test(between)) return true;
  }
  for (const hit of own.matchAll(/请勿|切勿|勿|不要|不会|不得/g)) {
    if (warningWords.test(own.slice(hit.index + hit[0].length))) return true;
  }
  return false;
}

/** True when the words stand in quotation marks and the same sentence says they are untrue. */
function isQuotedRumour(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 40), start);
  const after = text.slice(end, end + 60);
  const open = /["“「][^"”」]*$/u.test(before);
  const close = /^[^"“「。!?]*["”」]([^。!?;\n]*)/u.exec(after);
  if (!open || close === null) return false;
  return (
    /(?:请勿|不要|切勿)(?:相信|轻信)[^。]{0,3}["“「]/u.test(before) || /不实|不属实|谣言|虚假|不是真的/u.test(close[1]!)
  );
}

const fiveDigits =
  /(?<![\p{L}\p{N}*.])(?:9[56]\d{3}|1[02]\d{3})(?![\d*]|\.\d|\s?[张元人份名件例家个户次万亿卡条])|(?<=[\u4e00-\u9fff])(?:9[56]\d{3}|1[02]\d{3})(?![\d*]|\.\d|\s?[张元人份名件例家个户次万亿卡条])/gu;
const phonePatterns: RegExp[] = [
  fiveDigits,
  /(?<!\d)(?:\(?\+?86\)?[\s-]?)?1[3-9]\d(?:[\s-]?\d){8}(?!\d)/gu,
  /(?<!\d)\(?0\d{2,3}\)?[\s-]{0,2}\d{7,8}(?!\d)/gu,
  /(?<!\d)[48]00[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)/gu,
  /(?<!\d)(?:170|171|162|165|167)\d{3,8}(?!\d)/gu,
  /(?:拨打|致电|电话|热线|来电|回电|联系|咨询|短号|座机|手机号?|微信|qq|vx|(?<![a-z])(?:call|phone|dial|tel|ring))[:\s为是号]{0,4}(?:on |at )?(\+?\d[\d\s-]{1,18}\d)(?![\d*])/gu,
];
const personalPatterns: RegExp[] = [
  // Identity numbers (15 or 18) and bank cards (16 to 19), with blanks or hyphens between.
  /(?<![\p{N}*])\d(?:[\s·-]?\d){13,18}[\dx]?(?![\p{N}*])/gu,
  /(?:卡号|账号|帐号|账户|身份证号?码?|证件号码?|社会保障号码?|社保号)[:\s为是]{0,3}[a-z]?\d{7,}/gu,
];

const chineseDigits = new Map(
  ['零〇○', '一壹幺', '二贰两', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap((letters, digit) =>
    [...letters].map((letter): [string, string] => [letter, String(digit)]),
  ),
);

/** Judges `text` as `options.sender` would send it; an empty answer means it may go. Never throws; linear time. */
export function lintMessage(text: string, options: LintOptions): Finding[] {
  const findings: Finding[] = [];
  const add = (code: FindingCode, start: number, end: number): void => {
    const [zh, en] = findingTexts[code];
    findings.push({ code, zh, en, where: { start, end, excerpt: text.slice(start, Math.min(end, start + 40)) } });
  };

  if (text.trim() === '') add('empty', 0, text.length);
  if (messageParts(text) > (options.maxParts ?? 3)) add('too-long', 0, text.length);

  const scanned = text.length > scanLimit ? text.slice(0, scanLimit) : text;
  const folded = foldText(scanned);
  if (folded.hidden.length > 0) add('hidden-character', folded.hidden[0]!, folded.hidden[0]! + 1);
  if (folded.borrowed.length > 0) add('borrowed-letter', folded.borrowed[0]!, folded.borrowed[0]! + 1);

  const search = (view: FoldedText, patterns: Pattern[]): void => {
    for (const { code, pattern, excusable, quotable } of patterns) {
      for (const hit of view.text.matchAll(pattern)) {
        const end = hit.index + hit[0].length;
        if (excusable && isWarning(view.text, hit.index, end)) continue;
        if (quotable && isQuotedRumour(view.text, hit.index, end)) continue;
        add(code, view.at[hit.index]!, view.at[end - 1]! + 1);
        break; // one find of a kind is enough to refuse
      }
    }
  };
  search(folded, linkPatterns);
  search({ ...folded, text: scanned, at: Array.from(scanned, (_, i) => i) }, encodedPatterns);
  search(keepOnly(folded, isLatinSpacing), squeezedPatterns);
  const wording = keepOnly(folded, isChineseSpacing);
  search(wording, wordingPatterns);

  const digits = withChineseDigits(folded);
  const allowed = new Set([...publicHotlines, ...options.allowedNumbers]);
  for (const [code, patterns] of [
    ['personal-number', personalPatterns],
    ['phone-number', phonePatterns],
  ] as const) {
    for (const pattern of patterns) {
      for (const hit of digits.text.matchAll(pattern)) {
        const number = (hit[1] ?? hit[0]).replace(/\D/g, '');
        if (code === 'phone-number' && (allowed.has(number) || number.length < 3)) continue;
        add(code, digits.at[hit.index]!, digits.at[hit.index + hit[0].length - 1]! + 1);
        break;
      }
    }
  }

  const signature = /^\s*【([^】]{1,40})】/u.exec(scanned)?.[1];
  if (signature !== undefined) {
    const isBank = /银行|农信|信用社|邮储|bank/iu.test(signature);
    if (isBank !== (options.sender === 'bank')) add('wrong-signature', 0, signature.length + 2);
  }
  return findings;
}

const ornament = /[\s*~_|^'"“”‘’<>《》()[\]{}【】]/;
const latin = /[a-z0-9.。·•:/-]/;
const han = /[\u4e00-\u9fff]/;

/** An ornament or blank with a Latin letter, digit or dot on both sides: what spells a link out. */
function isLatinSpacing(before: string, letter: string, after: string): boolean {
  return ornament.test(letter) && latin.test(before) && latin.test(after);
}

/** A blank or ornament between two Chinese characters: 「点 击 链 接」. */
function isChineseSpacing(before: string, letter: string, after: string): boolean {
  return /[\s*~_|^·•.、-]/.test(letter) && letter !== '、' && han.test(before) && han.test(after);
}

/** The text without the runs for which `drop` says so, judged by the nearest letters that are no spacing themselves. */
function keepOnly(view: FoldedText, drop: (before: string, letter: string, after: string) => boolean): FoldedText {
  const spacing = /[\s*~_|^'"“”‘’<>《》()[\]{}【】]/;
  // nextAfter[i]: the first letter at or after i that is no spacing.
  const next: string[] = new Array(view.text.length + 1).fill('');
  for (let i = view.text.length - 1; i >= 0; i--) {
    const letter = view.text[i]!;
    next[i] = spacing.test(letter) ? next[i + 1]! : letter;
  }
  const kept: string[] = [];
  const at: number[] = [];
  let before = '';
  for (let i = 0; i < view.text.length; i++) {
    const letter = view.text[i]!;
    if (drop(before, letter, next[i + 1]!)) continue;
    kept.push(letter);
    at.push(view.at[i]!);
    if (!spacing.test(letter)) before = letter;
  }
  return { ...view, text: kept.join(''), at };
}

/** Runs of five or more Chinese numerals become digits: numbers are spelled out to slip through. */
function withChineseDigits(view: FoldedText): FoldedText {
  const text = view.text.replace(/[零〇○一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖\d]{5,}/gu, (run) =>
    [...run].map((c) => chineseDigits.get(c) ?? c).join(''),
  );
  return { ...view, text };
}
