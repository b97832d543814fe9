// Actions: a bureau designates an institution (定点), and gives or revokes the key by which its software reaches the gateway.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { getInstitution, requireBureauOf } from '../institutions/index.ts';
import { registerTerminal } from '../uses/index.ts';
import { openDueAccount, openRegionAccounts } from './accounts.ts';
import { gatewaySecretPlace } from './gateway-secret.ts';
import { serviceOf } from './institution.ts';
import { refuse } from './refuse.ts';
import { listPolicySets } from './settlement/policy-sets.ts';
import { Division } from './shapes.ts';
import {
  findInstitutionByCode,
  findKey,
  findMedicalInstitution,
  insertKey,
  revokeKey,
  saveInstitution,
} from './store-register.ts';

export const designateInstitution = action({
  name: 'medical.designate-institution',
  title: { zh: '登记定点医药机构', en: 'Designate a medical institution' },
  by: ['bureau-clerk', 'system'],
  input: shape({
    institutionId: Id,
    code: Type.String({ pattern: '^[A-Z][0-9]{11}$' }),
    kind: OneOf(['hospital', 'pharmacy']),
    division: Division,
    grade: Type.Integer({ minimum: 1, maximum: 14 }),
    community: Type.Boolean(),
    uscc: Text(50),
    infcodeAsText: Type.Optional(Type.Boolean()),
  }),
  output: shape({ institutionId: Id, code: Type.String() }),
  async run(call, input) {
    const { name, region } = await getInstitution(call.db, input.institutionId);
    await requireBureauOf(call, region);
    const taken = await findInstitutionByCode(call.db, input.code);
    if (taken && taken.id !== input.institutionId) throw refuse('code-taken');
    const before = await findMedicalInstitution(call.db, input.institutionId);
    if (before && before.code !== input.code) throw refuse('code-taken');
    const { institutionId: id, infcodeAsText = false, ...terms } = input;
    const terminal = before?.terminal ?? (await openTerminal(call, id, name, input.kind));
    await saveInstitution(call.db, { id, name, region, infcodeAsText, terminal, ...terms }, call.now);
    await openDueAccount(call, id);
    await openRegionAccounts(call, [...new Set([region, ...listPolicySets().map((set) => set.region)])]);
    call.note({ institutionId: id, code: input.code });
    return { institutionId: id, code: input.code };
  },
});

/** Every settlement with a card is a use of that card, and a use happens at a point of service. */
async function openTerminal(call: Call, institutionId: string, name: string, kind: 'hospital' | 'pharmacy') {
  const { terminal } = await registerTerminal.run(call, {
    ...{ institutionId, code: 'medical', name: name.slice(0, 100), services: [serviceOf({ kind })] },
    ...{ ways: ['stripe', 'contact', 'contactless', 'qr', 'document'], online: true, offline: false },
  });
  return terminal;
}

export const issueGatewayKey = action({
  name: 'medical.issue-gateway-key',
  title: { zh: '发放接口密钥', en: 'Issue a gateway key' },
  by: ['bureau-clerk', 'system-administrator', 'system'],
  secretAnswer: true,
  input: shape({ institutionId: Id, family: OneOf(['a', 'b', 'c']) }),
  output: shape({ accessKey: Type.String(), secret: Type.String() }),
  async run(call, { institutionId, family }) {
    const institution = await findMedicalInstitution(call.db, institutionId);
    if (!institution) throw refuse('not-designated');
    await requireBureauOf(call, institution.region);
    const accessKey = Buffer.from(call.random.bytes(12)).toString('hex').toUpperCase();
    const secret = Buffer.from(call.random.bytes(32)).toString('base64url');
    const sealed = call.vault.seal(secret, gatewaySecretPlace(accessKey));
    await insertKey(call.db, { accessKey, institutionId, family, secret: sealed }, call.now);
    call.note({ institutionId, accessKey });
    return { accessKey, secret };
  },
});

export const revokeGatewayKey = action({
  name: 'medical.revoke-gateway-key',
  title: { zh: '吊销接口密钥', en: 'Revoke a gateway key' },
  by: ['bureau-clerk', 'system-administrator', 'system'],
  input: shape({ accessKey: Text(40) }),
  output: shape({ accessKey: Type.String() }),
  async run(call, { accessKey }) {
    const key = await findKey(call.db, accessKey);
    if (!key) throw refuse('key-unknown');
    await requireBureauOf(call, (await findMedicalInstitution(call.db, key.institutionId))!.region);
    await revokeKey(call.db, accessKey, call.now);
    call.note({ accessKey });
    return { accessKey };
  },
});
