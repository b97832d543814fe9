// Query: what somebody has to look at: banks that left with open orders, cards that failed too often, makings left overnight, promises past.
import { query } from '../../base/action.ts';
import { DayText, Id, Maybe, Nothing, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { getInstitution } from '../institutions/index.ts';
import { packInForce, ruleFor } from '../policy/index.ts';
import { listAlarms } from './store.ts';
import { mostTries } from './take-return-file.ts';

const alarms = {
  'bank-left': { zh: '银行已退出合作而申领单未办结', en: 'the bank has left the partnership' },
  'making-failed': { zh: '多次制卡失败', en: 'making failed too often' },
  'making-left-overnight': { zh: '即时制卡未当日完成', en: 'a card on the spot was not finished in its visit' },
  'making-overdue': { zh: '制卡超过承诺期限', en: 'the card is not made by its promise day' },
} as const;

export const alarmList = query({
  name: 'production.alarm-list',
  title: { zh: '制卡告警', en: 'Alarms of production' },
  by: ['bank-office', 'bureau-clerk', 'auditor'],
  personal: false,
  input: Nothing,
  output: shape({
    alarms: Type.Array(
      shape({
        kind: OneOf(Object.keys(alarms) as (keyof typeof alarms)[]),
        orderId: Id,
        bankCode: Maybe(Text(64)),
        since: DayText,
      }),
    ),
  }),
  async run(call) {
    const own = await getInstitution(call.db, call.actor.institutionId!);
    // An order past its promise alarms the bank that makes it and is escalated to the bureau, each where the region wants it
    // (open question 13).
    const { pack } = await packInForce(call.db, own.region, call.today);
    const remedy = ruleFor(pack, 'overdueRemedy', { day: call.today }).value;
    const wanted = call.actor.role === 'bank-office' ? 'alarm' : 'escalation';
    const overdue = remedy !== 'unknown' && remedy.includes(wanted);
    return { alarms: await listAlarms(call.db, own.region, own.bankCode, call.today, mostTries, 500, overdue) };
  },
});
