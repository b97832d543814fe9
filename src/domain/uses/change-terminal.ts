// Action: a bureau changes what a point of service may do, or closes it; it is closed with the next card that is presented.
import { action } from '../../base/action.ts';
import { Nothing, OneOf, shape, Type } from '../../base/shape.ts';
import { requireBureauOf } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { ServiceList, WayList } from './register-terminal.ts';
import { TerminalId } from './shapes.ts';
import { lockTerminal, saveTerminal } from './store.ts';

export const changeTerminal = action({
  name: 'uses.change-terminal',
  title: { zh: '变更或关闭用卡终端', en: 'Change or close a point of service' },
  by: ['bureau-clerk', 'system-administrator', 'system'],
  input: shape({
    terminal: TerminalId,
    services: Type.Optional(ServiceList),
    ways: Type.Optional(WayList),
    state: Type.Optional(OneOf(['open', 'closed'])),
  }),
  output: Nothing,
  async run(call, { terminal: id, ...change }) {
    const terminal = await lockTerminal(call.db, id);
    if (!terminal) throw refuse('no-such-terminal');
    await requireBureauOf(call, terminal.region);
    await saveTerminal(call.db, id, { ...terminal, ...change });
    call.note({ terminal: id, state: change.state ?? terminal.state });
    return {};
  },
});
