// All business of the human resources and social security side takes the card.
import { expect, test } from 'vitest';
import { hrssBusinesses, services } from '../../src/domain/uses/catalogue.ts';
import { chip, usesHouse } from '../../src/domain/uses/uses.fixture.ts';

const t = await usesHouse();
const fields = ['identity', 'social-insurance', 'employment'];

test('BEN-05 the catalogue covers all HRSS business, and each is done with a card of the second and of the third generation', async () => {
  const named = new Set(hrssBusinesses.map(({ service }) => service));
  for (const { code, service, cite } of hrssBusinesses) {
    const found = services.find((one) => one.code === service);
    expect(found, code).toBeDefined();
    expect(fields, code).toContain(found!.field);
    expect(cite.document, code).toMatch(/^(encyclopaedia|fuzhou-press)$/);
  }
  // And the other way round: no service of the two HRSS fields stands outside what the sources name.
  for (const { code, field } of services)
    if (field === 'social-insurance' || field === 'employment') expect(named, code).toContain(code);

  for (const generation of [2, 3] as const) {
    const [card] = await t.people(1, generation);
    for (const service of named) {
      const { allowed, reason } = await t.use({ service, credential: chip(card!) });
      // Two ask the person for something besides: a PIN, or a lasting consent. None refuses the card.
      const asks = { 'self-service-query': 'pin-needed', 'record-lookup': 'consent-missing' }[service] ?? null;
      expect([service, allowed, reason]).toEqual([service, asks === null, asks]);
    }
  }
});
