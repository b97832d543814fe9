// Every refusal of orders, with cause and remedy.
import { type Refusal, type RefusalText, refusals } from '../../base/refusal.ts';
import { type Objection, objections, type Refused } from './judge-order.ts';

const conflict = (zh: string, en: string, remedyZh: string, remedyEn: string): RefusalText => ({
  status: 409,
  zh,
  en,
  remedy: { zh: remedyZh, en: remedyEn },
});

const objectionTexts = Object.fromEntries(
  (Object.keys(objections) as Objection[]).map((code) => {
    const { zh, en, remedy } = objections[code];
    return [code, { status: 409, zh: `${zh}：{grounds}`, en: `${en}: {groundsEn}`, remedy } satisfies RefusalText];
  }),
) as Record<Objection, RefusalText>;

export const refuse = refusals('orders', {
  ...objectionTexts,
  'no-such-order': {
    status: 404,
    zh: '没有这张申领单',
    en: 'There is no such order',
    remedy: { zh: '请核对申领单编号。', en: 'Check the number of the order.' },
  },
  'bad-period': {
    status: 400,
    zh: '期间有误：截止日早于起始日',
    en: 'The period is wrong: it ends before it begins',
    remedy: { zh: '请更正起止日期。', en: 'Correct the two days.' },
  },
  'no-such-group': {
    status: 404,
    zh: '没有这个集体申领',
    en: 'There is no such group order',
    remedy: { zh: '请核对编号。', en: 'Check the number.' },
  },
  'no-such-import': {
    status: 404,
    zh: '没有这次名册导入',
    en: 'There is no such roster import',
    remedy: { zh: '请先上传名册核对。', en: 'Upload the roster for checking first.' },
  },
  'no-such-person': {
    status: 404,
    zh: '没有查到持此证件的人',
    en: 'Nobody is registered with this document',
    remedy: { zh: '请核对证件；未参保登记的先办理登记。', en: 'Check the document; register the person first.' },
  },
  'not-yours': {
    status: 403,
    zh: '此申领单不在您的办理范围内',
    en: 'This order is not yours to handle',
    remedy: {
      zh: '请由本人、其单位、所选银行或属地人社部门办理。',
      en: 'The holder, the unit, the bank chosen or the bureau of the region may.',
    },
  },
  'order-cannot-move': conflict(
    '申领单 {orders} 不能变为“{to}”',
    'Order {orders} cannot become “{to}”',
    '请刷新后查看申领单的当前状态。',
    'Look at the present state of the order.',
  ),
  'order-under-way': conflict(
    '此人已有办理中的申领单',
    'The person has an order under way',
    '请勿重复申领；需要更改的先撤回原申领单。',
    'Do not order twice; to change something withdraw the first order.',
  ),
  'two-under-way': conflict(
    '两份档案各有办理中的申领单：{orders}',
    'Both records have an order under way: {orders}',
    '请先由本人撤回其中一张（未开始制卡的），或等其中一张办结。',
    'Let the person withdraw one of them, or wait until one is done.',
  ),
  'card-not-enabled': conflict(
    '新卡已领到，请先启用',
    'The new card is in hand; enable it first',
    '启用后即可使用；新卡丢失的请按丢失补换办理。',
    'Enable it, or replace it as lost.',
  ),
  'holder-deceased': conflict(
    '登记信息显示此人已身故',
    'The person is registered as deceased',
    '登记有误的请到人社部门更正。',
    'If that is wrong, have the bureau correct it.',
  ),
  'channel-missing': conflict(
    '请通过已开通的线上渠道申领',
    'Order through one of the open online channels',
    '可用渠道见“我能申领吗”。',
    'Ask may-i-apply which channels are open.',
  ),
  'bank-left': conflict(
    '银行 {bank} 已不再接受新申领',
    'Bank {bank} takes no new orders',
    '请另选一家合作银行。',
    'Choose another partner bank.',
  ),
  'outlet-wrong': conflict(
    '领卡网点不属于所选银行或不在本地',
    'The outlet is not one of the bank chosen in this region',
    '请在所选银行的本地网点中选择。',
    'Choose an outlet of that bank in this region.',
  ),
  'outlet-missing': {
    status: 400,
    zh: '请选择领卡网点',
    en: 'Choose the outlet where the card is collected',
    remedy: { zh: '请填写 outletId。', en: 'Give outletId.' },
  },
  'address-missing': {
    status: 400,
    zh: '邮寄或送卡需要地址',
    en: 'Mail and delivery need an address',
    remedy: { zh: '请填写收件地址。', en: 'Give the address.' },
  },
  'delivery-not-offered': conflict(
    '单位尚未提供送卡地址',
    'The unit has not named a place for delivery',
    '请联系单位经办人，或另选领卡方式。',
    'Ask the clerk, or collect another way.',
  ),
  'not-a-counter': {
    status: 403,
    zh: '您的机构不是受理柜台',
    en: 'Your institution is no counter for orders',
    remedy: {
      zh: '请到银行网点、区街网点或经办机构办理。',
      en: 'Use a bank outlet, district or street office or agency.',
    },
  },
  'other-bank': conflict(
    '本柜台属于 {own}，不能为 {bank} 受理',
    'This counter belongs to {own} and cannot order for {bank}',
    '请到所选银行的网点办理。',
    'Go to an outlet of the bank chosen.',
  ),
  'materials-missing': conflict(
    '材料不齐：缺 {missing}',
    'Missing: {missing}',
    '请补齐材料后再受理；没有保存任何内容。',
    'Bring what is missing; nothing was saved.',
  ),
  'form-not-signed': conflict(
    '申领表尚未签字',
    'The form is not signed',
    '请本人在申领表上签字后再受理。',
    'Have the holder sign the form first.',
  ),
  'guardian-needed': conflict(
    '须由监护人办理',
    'A guardian has to act',
    '请监护人携带证明到场，或由监护人线上代办。',
    'The guardian comes with proof, or orders online.',
  ),
  'group-exists': conflict(
    '本单位已开启集体申领',
    'The group order is open already',
    '请在原集体申领中继续办理。',
    'Go on in the one that is open.',
  ),
  'organiser-banks': conflict(
    '所选银行超出范围或数量：可用 {offered}',
    'Too many banks, or not partner banks: usable are {offered}',
    '请按规定数量在合作银行中选择。',
    'Choose among the partner banks, as many as allowed.',
  ),
  'banks-in-use': conflict(
    '已有人选择 {banks}，不能取消',
    'People have chosen {banks} already',
    '请保留该银行，或等这些申领单提交后再改。',
    'Keep that bank, or change it after these orders are submitted.',
  ),
  'roster-refused': {
    status: 422,
    zh: '名册无法读取：{problem}',
    en: 'The roster cannot be read: {problemEn}',
    remedy: { zh: '{remedy}', en: '{remedyEn}' },
  },
  'already-submitted': conflict(
    '申领单已提交，不能再改',
    'The order has been submitted',
    '需要更改的请撤回后重新办理。',
    'Withdraw it and order again.',
  ),
  'nobody-decided': conflict(
    '还没有人选好银行',
    'Nobody has chosen a bank yet',
    '请先提醒本人选择。',
    'Remind the people first.',
  ),
  'helper-cannot-decide': conflict(
    '帮办人员不能替本人作决定',
    'A helper cannot decide for the person',
    '请本人在设备上确认。',
    'Let the person confirm on the device.',
  ),
  'nothing-to-charge': conflict(
    '没有收费标准或无需缴费，不得收费',
    'There is no standard or nothing to pay: nothing may be charged',
    '请勿收取任何费用。',
    'Do not charge anything.',
  ),
  'wrong-amount': conflict(
    '应收 {due} 分，不是 {given} 分',
    'Due are {due} fen, not {given}',
    '请按标准收取。',
    'Charge the standard.',
  ),
  'paid-already': conflict('已缴费', 'It is paid already', '请勿重复收费。', 'Do not charge twice.'),
  'not-waiting': conflict(
    '此申领单不在等待此操作',
    'The order is not waiting for this',
    '请查看申领单的当前状态。',
    'Look at the present state of the order.',
  ),
  'visit-reason': conflict(
    '此原因不在本地上门服务范围内',
    'This is no reason for a visit at home here',
    '可上门的情形：{offered}。',
    'Visits are made for: {offered}.',
  ),
  'group-changed': conflict(
    '领卡当天您属于另一类人群，其银行为 {offered}，与这张卡不同',
    'On the day of hand-over you belong to another group, whose banks are {offered}, not that of this card',
    '请撤回此申领单（原卡照常使用），按现在的人群重新申领。',
    'Withdraw this order (the old card stays good) and order as a member of the new group.',
  ),
  'day-passed': conflict('上门日期已过', 'That day has passed', '请选择今天或以后的日期。', 'Choose today or later.'),
  'not-a-visitor': conflict(
    '所选的人不是本行在职的上门专员',
    'Whoever is to go is not visiting staff of this bank',
    '请从本行上门专员名单中选择。',
    'Choose from the list of visiting staff of the bank.',
  ),
  'other-person': conflict(
    '证件与申领人不一致',
    'The document is not that of the person of the order',
    '请核对证件和申领单。',
    'Compare the document with the order.',
  ),
  'open-already': conflict('现在就可以申领，无需等待', 'It is open already', '请直接申领。', 'Order now.'),
  'nothing-to-wait-for': conflict(
    '目前没有可预告的开放日期',
    'There is no opening to wait for',
    '请查看所列原因。',
    'See the grounds.',
  ),
  'booking-off': conflict(
    '本地（{region}）未开通预约',
    'There is no booking in {region}',
    '无需预约，请在办公时间直接前往网点。',
    'No booking is needed: come while the counter is open.',
  ),
  'booking-needed': conflict(
    '本网点须预约后办理；最近可预约的日期：{next}',
    'This counter takes orders by booking only; the next day with a free place is {next}',
    '请在“预约柜面”选择日期和网点后按约前来，或线上办理。',
    'Book a day and come then, or order online.',
  ),
  'counter-elsewhere': conflict(
    '该网点属于 {own}，不在 {region}',
    'This counter is in {own}, not in {region}',
    '请选择本地区的网点。',
    'Choose a counter of this region.',
  ),
  'no-booking-there': conflict(
    '该机构不是受理柜台，不能预约',
    'This institution is no counter: nothing can be booked there',
    '请选择银行网点、区街网点或经办机构。',
    'Choose a bank outlet, district or street office or agency.',
  ),
  'not-a-booking-day': conflict(
    '该网点 {day} 没有开放预约',
    'The counter has opened no places for {day}',
    '请先查看可预约日期，或直接前往。',
    'Look at the days that can be booked, or come without.',
  ),
  'no-place-left': conflict(
    '该网点 {day} 的名额已满',
    'No place is left at the counter for {day}',
    '请另选日期或网点。',
    'Choose another day or counter.',
  ),
  'booked-already': conflict(
    '您已预约 {day}',
    'You have booked {day} already',
    '需要改期的请先取消原预约。',
    'To change the day cancel that booking first.',
  ),
  'counter-day-passed': conflict(
    '日期已过',
    'That day has passed',
    '请选择今天或以后的日期。',
    'Choose today or later.',
  ),
  'booking-over': conflict(
    '此预约已办结或已取消',
    'The booking is over',
    '请在“我的预约”中查看；需要时重新预约。',
    'See my bookings; book again if needed.',
  ),
  'no-such-booking': {
    status: 404,
    zh: '没有这个预约',
    en: 'There is no such booking',
    remedy: { zh: '请在“我的预约”中查看编号。', en: 'See the number in my bookings.' },
  },
  'not-booked-here': conflict(
    '此人今天在本网点没有预约',
    'The person has no booking here today',
    '请核对预约的网点和日期；未预约的按现场顺序办理。',
    'Check counter and day; who has not booked takes an ordinary turn.',
  ),
  'places-booked': conflict(
    '有 {days} 天已预约人数超过该名额',
    'On {days} of these days more people have booked',
    '名额不得少于已预约人数；没有更改任何一天。',
    'Leave at least the places that are booked; no day was changed.',
  ),
  span: {
    status: 400,
    zh: '起止日期颠倒或超过 {most} 天',
    en: 'The span ends before it begins or is longer than {most} days',
    remedy: { zh: '请缩短或更正日期。', en: 'Correct or shorten it.' },
  },
});

/** The refusal for a wish that policy turned down; with the reasons in both languages and their sources. */
export function refuseWish({ objection, grounds, offered, waitFor }: Refused): Refusal {
  return refuse(objection, {
    grounds: grounds.length > 0 ? grounds.map(({ zh }) => zh) : [objections[objection].zh],
    groundsEn: grounds.length > 0 ? grounds.map(({ en }) => en) : [objections[objection].en],
    codes: grounds.map(({ code }) => code),
    sources: [...new Set(grounds.flatMap(({ citations }) => citations.map((one) => `${one.document} ${one.clause}`)))],
    offered,
    waitFor,
  });
}
