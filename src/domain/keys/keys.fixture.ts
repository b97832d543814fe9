// A region whose custodians have brought in keys, a terminal, blank chips, and cards made and proved on them: ground of the tests.
import { ask, perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import type { Call } from '../../base/call.ts';
import type { Day } from '../../base/day.ts';
import { newUuid } from '../../base/ids.ts';
import { systemRandom } from '../../base/random.ts';
import {
  type Card,
  certificate,
  certificateFile,
  createBlankCard,
  makeCardNumber,
  plainFiles,
  products,
  proofOf,
  socialSecurity,
  suiteOf,
} from '../../chip/index.ts';
import { cardKeys, fromHex, sm2, toHex, xor } from '../../crypto/index.ts';
import {
  CardChannel,
  chipInSlot,
  enrolCertificate,
  personalise,
  proofText,
  proveBySecret,
  proveBySignature,
  recogniseCard,
  SimulatedReader,
} from '../../terminal/index.ts';
import { institutionsHouse } from '../institutions/institutions.fixture.ts';
import { beginKey } from './begin-key.ts';
import { certificateRequestChallenge, certifyCards } from './card-certificates.ts';
import type { CardProofInput } from './card-proof.ts';
import { type ChipHolder, INITIAL_PIN, type WrittenChip, writeChipScripts } from './chip-scripts.ts';
import { foundAuthority } from './found-authority.ts';
import { giveComponent } from './give-component.ts';
import { handTransportKey } from './hand-transport-key.ts';
import { issueChallenge } from './issue-challenge.ts';
import { keyList } from './key-list.ts';
import { transportKeysFrom } from './psam-package.ts';
import { putKeyInUse } from './put-key-in-use.ts';
import { registerTerminal } from './register-terminal.ts';

export const random = (length: number): Uint8Array => systemRandom.bytes(length);
export const hexOf = (bytes: Uint8Array): string => toHex(bytes).toUpperCase();
export const checkOf = (key: Uint8Array): string => hexOf(cardKeys.checkValue(key));

export const sampleHolder: ChipHolder = {
  ...{ socialSecurityNumber: '110101199003070134', chipName: '张小明', chipNameExtension: '' },
  ...{ sex: 'male', born: '1990-03-07' as Day },
};

/** The transport key of one blank chip, as its maker makes it. */
const blankKey = (transport: ReadonlyMap<number, Uint8Array>, algorithm: number, historical: Uint8Array) =>
  suiteOf(algorithm)!.diversify(transport.get(algorithm)!, historical.slice(5));

export async function keysCity() {
  const ground = await institutionsHouse();
  const { house, inCall, register, staff, beijing } = ground;
  const [bank, outlet, maker] = await register(
    { kind: 'bank', region: 'beijing', code: 'icbc', name: '工商银行', bankCode: 'icbc' },
    { kind: 'outlet', region: 'beijing', code: 'o-1', name: '西单支行', bankCode: 'icbc' },
    { kind: 'card-maker', region: 'beijing', code: 'maker-1', name: '示例制卡' },
  );
  const who = {
    first: staff('key-custodian', beijing, 'custodian-1'),
    second: staff('key-custodian', beijing, 'custodian-2'),
    third: staff('key-custodian', beijing, 'custodian-3'),
    authority: staff('card-authority', beijing),
    auditor: staff('auditor', beijing),
    clerk: staff('bureau-clerk', beijing),
    teller: staff('bank-teller', outlet!),
    maker: staff('card-maker', maker!),
  };

  /** A whole ceremony: two components, then in use. */
  async function bringIn(owner = 'beijing', secret = random(16)) {
    const one = random(16);
    const two = xor(secret, one);
    const { keyId } = await perform(house, beginKey, who.first, { owner, parts: 2, checkValue: checkOf(secret) });
    for (const [i, [officer, part]] of (
      [
        [who.first, one],
        [who.second, two],
      ] as const
    ).entries()) {
      await perform(house, giveComponent, officer, {
        ...{ keyId, number: i + 1, component: hexOf(part), checkValue: checkOf(part) },
      });
    }
    return perform(house, putKeyInUse, who.second, { keyId });
  }

  const foundCa = () => perform(house, foundAuthority, who.first, { region: 'beijing', name: '示例市人社局' });

  let terminals = 0;
  async function terminal(institutionId: string = outlet!) {
    terminals += 1;
    const number = `1100000${String(terminals).padStart(5, '0')}`;
    return (
      await perform(house, registerTerminal, who.clerk, { institutionId, number, deviceNumber: `D-${terminals}` })
    ).terminalId;
  }

  /** The maker's transport keys, as it opens them itself. */
  async function transportKeys(institutionId: string = maker!) {
    const pair = sm2.generateKeyPair();
    const handed = await perform(house, handTransportKey, who.first, {
      institutionId,
      publicKey: toHex(pair.publicKey),
    });
    return { keyVersion: handed.keyVersion, keys: transportKeysFrom(handed.envelope, pair.privateKey) };
  }

  let serial = 0x0002_0000;
  /** A blank chip, and the planned card that is to become of it. */
  function blank(transport: ReadonlyMap<number, Uint8Array>, generation: 1 | 2 | 3 = 3) {
    serial += 1;
    const tail = serial.toString(16).toUpperCase().padStart(8, '0');
    const atr = `00814E432386971599${tail}`;
    const product = { 1: products['G1-16K'], 2: products['G2-32K'], 3: products['G3-80K'] }[generation];
    const chip = createBlankCard({
      ...{ product, historical: fromHex(atr), transportKey: blankKey(transport, product.algorithm, fromHex(atr)) },
      ...{ applications: [plainFiles, socialSecurity, certificate], random },
    });
    const cardId = newUuid(house.clock.now(), systemRandom);
    const planned = {
      ...{
        cardId,
        cardNumber: makeCardNumber(`B${String(serial).padStart(7, '0')}`),
        region: 'beijing',
        generation,
        atr,
      },
      cardIdentifier: `110000D156000005${tail}FFFFFFFF`,
      ...{ issuedOn: '2025-03-03' as Day, expiresOn: null, holder: sampleHolder },
    };
    return { chip, planned };
  }

  const scriptFor = (planned: ReturnType<typeof blank>['planned'], transportVersion?: number) =>
    inCall(async (call) => (await writeChipScripts(call, { institutionId: maker!, transportVersion }, [planned]))[0]!);

  const transportProof =
    (transport: ReadonlyMap<number, Uint8Array>, { product: { algorithm }, historical }: Card) =>
    async (source: Uint8Array, factor: Uint8Array) =>
      proofOf(suiteOf(algorithm)!, blankKey(transport, algorithm, historical), source, factor);

  /** Runs a script on a blank chip. */
  async function run(chip: Card, written: WrittenChip, transport: ReadonlyMap<number, Uint8Array>) {
    const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
    const steps = await personalise(channel, {
      script: written.script,
      before: transportProof(transport, chip),
    });
    await channel.close();
    return steps;
  }

  /** The chip makes its key pair and gets its certificate. */
  async function certify(chip: Card, written: WrittenChip) {
    const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
    await enrolCertificate(channel, INITIAL_PIN, async (publicKey) => {
      const request = await cardRequest(channel, written.cardIdentifier, publicKey);
      const der = await inCall((call) => certifyCards(call, [{ cardId: written.cardId, ...request }]));
      return der.get(written.cardId)!;
    });
    await channel.close();
  }

  /** A finished card. */
  async function madeCard(generation: 1 | 2 | 3 = 3) {
    const { keys } = await transportKeys();
    const { chip, planned } = blank(keys, generation);
    const written = await scriptFor(planned);
    await run(chip, written, keys);
    if (generation === 3) await certify(chip, written);
    return { chip, planned, written };
  }

  const challengeFor = (terminalId: string | null, actor: Actor = who.teller) =>
    perform(house, issueChallenge, actor, { terminalId });

  /** What a terminal sends after the card in it has answered a challenge. */
  async function proofFrom(
    chip: Card,
    kind: 'symmetric' | 'sm2',
    { challengeId, challenge }: { challengeId: string; challenge: string },
    terminalId: string | null,
  ): Promise<CardProofInput> {
    const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
    const card = await recogniseCard(channel);
    const bytes = fromHex(challenge);
    const proof =
      kind === 'sm2'
        ? await proveBySignature(channel, card, bytes)
        : await proveBySecret(channel, card, { source: bytes.subarray(0, 8), factor: bytes.subarray(8) });
    await channel.close();
    const { reset: _, ...text } = proofText(proof);
    return { ...text, challengeId, terminalId } as CardProofInput;
  }

  return {
    ...{ ...ground, who, bank: bank!, outlet: outlet!, maker: maker! },
    ...{ bringIn, foundCa, terminal, transportKeys, blank, scriptFor, transportProof, run, certify, madeCard },
    ...{ challengeFor, proofFrom },
    keys: async () => (await ask(house, keyList, who.auditor, {})).keys,
    call: <T>(work: (call: Call) => Promise<T>, actor?: Actor) => inCall(work, actor),
  };
}

/** What a chip in the open certificate application asks its certificate with. */
export async function cardRequest(channel: CardChannel, cardIdentifier: string, publicKey: Uint8Array) {
  const answer = await channel.need(
    'INTERNAL AUTHENTICATE',
    [0x00, 0x88, 0x00, certificateFile.signPrivate],
    certificateRequestChallenge(cardIdentifier, publicKey),
    0,
  );
  return {
    publicKey: hexOf(publicKey),
    counter: hexOf(answer.subarray(0, 4)),
    signature: hexOf(answer.subarray(4)),
  };
}
