// The page about the generations says of every function what the cards say of it.
import { expect, test } from 'vitest';
import { cardFunctionCodes, offersFunction } from '../../domain/cards/index.ts';
import { generationRows } from './generation-functions.ts';

test('GEN-14 GEN-22 the table shows every function of the card, as the cards know it, once', () => {
  expect(new Set(generationRows.map(({ code }) => code)).size).toBe(generationRows.length);
  for (const code of cardFunctionCodes) {
    const { values } = generationRows.find((one) => one.code === code)!;
    const shown = values.map(({ en }) => en !== 'no');
    expect(shown, code).toEqual(([1, 2, 3] as const).map((generation) => offersFunction(generation, code)));
  }
  const words = (code: string) => generationRows.find((one) => one.code === code)!.values.map(({ zh }) => zh);
  expect(words('medical')).toEqual(['有', '有', '有']);
  expect(words('benefits')).toEqual(['无', '有', '有']);
  expect(words('quick-payment')).toEqual(['无', '无', '新增']);
  expect(words('contactless')).toEqual(['无', '无', '新增']);
});

test('MET-09 the sizes of chips on the page: 8 and 16 K, 32 K, 48 and 80 K', () => {
  const { values } = generationRows.find((one) => one.code === 'capacity')!;
  expect(values.map(({ en }) => en)).toEqual(['8, 16 K', '32 K', '48, 80 K']);
});
