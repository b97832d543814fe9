// Action: staff who saw a person alive certify it: on a visit, or through a helper with a mandate (BEN-09).
import { action } from '../../base/action.ts';
import { DayText, Id, OneOf, shape } from '../../base/shape.ts';
import { lockHolder, requireMayHelp } from '../holders/index.ts';
import { saveCertification } from './certification-store.ts';
import { refuse } from './refuse.ts';

export const certifyHolder = action({
  name: 'benefits.certify-holder',
  title: { zh: '待遇资格认证', en: 'Certify somebody for benefits' },
  by: ['community-worker', 'benefit-officer', 'bureau-clerk'],
  input: shape({ holderId: Id, how: OneOf(['visit', 'helper']), seenOn: DayText }),
  output: shape({ holderId: Id, certifiedOn: DayText }),
  async run(call, { holderId, how, seenOn }) {
    const holder = await lockHolder(call, holderId);
    if (how === 'helper') await requireMayHelp(call, holderId, 'certify');
    if (holder.deceasedOn !== null) throw refuse('certified-dead');
    if (seenOn > call.today || seenOn < holder.born) throw refuse('bad-period', { period: seenOn });
    const { id: by, role, institutionId } = call.actor;
    await saveCertification(
      call.db,
      { id: call.newId(), holderId, how, on: seenOn, by, role, institutionId },
      call.now,
    );
    call.about(holderId);
    call.note({ how, seenOn });
    return { holderId, certifiedOn: seenOn };
  },
});
