// Action: a new region gets its issuing authority, and with it the first characters of its numbers (GEN-01).
import { action } from '../../base/action.ts';
import { Code, shape, Text, Type } from '../../base/shape.ts';
import { refuse } from './refuse.ts';
import { saveAuthority } from './store.ts';

export const registerAuthority = action({
  name: 'cards.register-authority',
  title: { zh: '登记发卡机构', en: 'Register an issuing authority' },
  by: ['system-administrator'],
  input: shape({
    region: Code,
    /** Six digits of GB/T 2260. */
    division: Type.String({ pattern: '^[0-9]{6}$' }),
    /** First character of the region's card numbers, used by no other region. */
    prefix: Type.String({ pattern: '^[A-HJ-NP-Z]$' }),
    nameZh: Text(100),
    nameEn: Text(200),
  }),
  output: shape({ region: Code }),
  async run(call, authority) {
    if ((await saveAuthority(call.db, authority)) === 0) throw refuse('authority-exists', { region: authority.region });
    call.note({ region: authority.region, prefix: authority.prefix });
    return { region: authority.region };
  },
});
