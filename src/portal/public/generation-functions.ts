// What each generation of the card does, row by row with its source: the page about the third generation shows these rows and nothing else.
import { cardFunctionCodes, cardFunctions, cardProducts, offersFunction } from '../../domain/cards/index.ts';
import type { Words } from '../web/visit.ts';

export interface GenerationRow {
  readonly code: string;
  readonly what: Words;
  /** First, second, third generation. */
  readonly values: readonly [Words, Words, Words];
  readonly cite: { readonly document: string; readonly clause: string; readonly grade: string };
}

const w = (zh: string, en: string): Words => ({ zh, en });
const yes = w('有', 'yes');
const no = w('无', 'no');
const added = w('新增', 'new');
const history = { document: 'encyclopaedia', clause: '代际对比', grade: 'C' };
const launch = { document: 'hengshui-launch', clause: '三代对比', grade: 'B' };
const national = { document: 'moh-2020-101', clause: '功能要求', grade: 'C' };

const fromProducts = (pick: (one: (typeof cardProducts)[1]) => Words): readonly [Words, Words, Words] => [
  pick(cardProducts[1]),
  pick(cardProducts[2]),
  pick(cardProducts[3]),
];
const list = (of: readonly (string | number)[], end = ''): Words => w(of.join('、') + end, of.join(', ') + end);

export const generationRows: readonly GenerationRow[] = [
  {
    code: 'specification',
    what: w('规范版本', 'specification'),
    values: fromProducts((one) => list([one.socialSpecification])),
    cite: history,
  },
  {
    code: 'capacity',
    what: w('芯片容量', 'room on the chip'),
    values: fromProducts((one) => list(one.capacitiesK, ' K')),
    cite: history,
  },
  {
    code: 'interface',
    what: w('读卡方式', 'how it is read'),
    values: fromProducts((one) =>
      one.interfaces.includes('contactless') ? w('接触 + 非接触', 'contact and contactless') : w('接触', 'contact'),
    ),
    cite: national,
  },
  {
    code: 'algorithms',
    what: w('密码算法', 'ciphers'),
    values: fromProducts((one) => list(one.algorithms)),
    cite: national,
  },
  {
    code: 'bank',
    what: w('金融功能', 'bank side'),
    values: fromProducts((one) => (one.bankSpecification ? w(one.bankSpecification, one.bankSpecification) : no)),
    cite: national,
  },
  // The functions have one owner, the cards; a function of one generation alone is what that generation added.
  ...cardFunctionCodes.map((code): GenerationRow => {
    const { name, generations } = cardFunctions[code];
    const value = (generation: 1 | 2 | 3): Words =>
      !offersFunction(generation, code) ? no : generations.length === 1 ? added : yes;
    return { code, what: name, values: [value(1), value(2), value(3)], cite: history };
  }),
  { code: 'transport', what: w('交通出行', 'transport'), values: [no, no, added], cite: launch },
  {
    code: 'elsewhere',
    what: w('异地使用', 'use elsewhere'),
    values: [no, w('有限', 'limited'), w('跨省', 'across provinces')],
    cite: history,
  },
];
