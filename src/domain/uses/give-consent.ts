// Actions: a holder lets a service that needs it see the record, of one institution or of all, and takes that back.
import { action, query } from '../../base/action.ts';
import { DayText, Id, Instant, Maybe, Nothing, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { requireMayActFor } from '../holders/index.ts';
import { getInstitution } from '../institutions/index.ts';
import { findService, serviceCodes } from './catalogue.ts';
import { refuse } from './refuse.ts';
import { consentsOf, endConsent, replaceConsent } from './store.ts';

export const giveConsent = action({
  name: 'uses.give-consent',
  title: { zh: '同意使用我的信息', en: 'Consent to a service' },
  by: ['citizen'],
  input: shape({
    holderId: Type.Optional(Id),
    service: OneOf(serviceCodes),
    institutionId: Type.Optional(Id),
    until: Type.Optional(DayText),
  }),
  output: shape({ consentId: Id }),
  async run(call, { holderId = call.actor.id, service, institutionId = null, until = null }) {
    await requireMayActFor(call, holderId);
    if (!findService(service)!.consent) throw refuse('no-consent-needed');
    if (institutionId) await getInstitution(call.db, institutionId);
    const id = call.newId();
    await replaceConsent(call.db, { id, holderId, service, institutionId, givenAt: call.now, until });
    call.about(holderId);
    call.note({ consentId: id, service, institutionId });
    return { consentId: id };
  },
});

export const withdrawConsent = action({
  name: 'uses.withdraw-consent',
  title: { zh: '撤回同意', en: 'Withdraw a consent' },
  by: ['citizen'],
  input: shape({ holderId: Type.Optional(Id), consentId: Id }),
  output: Nothing,
  async run(call, { holderId = call.actor.id, consentId }) {
    await requireMayActFor(call, holderId);
    if ((await endConsent(call.db, holderId, consentId, call.now)) === 0) throw refuse('no-consent');
    call.about(holderId);
    call.note({ consentId });
    return {};
  },
});

export const myConsents = query({
  name: 'uses.my-consents',
  title: { zh: '我的同意记录', en: 'My consents' },
  by: ['citizen'],
  personal: true,
  input: shape({ holderId: Type.Optional(Id) }),
  output: shape({
    consents: Type.Array(
      shape({ consentId: Id, service: Text(64), institutionId: Maybe(Id), givenAt: Instant, until: Maybe(DayText) }),
    ),
  }),
  async run(call, { holderId = call.actor.id }) {
    await requireMayActFor(call, holderId);
    call.about(holderId);
    const rows = await consentsOf(call.db, holderId);
    return {
      consents: rows.map(({ id, service, institutionId, givenAt, until }) => ({
        ...{ consentId: id, service, institutionId, until },
        givenAt: givenAt.toISOString(),
      })),
    };
  },
});
