// Action: regions agree to take each other's cards for listed services, from a day, perhaps until a day (GOAL-13).
import { action } from '../../base/action.ts';
import { Code, DayText, Maybe, Nothing, shape, Text, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { ServiceList } from './register-terminal.ts';
import { findAlliance, saveAlliance } from './store.ts';

export const setAlliance = action({
  name: 'uses.set-alliance',
  title: { zh: '登记区域联盟', en: 'Register an alliance of regions' },
  by: ['policy-officer', 'system'],
  input: shape({
    code: Code,
    name: Text(100),
    regions: Type.Array(Code, { minItems: 2, maxItems: 40, uniqueItems: true }),
    services: ServiceList,
    from: DayText,
    until: Type.Optional(Maybe(DayText)),
  }),
  output: Nothing,
  async run(call, { until = null, ...alliance }) {
    if (until !== null && until < alliance.from) throw refuse('dates-wrong');
    const before = await findAlliance(call.db, alliance.code);
    if (call.actor.role !== 'system') {
      const { region } = await getInstitution(call.db, call.actor.institutionId!);
      // A region enters and changes only alliances it belongs to.
      for (const regions of [alliance.regions, before?.regions ?? [region]])
        if (!regions.includes(region)) throw refuse('not-in-alliance');
    }
    await saveAlliance(call.db, { ...alliance, until }, call.actor.id, call.now);
    call.note({ alliance: alliance.code, regions: [...alliance.regions], services: [...alliance.services] });
    return {};
  },
});
