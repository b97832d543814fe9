// Says that a region's list of outlets has not been supplied, and why (BNK-16: a list that exists only as a picture).
import { action } from '../../base/action.ts';
import { Nothing, shape, Text } from '../../base/shape.ts';
import { packInForce } from '../policy/index.ts';
import { requireBureauOf } from './require-staff-of.ts';
import { Region } from './shapes.ts';
import { setOutletList } from './store.ts';

export const markUnknownOutlets = action({
  name: 'institutions.mark-unknown-outlets',
  title: { zh: '标明网点名录未提供', en: 'Mark the list of outlets as not supplied' },
  by: ['bureau-clerk', 'system'],
  input: shape({ region: Region, reason: Text(200) }),
  output: Nothing,
  async run(call, { region, reason }) {
    await requireBureauOf(call, region);
    await packInForce(call.db, region, call.today);
    await setOutletList(call.db, region, { supplied: false, source: reason }, call.now);
    call.note({ region });
    return {};
  },
});
