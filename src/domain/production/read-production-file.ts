// Query: the signed production file of a batch, byte for byte as it was exported. The journal keeps every look.
import { query } from '../../base/action.ts';
import { Id, shape, Text } from '../../base/shape.ts';
import { filePlace, getOwnBatch } from './batch-access.ts';
import { refuse } from './refuse.ts';
import { findFile } from './store.ts';

export const readProductionFile = query({
  name: 'production.read-production-file',
  title: { zh: '下载制卡文件', en: 'Read the production file' },
  by: ['card-maker', 'bank-office'],
  personal: true,
  input: shape({ batchId: Id }),
  output: shape({ number: Text(10), file: Text(8_000_000) }),
  async run(call, { batchId }) {
    const { state, number } = await getOwnBatch(call, batchId);
    if (state === 'planned') throw refuse('batch-not-sent');
    const sealed = (await findFile(call.db, batchId))?.file;
    if (!sealed) throw refuse('batch-settled');
    call.note({ batchId });
    const file = Buffer.from(call.vault.open(sealed, filePlace(batchId)), 'utf8').toString('base64');
    return { number, file };
  },
});
