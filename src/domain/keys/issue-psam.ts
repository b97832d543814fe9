// Action: issues a software terminal module (PSAM) in an envelope only the terminal can open. A module before it is replaced.
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { toHex } from '../../crypto/index.ts';
import { getCurrentKey, heldKey, keyModule } from './issuer-keys.ts';
import { psamKeyNames } from './key-names.ts';
import { endPsam, findNewestPsam, insertPsam } from './store.ts';
import { EnvelopeShape, Level, lockTerminal, PublicKey, requirePublicKey } from './terminals.ts';

export const issuePsam = action({
  name: 'keys.issue-psam',
  title: { zh: '发放终端安全模块', en: 'Issue a terminal module' },
  by: ['key-custodian'],
  input: shape({ terminalId: Id, level: Level, publicKey: PublicKey }),
  output: shape({ psamId: Id, version: Type.Integer(), keyVersion: Type.Integer(), envelope: EnvelopeShape }),
  secretAnswer: true,
  async run(call, { terminalId, level, publicKey }) {
    const recipient = requirePublicKey(publicKey);
    const terminal = await lockTerminal(call, terminalId);
    const key = await getCurrentKey(call, terminal.region);
    const before = await findNewestPsam(call.db, terminalId);
    if (before?.state === 'issued') await endPsam(call.db, before.id, 'replaced', 'newer', call.now);
    const psam = { id: call.newId(), terminalId, keyId: key.id, version: (before?.version ?? 0) + 1, level };
    await insertPsam(call.db, psam, call.now);
    const content = {
      ...{ profile: 'PSAM-A', terminalNumber: terminal.number, deviceNumber: terminal.deviceNumber, level },
      historical: toHex(moduleHistory(terminal.number)),
      ...{ version: psam.version, keyVersion: key.version },
    };
    const envelope = keyModule(call).sealPurposeKeys(heldKey(key), psamKeyNames(level), content, recipient);
    call.note({ psamId: psam.id, terminalId, level, version: psam.version, keyVersion: key.version });
    return { psamId: psam.id, version: psam.version, keyVersion: key.version, envelope };
  },
});

/** ATR of a software module: the simulated maker of the sample modules, and the last digits of the terminal's number. */
const moduleHistory = (number: string): Uint8Array => Buffer.from(`0081544B0186600001${number.slice(-8)}`, 'hex');
