// The photos of holders as other modules get them: sealed at rest, opened only to be looked at or to make a card.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import type { Day } from '../../base/day.ts';
import type { Vault } from '../../base/vault.ts';
import { refuse } from './refuse.ts';
import { findPhoto, listAcceptedPhotos } from './store.ts';

const placeOf = (photoId: string) => `holders.photo.picture:${photoId}`;

export const sealPicture = (vault: Vault, photoId: string, jpeg: Uint8Array): Uint8Array =>
  vault.seal(Buffer.from(jpeg).toString('base64'), placeOf(photoId));

/** The photo that goes on the card, of those who have one. */
export async function findAcceptedPhotos(
  db: Db,
  holderIds: readonly string[],
): Promise<Map<string, { photoId: string; takenOn: Day | null }>> {
  const rows = await listAcceptedPhotos(db, holderIds);
  return new Map(rows.map(({ holderId, photoId, takenOn }) => [holderId, { photoId, takenOn }]));
}

/** The JPEG. The caller names the holder with call.about. A replaced photo can still be read, a refused one is gone. */
export async function photoBytes(call: Pick<Call, 'db' | 'vault'>, photoId: string): Promise<Uint8Array> {
  const photo = await findPhoto(call.db, photoId);
  if (!photo?.picture) throw refuse('no-such-photo');
  return Buffer.from(call.vault.open(photo.picture, placeOf(photoId)), 'base64');
}
