// The whole card as one function: a command in, an answer out. Always two status bytes, never an exception.
import type { Apdu } from './apdu.ts';
import { ANSWER_LIMIT, parseApdu } from './apdu.ts';
import { concat } from './bytes.ts';
import type { Card } from './card.ts';
import { freshSession, lifeCycle, MASTER_FILE } from './card.ts';
import type { Answer, Command } from './card-application.ts';
import { cardCommands } from './commands/card-commands.ts';
import { powerCut } from './memory.ts';
import type { Face } from './products.ts';
import { CardRefusal, refuse, SW } from './status-word.ts';
import { Turn } from './turn.ts';

const GET_RESPONSE = 0xc0;

/**
 * One command on one face. Answers data and status word; an empty answer means only one thing: the power is off
 * (after a simulated power cut, until `powerUp`).
 */
export function transmit(card: Card, apdu: Uint8Array, face: Face): Uint8Array {
  if (!card.power.on) return new Uint8Array(0);
  try {
    const parsed = parseApdu(apdu);
    if (typeof parsed === 'number') return status(parsed);
    // The other face may have deleted what was selected here.
    const { protocol, directory } = card.sessions[face];
    if (!card.memory.cells.has(directory)) card.sessions[face] = freshSession(protocol);
    const turn = new Turn(card, face, parsed);
    // Only GET RESPONSE may fetch the rest of an answer, and only directly after it.
    if (parsed.ins !== GET_RESPONSE) turn.session.pending = new Uint8Array(0);
    const command = chooseCommand(turn);
    const answer = shape(turn, command.run(turn));
    // 6Cxx means "ask again with this length": nothing has happened yet.
    if (answer[answer.length - 2] !== 0x6c) turn.save();
    return answer;
  } catch (reason) {
    if (reason === powerCut) return new Uint8Array(0);
    return status(reason instanceof CardRefusal ? reason.sw : SW.internal);
  }
}

function chooseCommand(turn: Turn): Command {
  const { card, apdu, face } = turn;
  if (!card.product.faces.includes(face)) refuse(SW.blocked);
  if (apdu.cla === 0xff) refuse(SW.classUnknown);
  if ((apdu.cla & 0x03) !== 0) refuse(SW.channelUnsupported);
  if ((apdu.cla & 0x10) !== 0) refuse(SW.chainingUnsupported);
  if (turn.cell(MASTER_FILE).body[0] === lifeCycle.cardBlocked) refuse(SW.blocked);
  const head = turn.application;
  const own = card.applications.get(head.program)?.commands ?? [];
  const command = pick(own, apdu) ?? pick(cardCommands, apdu);
  if (command === undefined) {
    const known = [...own, ...cardCommands].some(({ ins }) => ins === apdu.ins);
    refuse(known ? SW.classUnknown : SW.instructionUnknown);
  }
  const chosen = command as Command;
  if (!chosen.whenBlocked) {
    if (head.body[0] === lifeCycle.blocked) refuse(SW.blocked);
    if (head.body[0] === lifeCycle.terminated) refuse(SW.permanentlyBlocked);
  }
  if (chosen.contactOnly && face !== 'contact' && !turn.creating) refuse(SW.conditionsNotSatisfied);
  return chosen;
}

function pick(commands: readonly Command[], { cla, ins, p1 }: Apdu): Command | undefined {
  return commands.find(
    (one) => one.ins === ins && one.cla.includes(cla) && (one.p1 === undefined || one.p1.includes(p1)),
  );
}

/** Lays the answer out as the protocol of the face wants it. */
function shape({ session, apdu }: Turn, { sw, bytes }: Answer): Uint8Array {
  if (bytes === undefined || bytes.length === 0) return status(sw);
  // T=0 cannot carry data both ways in one command: the terminal has to fetch the answer.
  const mustFetch = session.protocol === 'T=0' && apdu.data.length > 0;
  if (mustFetch && apdu.ins !== GET_RESPONSE) {
    session.pending = bytes;
    return sw === SW.ok ? status(0x6100 | Math.min(bytes.length, ANSWER_LIMIT)) : status(sw);
  }
  if (apdu.le !== undefined && apdu.ins !== GET_RESPONSE) {
    const exact = session.protocol === 'T=0';
    if (bytes.length <= ANSWER_LIMIT && (exact ? apdu.le !== bytes.length : apdu.le < bytes.length)) {
      return status(0x6c00 | bytes.length);
    }
  }
  if (bytes.length <= ANSWER_LIMIT) return concat(bytes, [sw >> 8, sw & 0xff]);
  session.pending = bytes.subarray(ANSWER_LIMIT);
  const rest = Math.min(session.pending.length, ANSWER_LIMIT);
  return concat(bytes.subarray(0, ANSWER_LIMIT), [0x61, rest]);
}

const status = (sw: number): Uint8Array => Uint8Array.of(sw >> 8, sw & 0xff);
