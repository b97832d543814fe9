// The explanation for people, and the comparison of packs.
import { describe, expect, test } from 'vitest';
import {
  askableGroups,
  channelNamed,
  diffPacks,
  explain,
  explanationText,
  groupOf,
  samplePerson,
  shippedPacks,
} from './index.ts';
import { beihai, beijing, d, fuzhou } from './people.fixture.ts';

describe('explain', () => {
  test('a retiree at a counter in September 2025: no, why, until when, and which channels are open', () => {
    const day = d('2025-09-15');
    const text = explanationText(
      explain(beijing, {
        day,
        person: samplePerson(beijing, 'retiree', day),
        channel: channelNamed(beijing, 'counter'),
      }),
    );
    for (const part of [
      '能否申领 / may apply: may=否 no; batch=batch-5; waitFor=2025-10',
      '京人社数据字〔2024〕133号 四(一)第五批〔A〕',
      '北京民生一卡通微信小程序',
      'the first third-generation card comes from the bank that pays the pension',
      '来源未说明（有效期）',
    ]) {
      expect(text).toContain(part);
    }
    const lines = text.split('\n');
    const zh = lines.findIndex((line) => line.includes('此渠道未开放'));
    expect(lines[zh + 1]).toContain('this channel is not open; open are: bureau website');
    expect(text).not.toContain('制卡时限');
  });

  test.each(Object.keys(shippedPacks))('the sample people of %s are of the group they stand for', (region) => {
    const pack = shippedPacks[region]!;
    for (const group of askableGroups) {
      const found = groupOf(pack, samplePerson(pack, group, d('2025-09-15')), d('2025-09-15')).value;
      if (found === 'unknown') throw new Error('unknown');
      expect(found.group === 'individual' ? [found.subGroup, 'individual'] : [found.group]).toContain(group);
    }
  });

  test('a channel is named by code or by kind, as the region has it', () => {
    expect(channelNamed(beijing, 'counter')).toBe('bank-outlet');
    expect(channelNamed(fuzhou, 'online')).toBe('region-app');
    expect(channelNamed(beijing, 'assisted')).toBe('community-help');
    expect(channelNamed(beijing, 'street-outlet')).toBe('street-outlet');
    for (const junk of ['', 'fax', '__proto__', 'toString']) expect(channelNamed(beijing, junk)).toBeUndefined();
  });
});

describe('HUB-05 comparison of two packs', () => {
  const differing = (found: ReturnType<typeof diffPacks>) => found.map(({ parameter }) => parameter);

  test('a pack does not differ from itself; a difference is symmetric', () => {
    expect(diffPacks(beijing, beijing)).toEqual([]);
    expect(differing(diffPacks(beijing, fuzhou))).toEqual(differing(diffPacks(fuzhou, beijing)));
  });

  test('Beijing and Fuzhou differ in fee, banks and expiry rules they have, not in the duty to change', () => {
    const found = differing(diffPacks(beijing, fuzhou));
    expect(found).toEqual(expect.arrayContaining(['fee', 'banks', 'promise', 'financialAccount', 'uncollected']));
    expect(found).not.toContain('duty');
    expect(differing(diffPacks(fuzhou, beihai))).toContain('expiry');
  });

  test('on a day only what holds then is compared', () => {
    const later = structuredClone(beijing);
    later.rules.throttle.unshift({
      when: { from: '2026-02-01' },
      value: { outletQuotaPercent: 50, notice: 'n' },
      cite: [],
    });
    expect(differing(diffPacks(beijing, later))).toEqual(['throttle']);
    expect(diffPacks(beijing, later, { on: d('2026-01-31') })).toEqual([]);
    expect(differing(diffPacks(beijing, later, { on: d('2026-02-01') }))).toEqual(['throttle']);
  });

  test('a changed citation alone is no difference of policy', () => {
    const cited = structuredClone(beijing);
    cited.rules.fee[0]!.note = 'other words';
    expect(diffPacks(beijing, cited)).toEqual([]);
  });
});
