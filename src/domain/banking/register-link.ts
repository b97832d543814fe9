// Action: opens the channel with a bank: its public key comes in, ours goes out. Not the bank's own staff: a stolen token must not change it.
import { action } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { fromHex, sm2, toHex } from '../../crypto/index.ts';
import { getInstitution, requireStaffIn } from '../institutions/index.ts';
import { isSm2Key } from './frame.ts';
import { refuse } from './refuse.ts';
import { saveLink } from './store.ts';

export const ownKeyPlace = (bankId: string): string => `banking.link.own_key:${bankId}`;
const Key = Type.String({ pattern: '^[0-9a-fA-F]{130}$' });

export const registerLink = action({
  name: 'banking.register-link',
  title: { zh: '登记社银接口', en: 'Register the channel with a bank' },
  by: ['system-administrator'],
  input: shape({ bankId: Id, publicKey: Key }),
  output: shape({ bankId: Id, ownPublicKey: Key }),
  async run(call, { bankId, publicKey }) {
    const bank = await getInstitution(call.db, bankId);
    if (bank.kind !== 'bank' || bank.standing !== 'admitted' || !bank.bankCode) throw refuse('not-a-bank');
    await requireStaffIn(call, bank.region);
    const bankKey = fromHex(publicKey);
    if (!isSm2Key(bankKey)) throw refuse('bad-key');
    const own = call.random.bytes(32);
    // The first bit away keeps the number below the order of the curve.
    own[0]! &= 0x7f;
    const { ownPublicKey } = await saveLink(
      call.db,
      {
        bankId,
        region: bank.region,
        bankCode: bank.bankCode,
        bankKey,
        ownKey: call.vault.seal(toHex(own), ownKeyPlace(bankId)),
        ownPublicKey: sm2.privateKey(own).publicKey,
      },
      call.now,
    );
    call.note({ bankId, publicKey: publicKey.toLowerCase() });
    return { bankId, ownPublicKey: toHex(ownPublicKey) };
  },
});
