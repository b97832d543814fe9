// Synthetic people with well-formed numbers, from a handed-in chance: for the world, samples and tests.
import { residentCheckCharacter, type Sex } from './identity-document.ts';

/** A number in [0, 1), like a seeded generator gives. */
export type Chance = () => number;

export type SamplePerson = { name: string; residentId: string; phone: string };

const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕',
  '欧阳',
  '司马',
];
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鹏宇晨轩涵雨欣梓怡嘉佳昊然'];

/** A whole number from `from` to `to`, both included. */
const between = (chance: Chance, from: number, to: number) => from + Math.floor(chance() * (to - from + 1));
const oneOf = <T>(chance: Chance, list: readonly T[]): T => list[Math.floor(chance() * list.length)]!;

/**
 * A resident identity number with a right check character. It belongs to nobody on purpose, but any well-formed number
 * may belong to somebody by chance: never send one to a real register.
 */
export function sampleResidentId(
  chance: Chance,
  wish: { region?: string; bornFrom?: number; bornTo?: number; sex?: Sex } = {},
): string {
  const region = wish.region ?? oneOf(chance, ['110101', '350102', '131102', '450502', '450302']);
  const two = (n: number) => String(n).padStart(2, '0');
  const year = between(chance, wish.bornFrom ?? 1950, wish.bornTo ?? 2007);
  const born = `${year}${two(between(chance, 1, 12))}${two(between(chance, 1, 28))}`;
  const pair = between(chance, 0, 499) * 2;
  const sequence = pair + (wish.sex === 'male' ? 1 : wish.sex === 'female' ? 0 : between(chance, 0, 1));
  const first17 = `${region}${born}${String(sequence).padStart(3, '0')}`;
  return first17 + residentCheckCharacter(first17);
}

/** A person with a name, a resident identity number and a mobile number. */
export function samplePerson(chance: Chance, wish: Parameters<typeof sampleResidentId>[1] = {}): SamplePerson {
  const name = oneOf(chance, surnames) + oneOf(chance, given) + (chance() < 0.7 ? oneOf(chance, given) : '');
  const phone = `${oneOf(chance, ['130', '138', '150', '159', '177', '186', '199'])}${String(between(chance, 0, 99_999_999)).padStart(8, '0')}`;
  return { name, residentId: sampleResidentId(chance, wish), phone };
}
