// What a town needs beyond ordering: a card maker with its key and a courier, and orders of a bank made through their files.
import { systemActor } from '../../src/base/actor.ts';
import { sql } from '../../src/base/sql.ts';
import { toHex } from '../../src/crypto/index.ts';
import { bankCardNumberOf } from '../../src/domain/cards/index.ts';
import { registerInstitutions } from '../../src/domain/institutions/index.ts';
import { setStanding } from '../../src/domain/institutions/set-standing.ts';
import type { Town } from '../../src/domain/orders/town.fixture.ts';
import { exportProductionFile } from '../../src/domain/production/export-production-file.ts';
import { parseProductionFile, publicKeyOf, signFile, writeReturnFile } from '../../src/domain/production/index.ts';
import { makeBatches } from '../../src/domain/production/make-batches.ts';
import { goodAtr, makerSecret } from '../../src/domain/production/production.fixture.ts';
import { readProductionFile } from '../../src/domain/production/read-production-file.ts';
import { registerMakerKey } from '../../src/domain/production/register-maker-key.ts';
import { takeReturnFile } from '../../src/domain/production/take-return-file.ts';
import { isFault } from '../../src/domain/production/wire/lines.ts';

let accounts = 500;

/** Opens card works in a region of the town; `makeAll` makes every accepted order of the bank and gives the lines of the files. */
export async function openCardWorks(town: Town, region: string, bankCode: string) {
  const [makerId, courierId] = (await town.inCall((call) =>
    registerInstitutions(call, [
      { kind: 'card-maker', region, code: 'maker-1', name: '示例制卡' },
      { kind: 'courier', region, code: 'courier-1', name: '示例邮政' },
    ]),
  )) as [string, string];
  for (const institutionId of [makerId, courierId])
    await town.act(setStanding, systemActor('test'), { institutionId, standing: 'admitted', reason: '准入' });
  const places = await town.house.database.rows<{ id: string; kind: string; bank: string | null }>(sql`
    select id, kind, bank_code as bank from institutions.institution where region = ${region}`);
  const bureauId = places.find(({ kind }) => kind === 'bureau')!.id;
  const bankId = places.find(({ kind, bank }) => kind === 'bank' && bank === bankCode)!.id;
  const office = { role: 'bank-office', id: `office of ${bankCode}`, institutionId: bankId } as const;
  const maker = { role: 'card-maker', id: 'maker', institutionId: makerId } as const;
  const courier = { role: 'courier', id: 'courier', institutionId: courierId } as const;
  const publicKey = toHex(publicKeyOf(makerSecret));
  const administrator = { role: 'system-administrator', id: 'administrator', institutionId: bureauId } as const;
  await town.act(registerMakerKey, administrator, { makerId, publicKey });

  async function makeAll() {
    const { batches } = await town.act(makeBatches, office, { makerId });
    const made = [];
    for (const { batchId } of batches) {
      const { number } = await town.act(exportProductionFile, office, { batchId });
      const { file } = await town.look(readProductionFile, maker, { batchId });
      const read = parseProductionFile(Buffer.from(file, 'base64').toString('utf8'));
      if (isFault(read)) throw new Error(read.fault);
      const lines = read.cards.map(({ cardNumber, cardIdentifier }) => {
        accounts += 1;
        return {
          cardNumber,
          result: 'made' as const,
          cardIdentifier: `${cardIdentifier.slice(0, 24)}0A0B0C0D`,
          bankCardNumber: bankCardNumberOf('622202', accounts),
          atr: goodAtr,
          fault: '',
        };
      });
      const header = { number, region, bankCode, makerCode: 'maker-1', part: 1 };
      const back = Buffer.from(signFile(writeReturnFile(header, lines), makerSecret)).toString('base64');
      await town.act(takeReturnFile, maker, { file: back });
      made.push(...read.cards);
    }
    return made;
  }

  return { office, courier, courierId, makeAll };
}
