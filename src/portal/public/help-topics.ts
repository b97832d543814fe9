// What people ask, answered in plain words, one topic a journey (ECD-06). Short sentences; a word of the trade is explained where it is used.
import type { Words } from '../web/visit.ts';

const w = (zh: string, en: string): Words => ({ zh, en });

export interface HelpTopic {
  readonly code: string;
  readonly title: Words;
  /** The answer in a sentence or two, before any step. */
  readonly short: Words;
  readonly steps: readonly Words[];
  /** What else one asks at this place. */
  readonly more?: readonly { readonly question: Words; readonly answer: Words }[];
  readonly links: readonly (Words & { readonly to: string })[];
}

/** Words of the trade, and what they mean; a page that uses one explains it below. */
export const helpTerms: readonly { readonly word: Words; readonly means: Words }[] = [
  {
    word: w('启用', 'enable'),
    means: w(
      '打开新卡的社保功能。启用后旧卡停用。',
      'Switches the social security side of the new card on. The old card stops then.',
    ),
  },
  {
    word: w('激活', 'activate'),
    means: w('在银行打开新卡的存钱取钱功能。', 'The bank switches on the side of the card that holds money.'),
  },
  {
    word: w('挂失', 'report it lost'),
    means: w(
      '让丢了的卡马上不能用。找到了可以恢复。',
      'The lost card stops at once. If you find it, it can be brought back.',
    ),
  },
  {
    word: w('资格认证', 'certify'),
    means: w('每年证明一次，领钱的是您本人。', 'Once a year you show that the money goes to you.'),
  },
  {
    word: w('证书密码', 'certificate PIN'),
    means: w(
      '第三代卡里的一个密码，只在刷卡登录时用。',
      'A number kept in the third-generation card, used only to sign in with it.',
    ),
  },
  {
    word: w('电子社保卡', 'e-card'),
    means: w('手机里的社保卡。没有它，实体卡照样用。', 'The card on a telephone. The card itself works without it.'),
  },
];

