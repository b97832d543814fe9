// Masks: what may be seen is seen, the rest is not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultMasks, maskAccount, maskAddress, maskDocumentNumber, maskName, maskPhone } from './masking.ts';

describe('masks', () => {
  test('SEC-01 document numbers, phones, accounts, names and addresses are masked', () => {
    expect(maskDocumentNumber('11010519491231002X')).toBe('110***********002X');
    expect(maskDocumentNumber('H12345678')).toBe('H******78');
    expect(maskPhone('13812345678')).toBe('138****5678');
    expect(maskPhone('010-6512')).toBe('0*****12');
    expect(maskAccount('6217001234567890123')).toBe('***************0123');
    expect(maskAccount('1234567')).toBe('*******');
    expect(maskName('张三丰')).toBe('张*');
    expect(maskName('欧阳修')).toBe('欧阳*');
    expect(maskName('欧阳')).toBe('欧*');
    expect(maskName('JOHN SMITH')).toBe('J*');
    expect(maskName('𬱟三')).toBe('𬱟*');
  });

  test('addresses end at the county', () => {
    expect(maskAddress('北京市东城区某某街道1号')).toBe('北京市东城区****');
    expect(maskAddress('福建省福州市鼓楼区某某路2号')).toBe('福建省福州市鼓楼区****');
    expect(maskAddress('广西壮族自治区北海市合浦县某某镇')).toBe('广西壮族自治区北海市合浦县****');
    expect(maskAddress('广西壮族自治区桂林市龙胜各族自治县某某乡')).toBe('广西壮族自治区桂林市龙胜各族自治县****');
    expect(maskAddress('某某路3号')).toBe('****');
    expect(maskAddress('')).toBe('');
  });

  test('never more than half of a short number is seen, and empty stays empty', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{1,25}$/), (number) => {
        const seen = [...maskDocumentNumber(number)].filter((character) => character !== '*').length;
        expect(seen).toBeLessThanOrEqual(Math.max(1, Math.floor(number.length / 2)));
        expect(maskDocumentNumber(number)).toHaveLength(number.length);
      }),
    );
    for (const mask of Object.values(defaultMasks)) expect(mask('')).toBe('');
  });
});
