// What the gateway knows by heart of keys and institutions, each as of the access revision it was read at.
import type { House } from '../../../base/call.ts';
import type { Database } from '../../../base/database/database.ts';
import { accessRevision, Outdated, readRevision } from '../../../base/revision.ts';
import { sql } from '../../../base/sql.ts';
import { getInstitution, type Standing } from '../../institutions/index.ts';
import { gatewaySecretPlace } from '../gateway-secret.ts';
import type { MedicalInstitution } from '../institution.ts';
import { findKey, findMedicalInstitution } from '../store-register.ts';
import type { Family } from './signature.ts';

export interface KnownKey {
  readonly asOf: bigint;
  readonly family: Family;
  readonly secret: string;
  readonly institution: MedicalInstitution;
  /** Admitted, or not any more: a change of standing moves the access revision too. */
  readonly standing: Standing;
}

const most = 20_000;
const caches = new WeakMap<Database, Map<string, KnownKey>>();

function cacheOf({ database }: House): Map<string, KnownKey> {
  let cache = caches.get(database);
  if (!cache) {
    cache = new Map();
    caches.set(database, cache);
  }
  return cache;
}

export async function knownKey(house: House, accessKey: string): Promise<KnownKey | undefined> {
  const cache = cacheOf(house);
  return cache.get(accessKey) ?? readKey(house, cache, accessKey);
}

/** After Outdated: everything is read again. */
export const forgetKeys = (house: House): void => cacheOf(house).clear();

async function readKey(house: House, cache: Map<string, KnownKey>, accessKey: string): Promise<KnownKey | undefined> {
  const { database, vault } = house;
  // First the revision, then what it vouches for.
  const asOf = await readRevision(database);
  const key = await findKey(database, accessKey);
  if (!key) return undefined;
  const known = {
    ...{ asOf, family: key.family, secret: vault.open(key.secret, gatewaySecretPlace(accessKey)) },
    institution: (await findMedicalInstitution(database, key.institutionId))!,
    standing: (await getInstitution(database, key.institutionId)).standing,
  };
  if (cache.size >= most) cache.clear();
  cache.set(accessKey, known);
  return known;
}

/** Whether what is known still stands, and whether an operator is signed in; one round trip for both. */
export async function stillGood(house: House, { asOf, institution }: KnownKey, signNo: string | undefined) {
  const now = await house.database.one<{ asOf: bigint; signedIn: boolean }>(sql`
    select (select number from base.revision where name = ${accessRevision}) as "asOf", ${signNo ?? null}::text is null or exists (
      select from medical.sign_in where sign_no = ${signNo ?? null} and institution_id = ${institution.id} and ended_at is null) as "signedIn"`);
  if (now.asOf !== asOf) throw new Outdated();
  return now.signedIn;
}