export const helpTopics: readonly HelpTopic[] = [
  {
    code: 'change',
    title: w('我要不要换卡', 'Do I need a new card'),
    short: w(
      '换卡自愿。不换，养老金和看病都不受影响。',
      'It is your choice. Your pension and your care stay either way.',
    ),
    steps: [
      w('先看看什么时候轮到您。', 'See when it is your turn.'),
      w('轮到了，想换再换。', 'When it is, change if you wish to.'),
      w('新卡启用之前，旧卡一直能用。', 'The old card works until you enable the new one.'),
    ],
    more: [
      {
        question: w('有人打电话催我换卡', 'Somebody calls and urges me'),
        answer: w(
          '别信，也别点链接。到“消息核对”查一查，或拨打 12333。',
          'Do not believe it, and open no link. Check the message here, or call 12333.',
        ),
      },
    ],
    links: [
      { to: '/change', ...w('看看我要不要换', 'See whether I need to') },
      { to: '/check-message', ...w('消息核对', 'Check a message') },
    ],
  },
  {
    code: 'apply',
    title: w('怎样申领新卡', 'How to order the card'),
    short: w(
      '网上五步，三分钟。一步一个问题，填一半也会存着。',
      'Five steps online, about three minutes. One question at a time, and half a form is kept.',
    ),
    steps: [
      w('登录，点“申领新卡”。', 'Sign in and press “Order the new card”.'),
      w('传一张白底照片。没有也行，到网点再拍。', 'Send a photo on white. Without one, an outlet takes it.'),
      w('选一家银行。', 'Choose a bank.'),
      w('选怎么领：到网点，或寄到家。', 'Choose how to get it: at an outlet, or by mail.'),
      w('看一遍，提交。', 'Read it once more and send it.'),
    ],
    more: [
      {
        question: w('申领被退回了', 'My order came back'),
        answer: w(
          '打开申领进度，会写明为什么退回。只改写明的地方，再提交就行。',
          'Open your order: it says why. Change only what it names and send it again.',
        ),
      },
    ],
    links: [
      { to: '/my/apply', ...w('去申领', 'Order now') },
      { to: '/my/orders', ...w('看进度', 'See my order') },
    ],
  },
  {
    code: 'photo',
    title: w('照片怎么拍', 'How to take the photo'),
    short: w(
      '白墙前，看镜头，不戴帽。不合格会告诉您为什么、怎样重拍。',
      'Before a white wall, looking at the camera, no hat. If it is no good we say why and how to do better.',
    ),
    steps: [
      w('站在白墙前，光线要亮。', 'Stand before a white wall, in good light.'),
      w('请别人拍，镜头和眼睛一样高。', 'Let somebody else take it, at the height of your eyes.'),
      w('睁开眼，露出两只耳朵。', 'Eyes open, both ears seen.'),
      w('深色上衣更清楚。', 'Dark clothes stand out better.'),
    ],
    links: [{ to: '/my/apply/photo', ...w('提交照片', 'Send a photo') }],
  },
  {
    code: 'collect',
    title: w('领到新卡后做什么', 'What to do with the new card'),
    short: w(
      '先启用，再到银行激活。两件事分开办。',
      'Enable it first, then activate it at the bank. They are two things.',
    ),
    steps: [
      w('启用：在网上点一下，或请柜台办。', 'Enable: one press online, or at a counter.'),
      w('激活：本人带身份证到银行办。', 'Activate: go to the bank with your identity card.'),
      w('换了银行的，看看养老金、水电费要不要改。', 'With another bank, see what is paid to or from the old number.'),
    ],
    links: [
      { to: '/my/cards', ...w('我的卡', 'My cards') },
      { to: '/my/checklist', ...w('新旧卡待办', 'Old to new') },
    ],
  },
  {
    code: 'lost',
    title: w('卡丢了怎么办', 'My card is lost'),
    short: w('马上挂失，当时生效。银行那边也打个电话。', 'Report it lost: it stops at once. Call the bank as well.'),
    steps: [
      w('点“挂失”，或拨打 12333。', 'Press “Report loss”, or call 12333.'),
      w('找到了，可以恢复。', 'If you find it, bring it back.'),
      w('找不到，再补一张。', 'If not, order another.'),
    ],
    links: [
      { to: '/my/cards/loss', ...w('挂失', 'Report loss') },
      { to: '/my/cards/replace', ...w('补一张', 'Replace it') },
    ],
  },
  {
    code: 'benefits',
    title: w('养老金和补贴发到哪张卡', 'Where my pension is paid'),
    short: w(
      '发到您登记的那张卡。换了卡，要不要改，页面会写明。',
      'To the card on your record. After a change of card the page says what has to follow.',
    ),
    steps: [
      w('打开“我的待遇”，看每一项发到哪张卡。', 'Open “My benefits” and see the card of each.'),
      w(
        '标着“仍是旧卡”的，点一次，全部改到新卡。',
        'Where it says “still the old card”, press once: all of them move.',
      ),
      w('带身份证和新卡，到页面写明的地方确认。', 'Take your identity card and the new card to the place it names.'),
    ],
    more: [
      {
        question: w('改好之前钱会丢吗', 'Is money lost until then'),
        answer: w('不会。钱先留着，改好后补发。', 'No. It is kept and paid once it is done.'),
      },
      {
        question: w('一年一次的资格认证怎么做', 'How to certify once a year'),
        answer: w(
          '带卡到社区就行。走不动的，请社区上门。',
          'Go to the community office with the card. If you cannot walk, they come to you.',
        ),
      },
    ],
    links: [{ to: '/my/benefits', ...w('我的待遇', 'My benefits') }],
  },
  {
    code: 'family',
    title: w('替孩子或老人办', 'For a child or a parent'),
    short: w(
      '孩子的卡，家长用自己的手机办。老人可以请社区帮忙填。',
      'A parent orders for a child on the own phone. An elder may let the community help.',
    ),
    steps: [
      w(
        '孩子：在“家人”里加上孩子，核实后就能代办。',
        'A child: add it under “Family”. Once that is verified you act for it.',
      ),
      w('老人：社区工作者代填，本人自己确认。', 'An elder: a community worker fills in, the person confirms.'),
      w('谁也不能替老人选银行。', 'Nobody chooses the bank for an elder.'),
    ],
    links: [{ to: '/my/family', ...w('家人', 'Family') }],
  },
  {
    code: 'no-phone',
    title: w('没有智能手机怎么办', 'Without a telephone'),
    short: w(
      '一张卡就够。看病、乘车、领钱、办事，都可以只刷卡。',
      'The card is enough. Care, transport, money and offices all take the card alone.',
    ),
    steps: [
      w('办卡：到网点，或请社区、银行上门。', 'To get it: an outlet, the community, or a visit of the bank.'),
      w('用卡：插卡或碰一碰，不用扫码。', 'To use it: insert it or tap it; no code to scan.'),
      w(
        '上网办：在有读卡器的电脑上，用卡和证书密码登录。',
        'Online: at a computer with a reader, sign in with the card and its certificate PIN.',
      ),
    ],
    more: [
      {
        question: w('一定要电子社保卡吗', 'Do I need the e-card'),
        answer: w('不一定。有更方便，没有也都能办。', 'No. It helps, and everything works without it.'),
      },
    ],
    links: [
      { to: '/outlets', ...w('找附近网点', 'Find an outlet') },
      { to: '/sign-in/card', ...w('刷卡登录', 'Sign in by card') },
    ],
  },
];
