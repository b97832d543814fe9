// The act that is interrupted: the machine at a counter writes one chip by the platform's script and has it certified. The chip is a
// file beside the process, as a real one lies beside a machine that has lost its power.
import { readFileSync, writeFileSync } from 'node:fs';
import { perform } from '../../src/base/action.ts';
import type { Actor } from '../../src/base/actor.ts';
import type { House } from '../../src/base/call.ts';
import { systemRandom } from '../../src/base/random.ts';
import { certificateFile, loadCard, proofOf, saveCard, suiteOf } from '../../src/chip/index.ts';
import { fromBase64, fromHex, toHex } from '../../src/crypto/index.ts';
import { certificateRequestChallenge, INITIAL_PIN } from '../../src/domain/keys/index.ts';
import { certifyChips } from '../../src/domain/production/certify-chips.ts';
import { proveChip } from '../../src/domain/production/prove-chip.ts';
import { recordPersonalised } from '../../src/domain/production/record-personalised.ts';
import { writeChips } from '../../src/domain/production/write-chips.ts';
import { CardChannel, chipInSlot, enrolCertificate, personalise, SimulatedReader } from '../../src/terminal/index.ts';
import { chipApplications } from '../../src/world/parties/chip-shelf.ts';

export interface ChipWork {
  readonly teller: Actor;
  readonly makingId: string;
  readonly cardNumber: string;
  /** File of the chip. */
  readonly chip: string;
  /** Of this blank, hex. */
  readonly transportKey: string;
  /** Steps of the script after which the machine loses its power; 0: it does not. */
  readonly stepsLeft: number;
}

const hexOf = (bytes: Uint8Array) => toHex(bytes).toUpperCase();

/** Writes what is still to be written; run again after a cut, it goes on. */
export async function run(house: House, work: ChipWork): Promise<void> {
  const { teller, makingId, cardNumber } = work;
  const of = { makingId };
  const card = loadCard(readFileSync(work.chip, 'utf8'), chipApplications, (n) => systemRandom.bytes(n));
  const save = () => writeFileSync(work.chip, saveCard(card));
  const reader = new SimulatedReader(chipInSlot(card));
  const inSession = async <T>(act: (channel: CardChannel) => Promise<T>) => {
    const channel = await CardChannel.open(reader);
    return act(channel).finally(() => channel.close());
  };
  const atr = hexOf(card.historical);
  const { scripts } = await perform(house, writeChips, teller, { of, chips: [{ cardNumber, atr }] });
  const [{ script, cardIdentifier }] = scripts as [(typeof scripts)[0]];
  const suite = suiteOf(card.product.algorithm)!;
  let left = work.stepsLeft;
  await inSession((channel) =>
    personalise(channel, {
      script: script.map((step) => ({ ...step, apdu: fromHex(step.apdu) })),
      before: async (source, factor) => proofOf(suite, fromHex(work.transportKey), source, factor),
      after: async (source, factor) => {
        const asked = { of, cardNumber, key: 'card' as const, source: hexOf(source), factor: hexOf(factor) };
        return fromHex((await perform(house, proveChip, teller, asked)).proof);
      },
      onStep: () => {
        left -= 1;
        if (left !== 0) return;
        save();
        process.kill(process.pid, 'SIGKILL');
      },
    }),
  );
  save();
  await inSession((channel) =>
    enrolCertificate(channel, INITIAL_PIN, async (publicKey) => {
      const challenge = certificateRequestChallenge(cardIdentifier, publicKey);
      const head = [0x00, 0x88, 0x00, certificateFile.signPrivate] as const;
      const answer = await channel.need('INTERNAL AUTHENTICATE', head, challenge, 0);
      save();
      const [counter, signature] = [hexOf(answer.subarray(0, 4)), hexOf(answer.subarray(4))];
      const requests = [{ cardNumber, publicKey: hexOf(publicKey), counter, signature }];
      const { certificates } = await perform(house, certifyChips, teller, { of, requests });
      return fromBase64(certificates[0]!.certificate);
    }),
  );
  save();
  await perform(
    house,
    recordPersonalised,
    teller,
    { makingId, cardIdentifier, atr },
    { requestId: `chip-${makingId}` },
  );
}
