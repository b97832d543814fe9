// Action: a region's next key version is derived from the root in use, inside the key module.
import { action } from '../../base/action.ts';
import { shape, Text } from '../../base/shape.ts';
import {
  answerOf,
  claimVersion,
  getCurrentKey,
  heldKey,
  KeyAnswer,
  keyModule,
  keyPlace,
  ROOT,
  requireCustodian,
} from './issuer-keys.ts';
import { insertKey } from './store.ts';

export const deriveRegionKey = action({
  name: 'keys.derive-region-key',
  title: { zh: '由根密钥分散地区密钥', en: 'Derive a region’s key from the root' },
  by: ['key-custodian'],
  input: shape({ region: Text(40) }),
  output: KeyAnswer,
  async run(call, { region }) {
    await requireCustodian(call, region);
    const version = await claimVersion(call, region);
    const root = await getCurrentKey(call, ROOT);
    const id = call.newId();
    // A region's versions differ even under one root.
    const { wrapped, checkValue } = keyModule(call).deriveRegionKey(
      heldKey(root),
      `${region} ${version}`,
      keyPlace(id),
    );
    const key = {
      ...{ id, owner: region, version, state: 'ready' as const, parts: 0, wrapped, checkValue },
      ...{ begunBy: call.actor.id, begunAt: call.now, retiredBy: null },
    };
    await insertKey(call.db, { ...key, rootId: root.id });
    call.note({ keyId: id, owner: region, version, checkValue, rootId: root.id });
    return answerOf(key, 'ready');
  },
});
