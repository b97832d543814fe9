// Query: the public keys with which terminals check codes of the e-card without a line.
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { Nothing, shape, Type } from '../../base/shape.ts';
import { codeKeys, codeLife } from './card-code.ts';

export const listCodeKeys = query({
  name: 'ecard.list-code-keys',
  title: { zh: '二维码验签公钥', en: 'Public keys of e-card codes' },
  by: roles,
  personal: false,
  input: Nothing,
  output: shape({
    keys: Type.Array(
      shape({
        keyId: Type.Integer({ minimum: 0, maximum: 255 }),
        /** SM2, 04‖X‖Y, hex. */
        publicKey: Type.String({ pattern: '^04[0-9a-f]{128}$' }),
      }),
    ),
    acceptSeconds: Type.Integer(),
  }),
  async run(call) {
    const keys = codeKeys(call.vault).map(({ keyId, publicKey }) => ({
      keyId,
      publicKey: Buffer.from(publicKey).toString('hex'),
    }));
    return { keys, acceptSeconds: codeLife.acceptSeconds };
  },
});
