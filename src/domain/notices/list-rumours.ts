// Query: all rumours the desk knows, each with the verdict of the region's policy in force.
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { Code, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { packInForce } from '../policy/index.ts';
import { ruleLookup } from './rule-lookup.ts';
import { judgeRumour, rumours } from './rumours.ts';
import { listAddedRumours } from './store.ts';

const Bilingual = shape({ zh: Text(1000), en: Text(2000) });

export const listRumours = query({
  name: 'notices.list-rumours',
  title: { zh: '辟谣列表', en: 'Rumours and what is true' },
  by: roles,
  personal: false,
  input: shape({ region: Code }),
  output: shape({
    rumours: Type.Array(
      shape({
        code: Code,
        claim: Bilingual,
        verdict: OneOf(['false', 'not-disproved', 'unknown']),
        answer: Bilingual,
        citations: Type.Array(Text(200)),
      }),
    ),
  }),
  async run(call, { region }) {
    const { pack } = await packInForce(call.db, region, call.today);
    const lookup = ruleLookup(pack);
    return {
      rumours: [...rumours, ...(await listAddedRumours(call.db))].map((rumour) => {
        const { verdict, citations, zh, en } = judgeRumour(rumour, call.today, lookup);
        return {
          code: rumour.code,
          claim: { zh: rumour.zh.claim, en: rumour.en.claim },
          verdict,
          answer: { zh, en },
          citations,
        };
      }),
    };
  },
});
