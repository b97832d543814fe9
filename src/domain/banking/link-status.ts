// Query: how the channels with the banks do: what waits, since when one is out.
import { query } from '../../base/action.ts';
import { Code, Instant, Maybe, shape, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { countIntentions, listLinks } from './store.ts';

const Count = Type.Integer({ minimum: 0 });

export const linkStatus = query({
  name: 'banking.link-status',
  title: { zh: '社银接口运行情况', en: 'State of the channels with banks' },
  by: ['system-administrator', 'auditor', 'bureau-clerk', 'bank-office'],
  personal: false,
  input: shape({ region: Code }),
  output: shape({
    links: Type.Array(shape({ bankCode: Code, taken: Count, waiting: Count, outageSince: Maybe(Instant) })),
  }),
  async run(call, { region }) {
    const own = call.actor.institutionId ? await getInstitution(call.db, call.actor.institutionId) : undefined;
    const links = (await listLinks(call.db, region)).filter(({ bankId }) => own?.kind !== 'bank' || bankId === own.id);
    const toNumber = await countIntentions(call.db);
    return {
      links: links.map(({ bankId, bankCode, taken, numbered, acknowledged, outageSince }) => ({
        bankCode,
        taken: Number(taken),
        waiting: Number(numbered - acknowledged) + (toNumber.get(bankId) ?? 0),
        outageSince: outageSince?.toISOString() ?? null,
      })),
    };
  },
});
