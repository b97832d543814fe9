// Query: somebody has heard something; the desk finds the rumour and judges it by the region's policy in force (SEC-06).
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { Code, DayText, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { packInForce } from '../policy/index.ts';
import { ruleLookup } from './rule-lookup.ts';
import { judgeRumour, matchRumours, rumours } from './rumours.ts';
import { listAddedRumours } from './store.ts';

const Bilingual = shape({ zh: Text(1000), en: Text(2000) });

export const checkRumour = query({
  name: 'notices.check-rumour',
  title: { zh: '核实传言', en: 'Check a rumour' },
  by: roles,
  personal: false,
  input: shape({
    region: Code,
    /** What was heard, in own words. */
    text: Text(2000),
    /** Today when left out. */
    day: Type.Optional(DayText),
  }),
  output: shape({
    /** The likest first; empty: no known rumour. */
    rumours: Type.Array(
      shape({
        code: Code,
        claim: Bilingual,
        verdict: OneOf(['false', 'not-disproved', 'unknown']),
        answer: Bilingual,
        citations: Type.Array(Text(200)),
        /** The words by which it was recognised. */
        because: Type.Array(Text(60)),
      }),
    ),
    advice: Bilingual,
  }),
  async run(call, { region, text, day = call.today }) {
    const { pack } = await packInForce(call.db, region, day);
    const lookup = ruleLookup(pack);
    const known = [...rumours, ...(await listAddedRumours(call.db))];
    return {
      rumours: matchRumours(text, known).map(({ rumour, because }) => {
        const { verdict, citations, zh, en } = judgeRumour(rumour, day, lookup);
        const claim = { zh: rumour.zh.claim, en: rumour.en.claim };
        return { code: rumour.code, claim, verdict, answer: { zh, en }, citations, because };
      }),
      advice: {
        zh: '以人社部门发布的公告为准；有疑问请拨打12333。',
        en: 'What counts are the notices of the bureau; questions: 12333.',
      },
    };
  },
});
