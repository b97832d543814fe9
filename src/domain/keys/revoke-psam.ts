// Action: revokes a terminal module that was lost or opened. Its terminal is believed again once it has another one.
import { action } from '../../base/action.ts';
import { Id, shape, Text } from '../../base/shape.ts';
import { refuse } from './refuse.ts';
import { psamStates } from './states.ts';
import { endPsam, lockPsamRow } from './store.ts';
import { lockTerminal } from './terminals.ts';

export const revokePsam = action({
  name: 'keys.revoke-psam',
  title: { zh: '吊销终端安全模块', en: 'Revoke a terminal module' },
  by: ['key-custodian'],
  input: shape({ psamId: Id, reason: Text(60) }),
  output: shape({ psamId: Id }),
  async run(call, { psamId, reason }) {
    const psam = await lockPsamRow(call.db, psamId);
    if (!psam) throw refuse('no-such-psam');
    await lockTerminal(call, psam.terminalId);
    if (psam.state !== 'issued') throw refuse('psam-ended', { state: psamStates.words[psam.state].zh });
    await endPsam(call.db, psamId, 'revoked', reason, call.now);
    call.note({ psamId, terminalId: psam.terminalId });
    return { psamId };
  },
});
