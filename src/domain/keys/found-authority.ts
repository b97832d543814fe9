// Action: founds the certificate authority of a region; its key is made inside the key module and never leaves it.
import { action } from '../../base/action.ts';
import { FileBase64, Id, shape, Text } from '../../base/shape.ts';
import { toBase64, x509 } from '../../crypto/index.ts';
import { requireBureauOf } from '../institutions/index.ts';
import { authorityPlace } from './authority.ts';
import { keyModule } from './issuer-keys.ts';
import { refuse } from './refuse.ts';
import { findAuthority, insertAuthority, lockKeys } from './store.ts';

const YEARS = 20;

export const foundAuthority = action({
  name: 'keys.found-authority',
  title: { zh: '建立证书认证机构', en: 'Found the certificate authority' },
  by: ['key-custodian'],
  input: shape({ region: Text(40), name: Text(60) }),
  output: shape({ authorityId: Id, certificate: FileBase64(4096) }),
  async run(call, { region, name }) {
    await requireBureauOf(call, region);
    await lockKeys(call.db);
    if (await findAuthority(call.db, region)) throw refuse('authority-exists', { region });
    const id = call.newId();
    const module = keyModule(call);
    const { wrapped } = module.newSigningKey(authorityPlace(id));
    const notAfter = new Date(call.now);
    notAfter.setUTCFullYear(notAfter.getUTCFullYear() + YEARS);
    const subject = [
      ['C', 'CN'],
      ['O', name],
      ['CN', `Yikatong ${region}`],
    ] as const;
    const certificate = module.withSigningKey({ wrapped, place: authorityPlace(id) }, (key) =>
      x509.Authority.root(subject, key, { notBefore: call.now, notAfter }),
    );
    await insertAuthority(call.db, { id, region, certificate, wrapped }, call.actor.id, call.now);
    call.note({ authorityId: id, region });
    return { authorityId: id, certificate: toBase64(certificate) };
  },
});
