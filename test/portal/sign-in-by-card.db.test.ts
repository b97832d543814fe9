// Signing in with a card of ours: what opens a session, and everything that does not.
import { beforeAll, describe, expect, test } from 'vitest';
import { perform } from '../../src/base/action.ts';
import { systemActor } from '../../src/base/actor.ts';
import { sql } from '../../src/base/sql.ts';
import type { Card } from '../../src/chip/index.ts';
import { fromHex, toHex } from '../../src/crypto/index.ts';
import { reportLoss } from '../../src/domain/cards/report-loss.ts';
import { findSession, signInByCard } from '../../src/domain/identity/index.ts';
import { issueChallenge } from '../../src/domain/keys/index.ts';
import {
  CardChannel,
  chipInSlot,
  proofText,
  proveBySignature,
  recogniseCard,
  SimulatedReader,
  signForHolder,
} from '../../src/terminal/index.ts';
import { openTown, type Town } from '../browser/town.ts';
import { type CardInHand, choosePin, chosenPin, giveCard, issuedPin } from './card-in-hand.ts';

const door = systemActor('portal');
let town: Town;
let mine: CardInHand;
let other: CardInHand;
beforeAll(async () => {
  town = await openTown({ people: 30 });
  mine = await giveCard(town, 'flexible');
  other = await giveCard(town, 'retiree');
  await choosePin(mine.chip);
  await choosePin(other.chip);
}, 600_000);

const challenge = () => perform(town.house, issueChallenge, door, { terminalId: null });
async function inSession<T>(chip: Card, work: (channel: CardChannel) => Promise<T>): Promise<T> {
  const channel = await CardChannel.open(new SimulatedReader(chipInSlot(chip)));
  try {
    return await work(channel);
  } finally {
    await channel.close();
  }
}
type Challenge = Awaited<ReturnType<typeof challenge>>;
/** What the page sends after the card at the bridge has signed. */
const signed = (chip: Card, given: Challenge, pin = chosenPin) =>
  inSession(chip, async (channel) => {
    const made = await signForHolder(channel, fromHex(given.challenge), async () => pin);
    const { reset: _, ...text } = proofText(made.proof);
    return {
      proof: { ...text, challengeId: given.challengeId, terminalId: null },
      holderSignature: toHex(made.holderSignature).toUpperCase(),
    } as never;
  });
const enter = (given: unknown) =>
  perform(town.house, signInByCard, door, { given: given as never, channel: 'bureau-site' });

describe('SEC-05 sign-in by card', () => {
  test('the card and its PIN open a session of its holder', async () => {
    const done = await enter(await signed(mine.chip, await challenge()));
    if (done.outcome !== 'signed-in') throw new Error(done.fault);
    expect(await findSession(town.house, done.token)).toMatchObject({
      how: 'card',
      actor: { role: 'citizen', id: mine.holderId },
    });
  });

  test('a bare card proof, which needs no PIN, opens nothing', async () => {
    const given = await challenge();
    const proof = await inSession(mine.chip, async (channel) =>
      proveBySignature(channel, await recogniseCard(channel), fromHex(given.challenge)),
    );
    const { reset: _, ...text } = proofText(proof);
    const bare = { ...text, challengeId: given.challengeId, terminalId: null };
    // Neither without a second signature, nor with the first one once more, nor with one of another time.
    await expect(enter({ proof: bare })).rejects.toMatchObject({ code: 'base.bad-input' });
    expect(await enter({ proof: bare, holderSignature: (text as { signature: string }).signature })).toMatchObject({
      outcome: 'wrong',
      fault: 'pin-not-shown',
      remedy: { zh: expect.stringContaining('密码') },
    });
    const earlier = (await signed(mine.chip, await challenge())) as { holderSignature: string };
    const second = await challenge();
    const now = (await signed(mine.chip, second)) as { proof: object };
    expect(await enter({ proof: now.proof, holderSignature: earlier.holderSignature })).toMatchObject({
      fault: 'pin-not-shown',
    });
  });

  test('a wrong PIN counts down to blocked and gives no proof; the PIN of issue signs nothing', async () => {
    const given = await challenge();
    for (const left of [2, 1])
      await expect(signed(other.chip, given, '000000')).rejects.toMatchObject({
        code: 'terminal.pin-wrong',
        facts: { left },
      });
    await expect(signed(other.chip, given, '000000')).rejects.toMatchObject({
      code: expect.stringMatching(/terminal\.pin-(wrong|blocked)/),
    });
    await expect(signed(other.chip, given)).rejects.toMatchObject({ code: 'terminal.pin-blocked' });
    const fresh = await giveCard(town, 'colleague');
    await expect(signed(fresh.chip, given, issuedPin)).rejects.toMatchObject({ code: 'terminal.pin-initial' });
  });

  test('an answer once used, too old, to another number or of another card is refused with the reason', async () => {
    const first = await signed(mine.chip, await challenge());
    expect((await enter(first)).outcome).toBe('signed-in');
    expect(await enter(first)).toMatchObject({ outcome: 'wrong', fault: 'challenge-used' });

    const old = await signed(mine.chip, await challenge());
    town.house.clock.moveTo(new Date(town.house.clock.now().getTime() + 121_000));
    expect(await enter(old)).toMatchObject({ fault: 'challenge-stale', words: { zh: '随机数已过期' } });

    const asked = await challenge();
    const differs = (await signed(mine.chip, await challenge())) as { proof: object; holderSignature: string };
    expect(await enter({ ...differs, proof: { ...differs.proof, challengeId: asked.challengeId } })).toMatchObject({
      fault: 'challenge-differs',
    });

    // The proof of one card under the name of another.
    const swapped = (await signed(mine.chip, await challenge())) as { proof: object; holderSignature: string };
    const { cardIdentifier } = await town.house.database.one<{ cardIdentifier: string }>(
      sql`select card_identifier as "cardIdentifier" from keys.card where card_id = ${other.cardId}`,
    );
    expect(await enter({ ...swapped, proof: { ...swapped.proof, cardIdentifier } })).toMatchObject({
      fault: 'certificate-of-other-card',
    });
  });

  test('a card reported lost opens nothing, and what was tried stays in the journal', async () => {
    await perform(town.house, reportLoss, { role: 'citizen', id: mine.holderId, channel: 'bureau-site' }, {});
    expect(await enter(await signed(mine.chip, await challenge()))).toMatchObject({ fault: 'card-not-usable' });
    const lines = await town.house.database.rows<{ facts: { fault?: string } }>(
      sql`select facts from base.journal where action = 'identity.sign-in-by-card' order by seq desc limit 1`,
    );
    expect(lines[0]!.facts).toMatchObject({ fault: 'card-not-usable', cardId: mine.cardId });
  });
});
