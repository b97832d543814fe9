// Action: signs the revocation list of a region's authority as of now (DER); whoever works without a line takes it along.
import { action } from '../../base/action.ts';
import { FileBase64, Instant, shape, Text, Type } from '../../base/shape.ts';
import { toBase64 } from '../../crypto/index.ts';
import { requireBureauOf } from '../institutions/index.ts';
import { getAuthority, withAuthority } from './authority.ts';
import { listRevoked, saveRevocationList } from './store.ts';

/** A list counts for a week; a new one is signed every day or after every revocation that cannot wait. */
const VALID_DAYS = 7;

export const signRevocationList = action({
  name: 'keys.sign-revocation-list',
  title: { zh: '签发吊销列表', en: 'Sign the revocation list' },
  by: ['key-custodian', 'system'],
  input: shape({ region: Text(40) }),
  output: shape({ number: Type.Integer(), revoked: Type.Integer(), nextUpdate: Instant, list: FileBase64(8_000_000) }),
  async run(call, { region }) {
    await requireBureauOf(call, region);
    const row = await getAuthority(call, region, true);
    const revoked = await listRevoked(call.db, row.id, call.now);
    const nextUpdate = new Date(call.now.getTime() + VALID_DAYS * 24 * 3600_000);
    const list = withAuthority(call, row, revoked, (authority) =>
      authority.revocationList({ thisUpdate: call.now, nextUpdate }),
    );
    const number = row.listNumber + 1;
    await saveRevocationList(call.db, row.id, list, number, call.now);
    call.note({ region, number, revoked: revoked.length });
    return { number, revoked: revoked.length, nextUpdate: nextUpdate.toISOString(), list: toBase64(list) };
  },
});
