// Every reason a decision may give, in plain Chinese and English; `{name}` is filled from the facts.

import { type Language, word } from './words.ts';

/** A name in both languages, a code that has a word, a number or a day. */
export type Fact = string | number | { readonly zh: string; readonly en: string };
export type Facts = Readonly<Record<string, Fact | readonly Fact[]>>;

const texts = {
  'source-silent': [
    '来源未说明（{what}），须由主管部门决定',
    'the sources do not say ({what}); the bureau has to decide',
  ],
  'calendar-gap': [
    '{year} 年的节假日尚未录入，暂不能给出承诺日',
    'the holidays of {year} are not in the calendar yet, so no day can be promised',
  ],
  'by-rule': ['依政策包：{what}', 'by the policy pack: {what}'],
  // who
  'group-staff': ['属于在职职工', 'counts as employed staff'],
  'group-retiree': ['属于离退休人员', 'counts as a retiree'],
  'group-minor': ['属于个人参保人员：未满 {adultAge} 岁', 'counts as individually insured: under {adultAge}'],
  'group-student': ['属于个人参保人员：在校大学生', 'counts as individually insured: university student'],
  'group-flexible': ['属于个人参保人员：灵活就业', 'counts as individually insured: flexible employment'],
  'group-resident': ['属于个人参保人员：城乡居民', 'counts as individually insured: resident insurance'],
  'group-other': [
    '属于个人参保人员：其他，需人工核实',
    'counts as individually insured: other, to be reviewed by a clerk',
  ],
  eligible: ['符合申领资格', 'is entitled to apply'],
  'not-eligible': ['不符合本地申领资格：需 {needs}', 'is not entitled here: needed is {needs}'],
  voluntary: ['换卡自愿，旧卡照常使用', 'changing is voluntary; the old card keeps working'],
  // when
  'region-not-started': [
    '本地 {from} 起启动发行，现有的卡照常使用',
    'the region starts on {from}; the card in hand stays good',
  ],
  'start-unknown': ['本地启动日期来源未说明', 'the sources do not say when the region started'],
  'phase-open': ['{phase}，面向全体', '{phase}: open to everybody'],
  'batch-open': ['{batch} 已开放', '{batch} is open'],
  'batch-not-open': ['{batch} 自 {opens} 起开放，请等待', '{batch} opens from {opens}; please wait for your turn'],
  'batch-day-not-set': [
    '{batch} 的来源只写到月（{opens}），主管部门确定日期前不开放',
    '{batch} is announced by month only ({opens}); it stays closed until the bureau sets the day',
  ],
  'batch-closed': ['{batch} 已于 {until} 结束', '{batch} ended on {until}'],
  'batch-stays-open': [
    '{batch} 计划期已满，主管部门决定前保持开放（K18）',
    '{batch} is past its planned end and stays open until the bureau decides (K18)',
  ],
  'no-batch': ['没有包含此人的批次（区：{district}）', 'no batch covers this person (district: {district})'],
  // by whom
  'unit-organises': ['由参保单位统一组织，不单独受理', 'the unit organises it; single orders are not taken'],
  'school-organises': ['由学校统一组织', 'the university organises it'],
  'organiser-not-started': ['{organiser} 尚未开展集体申领', 'the group order of {organiser} has not begun'],
  'organiser-banks': [
    '{organiser} 须选择 1 至 {max} 家合作银行，现为 {count} 家',
    '{organiser} must choose 1 to {max} partner banks; it has {count}',
  ],
  // where
  'channel-open': ['渠道已开放：{channel}', 'the channel is open: {channel}'],
  'channel-closed': ['此渠道未开放；可用渠道：{open}', 'this channel is not open; open are: {open}'],
  'channel-bank-later': [
    '此渠道对该银行尚未开放，日期未定',
    'this channel is not open for that bank yet; the date is not set',
  ],
  channels: ['可用渠道：{open}', 'open channels: {open}'],
  // banks
  'bank-free': ['可在 {count} 家合作银行中自选', 'free choice among {count} partner banks'],
  'bank-organiser': [
    '在单位或学校确定的银行内选择（最多 {max} 家）',
    'choice among the banks of the unit or school (at most {max})',
  ],
  'bank-pension': [
    '首张第三代卡由养老待遇代发银行发行，领卡后可更换',
    'the first third-generation card comes from the bank that pays the pension; it may be changed after collection',
  ],
  'bank-pension-missing': ['没有养老待遇代发银行记录', 'no pension bank is on record'],
  'bank-no-partner': ['{bank} 不是本地合作银行', '{bank} is no partner bank here'],
  'bank-not-offered': ['{bank} 不在可选银行之内', '{bank} is not among the banks offered'],
  'bank-old-card': ['在旧卡所属银行或任一社保经办机构办理', 'at the bank of the old card or any insurance agency'],
  // generation
  'generation-G3': ['发放第三代卡', 'a third-generation card is issued'],
  'generation-old-way': ['按原方式办理第一、二代卡', 'a first- or second-generation card is issued in the former way'],
  'generation-wait': ['尚未轮到，旧卡继续使用', 'not yet in turn; the old card stays in use'],
  // how
  'pick-up': ['领卡方式：{ways}', 'ways of collecting: {ways}'],
  materials: ['所需材料：{materials}', 'needed: {materials}'],
  photo: ['照片来源：{sources}', 'photo from: {sources}'],
  'promise-instant': ['现场办结，立等可取', 'made on the spot'],
  'promise-natural-days': [
    '{count} 个自然日内制作完成，最迟 {due}，邮寄时间另计',
    'made within {count} natural days, by {due}; mailing comes on top',
  ],
  'promise-working-days': [
    '{count} 个工作日内制作完成，最迟 {due}，邮寄时间另计',
    'made within {count} working days, by {due}; mailing comes on top',
  ],
  'fee-free': ['免费', 'free of charge'],
  'fee-charged': ['工本费 {yuan} 元', 'the card costs {yuan} yuan'],
  'fee-no-standard': ['没有收费标准，不得收费', 'there is no standard, so nothing may be charged'],
  'reapply-undecided': [
    '上一张卡逾期未领已注销；再次申领的收费尚未规定，不得收费（Q8）',
    'the last card was cancelled uncollected; what a new one costs is not decided, so nothing may be charged (Q8)',
  ],
  'reapply-as-first': [
    '上一张卡逾期未领已注销；按首次申领收费',
    'the last card was cancelled uncollected; the fee is that of a first card',
  ],
  'reapply-as-loss': [
    '上一张卡逾期未领已注销；按丢失补卡收费',
    'the last card was cancelled uncollected; the fee is that of a lost card',
  ],
  'courier-unknown': ['快递费来源未说明，不得收取', 'the sources do not give a courier fee; none may be charged'],
  // life of the card
  'may-enable': ['可启用社会保障功能', 'may enable the social-security function'],
  'may-not-enable': [
    '此角色或渠道不得启用社会保障功能',
    'this role or channel may not enable the social-security function',
  ],
  'may-activate': ['可在发卡银行现场激活金融功能', 'may activate the financial function, the holder being present'],
  'may-not-activate': [
    '金融功能只能本人在发卡银行现场激活',
    'the financial function is activated only in person at the issuing bank',
  ],
  'old-card-dies': ['旧卡自启用新卡时失效，不早于此', 'the old card ends when the new one is enabled, never earlier'],
  uncollected: [
    '逾 {months} 个月未领，视为睡眠卡，注销并销毁',
    'not collected for {months} months: cancelled and destroyed as a sleeping card',
  ],
  'uncollected-keep': ['未领的卡一直保留', 'uncollected cards are kept'],
  'expiry-none': ['不设有效期', 'no validity period'],
  'expiry-years': ['有效期 {years} 年', 'valid for {years} years'],
  'replace-at': ['补换地点：{outlets}', 'replaced at: {outlets}'],
  'issuing-bank-only': ['只能在原发卡银行补换', 'only the issuing bank replaces it'],
  // money
  'account-required-with-order': ['申领时须同步开通专属金融账户', 'the financial account is opened with the order'],
  'account-optional': [
    '金融功能可在领卡时或之后激活',
    'the financial function may be activated at collection or later',
  ],
  'account-automatic': ['默认加载金融账户', 'the financial account comes by default'],
  'benefit-place': ['待遇账户变更地点：{places}', 'the benefit account is changed at: {places}'],
  'balance-automatic': ['自动转到新卡', 'moves to the new card by itself'],
  'balance-holder-asks': ['须由本人到窗口或线上申请转移', 'the holder has to ask for it, at a desk or online'],
  'balance-at-the-bank': ['由本人到银行办理', 'the holder handles it at the bank'],
  'balance-follows-person': ['跟人走，不受换卡影响', 'follows the person, whatever card'],
  'balance-refund-after-delay': ['待脱机交易清算后退还', 'refunded once offline rides have been settled'],
  // advice
  'advise-started': ['所在地已全面启动换发', 'the exchange is open where you live'],
  'advise-worn': ['原卡老化或损坏', 'the old card is worn or damaged'],
  'advise-elsewhere': ['需在外地长期居住、就医或工作', 'you live, work or see doctors elsewhere for long'],
  'advise-functions': ['想用金融或智慧城市功能', 'you want the financial or smart-city functions'],
  'advise-no-hurry': ['不必急于更换，旧卡继续有效', 'there is no hurry; the old card stays good'],
  'has-new-card': ['已持有第三代卡', 'already holds a third-generation card'],
  // gates
  'gate-open': ['准备就绪，可以开放', 'ready to open'],
  'gate-red': ['准备事项未完成：{items}', 'not ready yet: {items}'],
  'notice-missing': ['开放前须先发布公告', 'a notice must be published before opening'],
  'notice-late': [
    '公告发布于 {published}，晚于开放日 {opens}',
    'the notice was published on {published}, later than the opening on {opens}',
  ],
  throttled: [
    '网点限流至 {percent}%，线上不受影响；公告 {notice}',
    'outlets are held at {percent} %, online goes on; notice {notice}',
  ],
  'not-throttled': ['渠道正常', 'channels run as usual'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type ReasonCode = keyof typeof texts;
export const reasonCodes = Object.keys(texts) as ReasonCode[];

/** The words of one reason. */
export function reasonText(code: ReasonCode, facts: Facts, language: Language): string {
  return texts[code][language === 'zh' ? 0 : 1].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = facts[name] ?? '—';
    const list: readonly Fact[] = Array.isArray(value) ? value : [value as Fact];
    const shown = list.map((one) =>
      typeof one === 'object' ? one[language] : typeof one === 'number' ? String(one) : word(one, language),
    );
    return shown.join(language === 'zh' ? '、' : ', ');
  });
}
