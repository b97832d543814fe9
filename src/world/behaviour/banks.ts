// The banks of a city and their lines to the bureau: founded and registered, and on some days a line is down, an answer late or said twice.
import { join } from 'node:path';
import type { House } from '../../base/call.ts';
import { SeededRandom } from '../../base/random.ts';
import { fromHex, toHex } from '../../crypto/index.ts';
import { profiles } from '../../domain/banking/index.ts';
import type { Campaign } from '../campaign.ts';
import type { Founded } from '../found-city.ts';
import { type BankFaults, noFaults, SimulatedBank } from '../parties/bank/bank.ts';
import type { SimulatedBankLines } from '../parties/bank/lines.ts';
import { FileMemory } from '../parties/bank/memory.ts';

/** Seven minutes ahead, every bank in its own direction: nothing may be judged by a bank's clock. */
const skewMs = (i: number) => (i % 2 === 0 ? 7 : -7) * 60_000;
const profileOf = (i: number) => Object.values(profiles)[i % Object.keys(profiles).length]!;

/** One simulated bank for each bank of the plan. With a folder each keeps what it must not forget there. */
function makeBanks(
  house: House,
  { region, banks }: { readonly region: string; readonly banks: readonly string[] },
  seed: number,
  folder?: string,
): SimulatedBank[] {
  return banks.map(
    (bankCode, i) =>
      new SimulatedBank({
        region,
        bankCode,
        profile: profileOf(i),
        random: new SeededRandom(seed * 1_000 + i),
        now: () => house.clock.now(),
        faults: { ...noFaults, ...everydayFaults, clockSkewMs: skewMs(i) },
        issuer: String(623_000 + i),
        ...(folder ? { memory: memoryIn(folder, bankCode) } : {}),
      }),
  );
}

const memoryIn = (folder: string, bankCode: string) => new FileMemory(join(folder, `${bankCode}.json`));

/** What every bank does now and then. */
const everydayFaults: Partial<BankFaults> = { refusesAccounts: 0.01 };

/** Keys are exchanged and the lines opened, as the first thing between bureau and banks. */
export async function connectBanks(
  founded: Founded,
  lines: SimulatedBankLines,
  { seed, folder }: { seed: number; folder?: string },
): Promise<void> {
  lines.disconnectAll();
  const [administrator] = founded.allStaff('system-administrator');
  for (const bank of makeBanks(founded.city.house, founded.plan, seed, folder)) {
    const { ownPublicKey } = await founded.city.as(administrator!, 'banking.register-link', {
      bankId: founded.institutionIds.get(bank.bankCode)!,
      publicKey: toHex(bank.publicKey),
    });
    bank.trust(fromHex(ownPublicKey));
    lines.connect(bank, founded.staff(bank.bankCode, 'bank-office'));
  }
}

/** What one needs to know to open the lines of a city again after a restart. */
export type KeptLines = readonly { readonly bankCode: string; readonly office: ReturnType<Founded['staff']> }[];

export const keptLines = (founded: Founded): KeptLines =>
  founded.plan.banks.map((bankCode) => ({ bankCode, office: founded.staff(bankCode, 'bank-office') }));

/** The banks of a city come back with what they kept. */
export function reconnectBanks(
  house: House,
  lines: SimulatedBankLines,
  { region, kept, folder }: { region: string; kept: KeptLines; folder: string },
): void {
  lines.disconnectAll();
  const codes = kept.map(({ bankCode }) => bankCode);
  const banks = makeBanks(house, { region, banks: codes }, 0, folder);
  for (const [i, bank] of banks.entries()) lines.connect(bank, kept[i]!.office);
}

/** Shares of days on which a bank's line begins to fail. */
const shares = { outage: 0.015, silent: 0.02, stutters: 0.05, losesAck: 0.05 };

/** What goes wrong with the lines today; by day and bank, so a replayed world meets the same. */
export function bankWeather(campaign: Campaign): void {
  for (const { line, bankCode } of campaign.banks.banks) {
    const dice = campaign.dice('line', bankCode);
    const chance = () => dice.fraction();
    line.stutters = chance() < shares.stutters;
    line.losesAck = chance() < shares.losesAck;
    for (const fault of ['outage', 'silent'] as const) {
      if (chance() >= shares[fault]) continue;
      line[fault] = true;
      campaign.lineFaults[fault] += 1;
      campaign.agenda.in(1 + dice.below(4), async () => {
        line[fault] = false;
      });
    }
  }
}

/** Every line works again: at the end of a played world everything that waits arrives. */
export function calmWeather(campaign: Campaign): void {
  for (const { line } of campaign.banks.banks)
    Object.assign(line, { outage: false, silent: false, stutters: false, losesAck: false });
}

/** Who left the counter without it comes back to an outlet of the bank one day, most of them (ENB-02). */
export function activateLater(campaign: Campaign, bankCode: string, cardNumber: string, outletCode: string): void {
  const dice = campaign.dice('activate', cardNumber);
  if (dice.fraction() < 0.3) return;
  campaign.agenda.in(3 + dice.below(40), async () => {
    const bank = campaign.banks.bankOf({ region: campaign.founded.plan.region, bankCode });
    // The counter works on the bank's own books, whatever the line to the bureau does.
    if (bank.cards.stateOf(cardNumber) === 'open') bank.activateInPerson(cardNumber, outletCode);
  });
}
