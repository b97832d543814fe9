// Action: a terminal is taken out of use; nothing it sends is believed from now on, and its module is revoked with it.
import { action } from '../../base/action.ts';
import { Id, shape, Text } from '../../base/shape.ts';
import { endPsam, findNewestPsam, withdrawTerminalRow } from './store.ts';
import { lockTerminal } from './terminals.ts';

export const withdrawTerminal = action({
  name: 'keys.withdraw-terminal',
  title: { zh: '撤销终端', en: 'Withdraw a terminal' },
  by: ['key-custodian', 'bureau-clerk'],
  input: shape({ terminalId: Id, reason: Text(60) }),
  output: shape({ terminalId: Id }),
  async run(call, { terminalId, reason }) {
    await lockTerminal(call, terminalId);
    const psam = await findNewestPsam(call.db, terminalId);
    if (psam?.state === 'issued') await endPsam(call.db, psam.id, 'revoked', reason, call.now);
    await withdrawTerminalRow(call.db, terminalId, call.now);
    call.note({ terminalId, psamId: psam?.id ?? null });
    return { terminalId };
  },
});
