// Action: registers a terminal of an institution: the number it prints on receipts, and its maker's device number.
import { action } from '../../base/action.ts';
import { isDuplicate } from '../../base/database/database.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { getInstitution, requireStaffIn } from '../institutions/index.ts';
import { refuse } from './refuse.ts';
import { insertTerminal } from './store.ts';

export const registerTerminal = action({
  name: 'keys.register-terminal',
  title: { zh: '登记终端', en: 'Register a terminal' },
  by: ['key-custodian', 'bureau-clerk', 'system'],
  input: shape({
    institutionId: Id,
    number: Type.String({ pattern: '^[0-9]{12}$' }),
    deviceNumber: Type.String({ pattern: '^[0-9A-Za-z-]{1,32}$' }),
  }),
  output: shape({ terminalId: Id }),
  async run(call, input) {
    const { region } = await getInstitution(call.db, input.institutionId);
    await requireStaffIn(call, region);
    const terminal = { id: call.newId(), region, ...input };
    await insertTerminal(call.db, terminal, call.now).catch((error) => {
      throw isDuplicate(error, 'terminal_number') ? refuse('terminal-number-taken', { number: input.number }) : error;
    });
    call.note({ terminalId: terminal.id, number: input.number, institutionId: input.institutionId });
    return { terminalId: terminal.id };
  },
});
