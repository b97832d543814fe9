// Action: a person certifies by a tap of the own card at a community desk or counter (BEN-09): the chip, not a number or a paper.
import { action } from '../../base/action.ts';
import { DayText, Id, Maybe, shape, Text, Type } from '../../base/shape.ts';
import { lockHolder, maskedIdentityOf } from '../holders/index.ts';
import { authoriseHere, CredentialShape, reasons } from '../uses/index.ts';
import { findCertification, saveCertification } from './certification-store.ts';
import { refuse } from './refuse.ts';

/** The service of the catalogue under which the use of the card is recorded. */
const service = 'benefit-service';

export const certifyByCard = action({
  name: 'benefits.certify-by-card',
  title: { zh: '刷卡办理待遇资格认证', en: 'Certify by a tap of the card' },
  by: ['community-worker', 'bureau-clerk', 'bank-teller', 'outlet-manager'],
  input: shape({
    /** The person the desk is serving, where it knows already: somebody else's card certifies nobody. */
    holderId: Type.Optional(Id),
    terminal: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
    /** The terminal's own running number: a tap sent twice is one tap. */
    number: Type.String({ pattern: '^(0|[1-9][0-9]{0,17})$' }),
    credential: CredentialShape,
  }),
  output: shape({
    certified: Type.Boolean(),
    /** Null when certified. A card that may not be used is recorded as a refused use, and its holder sees it. */
    reason: Maybe(shape({ code: Text(40), zh: Text(200), en: Text(200) })),
    certifiedOn: Maybe(DayText),
    /** Masked, to be compared with the person at the desk. */
    name: Maybe(Text(100)),
  }),
  async run(call, { holderId: served, terminal, number, credential }) {
    // A number anybody can read off and a document anybody can copy say nothing about who is there.
    if (!('proof' in credential || ('certType' in credential && credential.certType === '03')))
      throw refuse('not-a-tap');
    const use = await authoriseHere(call, {
      ...{ terminal, number: BigInt(number), service, purpose: 'serve-holder', credential },
    });
    if (!use.allowed) {
      const reason = { code: use.reason!, ...reasons[use.reason!] };
      return { certified: false, reason, certifiedOn: null, name: null };
    }
    const { holderId } = use.card!;
    if (served && served !== holderId) throw refuse('other-card');
    const holder = await lockHolder(call, holderId);
    if (holder.deceasedOn !== null) throw refuse('certified-dead');
    // A number that was used for another act of the desk does not become a certification by being sent here.
    const before = use.repeated && (await findCertification(call.db, holderId, 'card-tap', call.today));
    if (use.repeated && !before) throw refuse('tap-spent');
    const { id: by, role, institutionId } = call.actor;
    const row = { id: call.newId(), holderId, how: 'card-tap', on: call.today, by, role, institutionId } as const;
    if (!before) await saveCertification(call.db, row, call.now);
    call.note({ how: 'card-tap', terminal, number });
    const names = await maskedIdentityOf(call, [holderId]);
    return { certified: true, reason: null, certifiedOn: call.today, name: names.get(holderId)!.name };
  },
});
