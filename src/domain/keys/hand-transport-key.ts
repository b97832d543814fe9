// Action: hands an institution the transport keys under which its blank chips leave their maker, in an envelope only it can open.
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { getInstitution, requireBureauOf } from '../institutions/index.ts';
import { getCurrentKey, heldKey, keyModule } from './issuer-keys.ts';
import { EnvelopeShape, PublicKey, requirePublicKey } from './terminals.ts';

export const handTransportKey = action({
  name: 'keys.hand-transport-key',
  title: { zh: '发放空白卡传输密钥', en: 'Hand out the transport key of blanks' },
  by: ['key-custodian'],
  input: shape({ institutionId: Id, publicKey: PublicKey }),
  output: shape({ keyVersion: Type.Integer(), envelope: EnvelopeShape }),
  secretAnswer: true,
  async run(call, { institutionId, publicKey }) {
    const recipient = requirePublicKey(publicKey);
    const { region } = await getInstitution(call.db, institutionId);
    await requireBureauOf(call, region);
    const key = await getCurrentKey(call, region);
    const blanks = { issuer: heldKey(key), institutionId };
    const envelope = keyModule(call).sealTransportKeys(
      blanks,
      { profile: 'BLANK-A', keyVersion: key.version },
      recipient,
    );
    call.note({ institutionId, keyVersion: key.version });
    return { keyVersion: key.version, envelope };
  },
});
