// Every message the programme sends, as data. No message holds a link: it names the official app or 12333.
import type { SenderKind } from './lint-message.ts';

/** Kinds of variables; what each takes and how it is shown stands in render-template.ts. */
export type VariableKind =
  | 'maskedName'
  | 'day'
  | 'month'
  | 'partOfDay'
  | 'place'
  | 'reason'
  | 'count'
  | 'lastFour'
  | 'tracking'
  | 'hotline'
  | 'code';

export interface Template {
  sender: SenderKind;
  variables: Readonly<Record<string, VariableKind>>;
  zh: string;
  en: string;
  /** Codes somebody waits for pass the quiet hours. */
  pressing?: 'code';
}

const toHolder = { name: 'maskedName' } as const;

export const templates = {
  // Before and while ordering
  'choose-bank': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。您单位已组织申领第三代社保卡，请在官方App从单位的合作银行中选定一家并选择领卡方式。是否换卡由您自愿决定，不换卡的，原卡照常使用。',
    en: '{name}, your employer is ordering third-generation cards. Please choose one of its partner banks and how to collect the card in the official app. Changing is voluntary; your present card keeps working.',
  },
  'choose-bank-reminder': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。您还没有选择制卡银行，可在官方App选择。不换卡的，原卡照常使用。',
    en: '{name}, you have not chosen a bank yet; you can do so in the official app. If you do not change, your present card keeps working.',
  },
  'confirm-assisted': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。社区工作人员已按您的委托填好社保卡申领，请您本人在官方App或服务网点选择银行并确认。如未委托过他人，请拨打12333。',
    en: '{name}, a community worker has prepared your card order as you asked. Please choose the bank and confirm it yourself in the official app or at a service outlet. Did not ask? Call 12333.',
  },
  'batch-opened': {
    sender: 'bureau',
    variables: { place: 'place', day: 'day' },
    zh: '您订阅的通知：{place}自{day}起可以申领第三代社保卡。请在官方App或服务网点申领，换卡自愿，不必集中办理。',
    en: 'The notice you subscribed to: {place} opens for third-generation cards on {day}. Changing is voluntary; there is no need to come at once.',
  },
  'batch-planned': {
    sender: 'bureau',
    variables: { place: 'place', month: 'month' },
    zh: '您已订阅换卡通知。{place}计划于{month}开放申领，具体日期确定后会通知您。',
    en: 'You are subscribed. {place} is planned to open in {month}; you will be told the day once it is set.',
  },
  'notice-published': {
    sender: 'bureau',
    variables: { place: 'place', title: 'reason' },
    zh: '您订阅的{place}社保卡通知已发布：{title}。全文请在官方App或服务网点查看。',
    en: 'A notice for {place} that you subscribed to is out: {title}. Read it in the official app or at a service outlet.',
  },
  'order-accepted': {
    sender: 'bureau',
    variables: { ...toHolder, day: 'day' },
    zh: '{name}，您好。您的第三代社保卡申领已受理，预计{day}前完成制作（不含邮寄时间）。进度可在官方App查看。',
    en: '{name}, your card order is accepted. The card is to be made by {day}, mailing time not included. See the official app for progress.',
  },
  'order-returned': {
    sender: 'bureau',
    variables: { ...toHolder, reason: 'reason' },
    zh: '{name}，您好。您的社保卡申领需要补正：{reason}。请在官方App修改后重新提交，或到服务网点办理。',
    en: '{name}, your card order needs a correction: {reason}. Please correct it in the official app or at a service outlet.',
  },
  'account-refused': {
    sender: 'bureau',
    variables: { ...toHolder, bank: 'place', reason: 'reason' },
    zh: '{name}，您好。{bank}未能为您的社保卡开户：{reason}。请在官方App补正或改选银行后重新提交，也可以撤回申领。原卡照常使用，如有疑问请拨打12333。',
    en: '{name}, {bank} opened no account for your card: {reason}. Correct the order, choose another bank or take it back in the official app. Your present card keeps working. Questions: 12333.',
  },
  'order-rejected': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。您的社保卡申领未能受理，原因可在官方App或服务网点查询。原卡照常使用，待遇不受影响，如有疑问请拨打12333。',
    en: '{name}, your card order could not be accepted; the official app or a service outlet tells you why. Your present card keeps working and your benefits are not affected. Questions: 12333.',
  },
  'order-withdrawn': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。您的社保卡申领已撤回。原卡照常使用，需要时可以重新申领。如非本人操作请拨打12333。',
    en: '{name}, your card order was taken back. Your present card keeps working and you may order again. Not you? Call 12333.',
  },
  'promise-missed': {
    sender: 'bureau',
    variables: { ...toHolder, day: 'day' },
    zh: '{name}，您好。您的社保卡没有在承诺的{day}前完成制作，我们向您致歉。已安排专人跟进，完成后即通知您。原卡照常使用，如有疑问请拨打12333。',
    en: '{name}, we are sorry: your card was not made by {day} as promised. We are following it up and will tell you once it is made. Your present card keeps working. Questions: 12333.',
  },

  // Getting the card; the bank is the sender of record
  'card-at-outlet': {
    sender: 'bank',
    variables: { ...toHolder, outlet: 'place', hotline: 'hotline' },
    zh: '{name}，您好。您的第三代社保卡已到{outlet}，请本人携带有效身份证件领取。如有疑问请拨打我行客服{hotline}。',
    en: '{name}, your card has arrived at {outlet}. Please collect it in person with your identity document. Questions: {hotline}.',
  },
  'card-mailed': {
    sender: 'bank',
    variables: { ...toHolder, tracking: 'tracking', hotline: 'hotline' },
    zh: '{name}，您好。您的第三代社保卡已寄出，寄件单号{tracking}。卡片未启用，收到后请本人启用。如有疑问请拨打我行客服{hotline}。',
    en: '{name}, your card is in the mail, tracking number {tracking}. It is not enabled yet; please enable it yourself after receipt. Questions: {hotline}.',
  },
  'mail-came-back': {
    sender: 'bank',
    variables: { ...toHolder, hotline: 'hotline' },
    zh: '{name}，您好。您的社保卡寄送未成功，已退回我行。我行将再次寄送，或通知您到网点领取。如地址有变请拨打我行客服{hotline}。',
    en: '{name}, your card could not be delivered and came back to us. We will send it again or tell you where to collect it. Has your address changed? Call {hotline}.',
  },
  'mail-made-again': {
    sender: 'bank',
    variables: { ...toHolder, hotline: 'hotline' },
    zh: '{name}，您好。您的社保卡寄送未成功，已退回我行并作废，他人不能使用。我们将重新制作。如地址有变请拨打我行客服{hotline}。',
    en: '{name}, your card could not be delivered, came back to us and is void; nobody can use it. We are making a new one. Has your address changed? Call {hotline}.',
  },
  'fee-due-again': {
    sender: 'bank',
    variables: { ...toHolder, hotline: 'hotline' },
    zh: '{name}，您好。您的社保卡需要重新制作，按本地标准收取工本费，到我行网点缴费后开始制作。原卡照常使用，如有疑问请拨打我行客服{hotline}。',
    en: '{name}, your card has to be made again; the local fee applies and making begins once it is paid at an outlet of ours. Your present card keeps working. Questions: {hotline}.',
  },
  'mail-lost': {
    sender: 'bank',
    variables: { ...toHolder, hotline: 'hotline' },
    zh: '{name}，您好。您的社保卡在寄送途中遗失，该卡未启用，他人不能使用。我们将重新制作。如有疑问请拨打我行客服{hotline}。',
    en: '{name}, your card was lost in the mail. It was not enabled, so nobody can use it. We are making a new one. Questions: {hotline}.',
  },
  'delivery-visit': {
    sender: 'bank',
    variables: { ...toHolder, day: 'day', place: 'place', hotline: 'hotline' },
    zh: '{name}，您好。我行将于{day}到{place}发放社保卡，请本人携带有效身份证件到场。未到场的，卡片由网点保管。客服{hotline}。',
    en: '{name}, we will hand out cards at {place} on {day}. Please come in person with your identity document; otherwise the outlet keeps your card. Questions: {hotline}.',
  },

  // Enabling and what is left to do
  'benefit-held-account': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。您本期的待遇已为您暂存，没有打入旧账户。请持新社保卡到规定地点登记待遇账户，登记后补发。地点可在官方App查看或拨打12333。',
    en: '{name}, your benefit of this period is kept for you and was not paid into an old account. Take your card to the place of change; what is kept is then paid. See the official app or call 12333 for the place.',
  },
  'benefit-held-certification': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。您的待遇资格认证已逾期，待遇暂存；完成认证后补发。可在社区、社保经办机构刷社保卡办理，行动不便的可以预约上门，详询12333。',
    en: '{name}, your yearly certification is overdue and your benefit is kept for you; it is paid once you are certified. Tap your card at a community desk or agency, or ask for a visit at home: 12333.',
  },
  'benefit-returned': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。您的一笔待遇被银行退回，资金安全，已为您暂存。请持社保卡到社保经办机构查明原因，办妥后重新发放。详询12333。',
    en: '{name}, a payment to you came back from the bank. The money is safe and kept for you. Please take your card to the agency to find out why; it is then paid again. Call 12333.',
  },
  'certification-due': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。您的待遇资格认证即将到期。请在社区或社保经办机构刷社保卡认证，行动不便的可以预约上门。待遇照常发放，详询12333。',
    en: '{name}, your yearly certification is running out. Tap your card at a community desk or agency, or ask for a visit at home. Your benefit goes on meanwhile. Call 12333.',
  },
  'card-enabled': {
    sender: 'bureau',
    variables: { ...toHolder, lastFour: 'lastFour', oldLastFour: 'lastFour' },
    zh: '{name}，您好。新社保卡（尾号{lastFour}）已启用，原卡（尾号{oldLastFour}）社保功能同时失效。原卡不回收，其金融功能是否保留由您决定。如非本人操作请拨打12333。',
    en: '{name}, your new card ending {lastFour} is enabled; the social side of the old card ending {oldLastFour} is no longer valid. You keep the old card and decide about its bank account. Not you? Call 12333.',
  },
  'first-card-enabled': {
    sender: 'bureau',
    variables: { ...toHolder, lastFour: 'lastFour' },
    zh: '{name}，您好。您的社保卡（尾号{lastFour}）已启用，可以看病就医和办理社保业务。如非本人操作请拨打12333。',
    en: '{name}, your card ending {lastFour} is enabled for medical and social security use. Not you? Call 12333.',
  },
  checklist: {
    sender: 'bureau',
    variables: { ...toHolder, count: 'count' },
    zh: '{name}，您好。您的新社保卡还有{count}项待办，例如到发卡银行激活金融功能、在经办机构变更待遇账户。清单可在官方App查看。',
    en: '{name}, {count} steps are left for your new card, such as activating its bank account at the issuing bank or moving your benefits to it. The official app has the list.',
  },
  'reconfirm-at-18': {
    sender: 'bureau',
    variables: { ...toHolder, outlet: 'place' },
    zh: '{name}，您好。您已年满18岁，监护人代办的社保卡改由您本人确认。请携带有效身份证件到{outlet}领取并启用。',
    en: '{name}, you are now 18: please confirm in person the card your guardian ordered. Collect and enable it at {outlet} with your identity document.',
  },
  'guardian-changed': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。您代办的未成年人社保卡登记的监护关系有变化，领卡时请携带能证明监护关系的材料重新确认。如有疑问请拨打12333。',
    en: '{name}, the guardianship on record for the card you ordered has changed. Please bring proof when you collect it. Questions: 12333.',
  },

  // Cards nobody collects (only where the policy has them)
  'uncollected-first': {
    sender: 'bank',
    variables: { ...toHolder, outlet: 'place', day: 'day', hotline: 'hotline' },
    zh: '{name}，您好。您的社保卡在{outlet}等您领取，为您保管至{day}。客服{hotline}。',
    en: '{name}, your card waits for you at {outlet}. It is kept until {day}. Questions: {hotline}.',
  },
  'uncollected-second': {
    sender: 'bank',
    variables: { ...toHolder, outlet: 'place', day: 'day', hotline: 'hotline' },
    zh: '{name}，您好。您的社保卡仍在{outlet}，为您保管至{day}。不便到场可委托家人或联系我行改约，客服{hotline}。',
    en: '{name}, your card is still at {outlet} and kept until {day}. If you cannot come, send a family member or call us on {hotline}.',
  },
  'uncollected-third': {
    sender: 'bank',
    variables: { ...toHolder, outlet: 'place', day: 'day', hotline: 'hotline' },
    zh: '{name}，您好。您的社保卡在{outlet}保管至{day}，之后由银行按规定收回。您的待遇不受影响，以后可以重新申领。客服{hotline}。',
    en: '{name}, your card at {outlet} is kept until {day} and then taken back under the rules. Your benefits are not affected and you may order again. Questions: {hotline}.',
  },
  'uncollected-cancelled': {
    sender: 'bureau',
    variables: { ...toHolder },
    zh: '{name}，您好。您有一张社保卡因长期无人领取，已按规定收回注销。该卡未启用，不涉及资金，您的待遇不受影响。需要时可以重新申领，咨询请拨打12333。',
    en: '{name}, a card that was not collected in time was taken back under the rules. It was never enabled, no money is concerned, and your benefits are not affected. You may order again. Questions: 12333.',
  },

  // Loss and replacement
  'loss-reported': {
    sender: 'bureau',
    variables: { ...toHolder, lastFour: 'lastFour', day: 'day' },
    zh: '{name}，您好。您的社保卡（尾号{lastFour}）已于{day}挂失，社保功能已暂停使用。银行账户请另向发卡银行挂失。如非本人操作请拨打12333。',
    en: '{name}, your card ending {lastFour} was reported lost on {day} and can no longer be used. Please report the bank side to the issuing bank. Not you? Call 12333.',
  },
  'loss-withdrawn': {
    sender: 'bureau',
    variables: { ...toHolder, lastFour: 'lastFour' },
    zh: '{name}，您好。您的社保卡（尾号{lastFour}）已解除挂失，可以正常使用。如非本人操作请拨打12333。',
    en: '{name}, the loss report for your card ending {lastFour} is withdrawn and the card works again. Not you? Call 12333.',
  },
  'replacement-done': {
    sender: 'bureau',
    variables: { ...toHolder, lastFour: 'lastFour' },
    zh: '{name}，您好。您的社保卡已补换，新卡尾号{lastFour}，社保卡号和银行账号均有变化。用原账号领取待遇的，请到经办机构变更登记。',
    en: '{name}, your card was replaced; the new one ends {lastFour}. Both card and bank numbers are new. If a benefit is paid to the old number, please register the change with the paying agency.',
  },

  // Home visits
  'home-visit-scheduled': {
    sender: 'bureau',
    variables: { ...toHolder, day: 'day', part: 'partOfDay' },
    zh: '{name}，您好。社保卡上门服务约在{day}{part}。工作人员会出示工作证件，不收费用，也不会索要密码。改约请拨打12333。',
    en: '{name}, the home visit for your card is on {day}, in the {part}. Staff will show their badge, take no fee and never ask for a password. To change it call 12333.',
  },
  'home-visit-failed': {
    sender: 'bureau',
    variables: { ...toHolder, day: 'day', reason: 'reason' },
    zh: '{name}，您好。{day}的社保卡上门服务未能完成：{reason}。我们会再与您约定时间，您也可以拨打12333预约。',
    en: '{name}, the home visit on {day} could not be completed: {reason}. We will arrange another, or call 12333.',
  },

  // Codes and safety
  'sign-in-code': {
    sender: 'bureau',
    variables: { code: 'code', count: 'count' },
    zh: '验证码{code}，{count}分钟有效，用于登录社保卡服务。请勿告诉他人，工作人员不会索要验证码。',
    en: 'Code {code}, valid for {count} minutes, to sign in to card services. Do not share it; staff will never ask for it.',
    pressing: 'code',
  },
  'beware-of-fraud': {
    sender: 'bureau',
    variables: {},
    zh: '社保部门和合作银行不会发送含有网页链接的短信，也不会索要账号、密码或验证码。疑似诈骗请拨打12333或96110。',
    en: 'The bureau and its banks never send a link by text message and never ask for account numbers, passwords or codes. Suspicious? Call 12333 or 96110.',
  },
} as const satisfies Record<string, Template>;

export type TemplateCode = keyof typeof templates;
