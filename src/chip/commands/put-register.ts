// PUT REGISTER (profile LOAD-A): private keys, limits and counters of an application under creation, encrypted under the master key.
// Content: identifier 2, offset 2, bytes. Afterwards only the commands of the application itself reach a register.
import { toNumber } from '../bytes.ts';
import { MASTER_KEY } from '../card.ts';
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { openBlock } from '../secure-block.ts';
import { refuse, SW } from '../status-word.ts';

export const loadRegister: Command = {
  name: 'PUT REGISTER (loading)',
  cla: [0x80],
  ins: 0xd4,
  p1: [0x03],
  run(turn) {
    if (turn.apdu.p2 !== 0) refuse(SW.wrongParameters);
    if (!turn.session.loader) refuse(SW.securityNotSatisfied);
    if (!turn.creating) refuse(SW.conditionsNotSatisfied);
    const master = turn.keyOf(turn.cell(MASTER_KEY), keyUse.external);
    const content = openBlock(master.suite, master.secret, turn.apdu.data) ?? refuse(SW.wrongContent);
    if (content.length < 5) refuse(SW.wrongContent);
    const register = turn.find(turn.directory, ['register'], toNumber(content.subarray(0, 2)));
    turn.write(register ?? refuse(SW.fileNotFound), toNumber(content.subarray(2, 4)), content.subarray(4));
    turn.countLoadingStep();
    return { sw: SW.ok };
  },
};
