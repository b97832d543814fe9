// Action: the desk takes up a new rumour with the rules that disprove it; without a rule to name there is no entry.
import { action } from '../../base/action.ts';
import { Code, shape, Text, Type } from '../../base/shape.ts';
import { requireClean } from './notice.ts';
import { refuse } from './refuse.ts';
import { isRuleRef } from './rule-lookup.ts';
import { rumours } from './rumours.ts';
import { insertRumour, listAddedRumours } from './store.ts';

const most = 500;
const Wording = shape({ claim: Text(200), truth: Text(300) });

export const addRumour = action({
  name: 'notices.add-rumour',
  title: { zh: '登记谣言', en: 'Add a rumour' },
  by: ['publicity-officer'],
  input: shape({
    code: Code,
    zh: Wording,
    en: Wording,
    /** Rules of the policy pack that disprove it, with the values that do; all of them must. */
    disprovedBy: Type.Array(shape({ ruleRef: Text(60), values: Type.Array(Text(60), { minItems: 1, maxItems: 10 }) }), {
      minItems: 1,
      maxItems: 10,
    }),
    /** Groups of words: a text matches when each group has a word in it. */
    words: Type.Array(Type.Array(Text(40), { minItems: 1, maxItems: 40 }), { minItems: 1, maxItems: 6 }),
  }),
  output: shape({ code: Code }),
  async run(call, rumour) {
    const strange = rumour.disprovedBy.find(({ ruleRef }) => !isRuleRef(ruleRef));
    if (strange) throw refuse('rumour-without-rule', { rule: strange.ruleRef });
    requireClean(`${rumour.zh.truth}\n${rumour.en.truth}`);
    const added = await listAddedRumours(call.db);
    if (added.length >= most) throw refuse('too-many-rumours');
    const taken = rumours.some(({ code }) => code === rumour.code);
    if (taken || !(await insertRumour(call.db, rumour, call.actor.id, call.now))) {
      throw refuse('rumour-exists', { code: rumour.code });
    }
    call.note({ code: rumour.code });
    return { code: rumour.code };
  },
});
