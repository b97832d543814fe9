// Action: writes and signs the production file of a batch and keeps it sealed; the maker reads it with read-production-file.
import { action } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { Id, shape, Text, Type } from '../../base/shape.ts';
import { sm3, toHex } from '../../crypto/index.ts';
import { tellBank } from '../banking/index.ts';
import { bankCardNumbersOf } from '../cards/index.ts';
import { findAcceptedPhotos, identitiesOf, photoBytes, splitNameForChip } from '../holders/index.ts';
import { getInstitution } from '../institutions/index.ts';
import { filePlace, getOwnBatch, signingKeyUse } from './batch-access.ts';
import { refuse } from './refuse.ts';
import { type Batch, countAccountsAwaited, listItems, ordersOfBatch, saveFile } from './store.ts';
import { type CardLine, writeProductionFile } from './wire/production-file.ts';
import { publicKeyOf, signFile } from './wire/signature.ts';

export const exportProductionFile = action({
  name: 'production.export-production-file',
  title: { zh: '导出制卡文件', en: 'Export the production file' },
  by: ['bank-office'],
  input: shape({ batchId: Id }),
  output: shape({
    batchId: Id,
    number: Text(10),
    cards: Type.Integer(),
    /** SM3 of the signed file. */
    digest: Text(64),
    /** The platform's key, with which the maker verifies it. */
    publicKey: Text(130),
  }),
  async run(call, { batchId }) {
    const batch = await getOwnBatch(call, batchId, true);
    // Exported again it is the same file: a second one would differ in its signature, and names change meanwhile.
    const digest = batch.fileDigest ?? (await writeFile(call, batch));
    const publicKey = toHex(publicKeyOf(call.vault.keyFor(signingKeyUse)));
    call.note({ batchId, number: batch.number, cards: batch.cards, digest: toHex(digest) });
    return { batchId, number: batch.number, cards: batch.cards, digest: toHex(digest), publicKey };
  },
});

async function writeFile(call: Call, batch: Batch): Promise<Uint8Array> {
  const waiting = await countAccountsAwaited(call.db, batch.id);
  if (waiting > 0) throw refuse('account-awaited', { cards: waiting });
  const maker = await getInstitution(call.db, batch.makerId);
  const file = signFile(
    writeProductionFile({ ...batch, makerCode: maker.code }, await cardLines(call, batch)),
    call.vault.keyFor(signingKeyUse),
  );
  const digest = sm3(new TextEncoder().encode(file));
  const saved = await saveFile(call.db, batch.id, call.vault.seal(file, filePlace(batch.id)), digest, call.now);
  if (saved !== 1) throw refuse('no-such-batch');
  const { number: batchNumber, cards } = batch;
  await tellBank(call, batch, { kind: 'card-file', batchNumber, digest: toHex(digest), cards });
  return digest;
}

async function cardLines(call: Call, batch: Batch): Promise<CardLine[]> {
  const items = (await listItems(call.db, batch.id)).filter(({ state }) => state === 'in-making');
  const holderIds = items.map(({ holderId }) => holderId);
  call.about(...holderIds);
  const orders = new Map((await ordersOfBatch(call.db, batch.id)).map((order) => [order.orderId, order]));
  const identities = await identitiesOf(call, holderIds);
  const accounts = await bankCardNumbersOf(
    call,
    items.map(({ cardId }) => cardId),
  );
  const photos = await findAcceptedPhotos(call.db, holderIds);
  const lines: CardLine[] = [];
  for (const item of items) {
    const identity = identities.get(item.holderId)!;
    const chip = splitNameForChip(identity.name);
    const photo = photos.get(item.holderId);
    lines.push({
      line: item.line,
      cardNumber: item.cardNumber,
      cardIdentifier: item.cardIdentifier,
      generation: orders.get(item.orderId)!.generation,
      attempt: item.attempt,
      bankCode: batch.bankCode,
      name: identity.name,
      chipName: chip?.name ?? '',
      chipNameExtension: chip?.extension ?? '',
      socialSecurityNumber: identity.socialSecurityNumber ?? '',
      sex: identity.sex,
      born: identity.born,
      photoDigest: photo ? toHex(sm3(await photoBytes(call, photo.photoId))) : '',
      bankCardNumber: accounts.get(item.cardId) ?? '',
    });
  }
  return lines;
}
