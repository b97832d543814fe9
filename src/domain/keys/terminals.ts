// Terminals and whether one may be trusted: registered, and its newest module neither revoked nor missing its key.
import type { Call } from '../../base/call.ts';
import { OneOf, Type } from '../../base/shape.ts';
import { x509 } from '../../crypto/index.ts';
import { requireStaffIn, requireStaffOf } from '../institutions/index.ts';
import { psamLevels } from './key-names.ts';
import { refuse } from './refuse.ts';
import { findNewestPsam, findTerminal, lockTerminalRow, type Terminal } from './store.ts';

export const PublicKey = Type.String({ pattern: '^04[0-9a-fA-F]{128}$' });
export const EnvelopeShape = Type.Object(
  { key: Type.String(), nonce: Type.String(), body: Type.String() },
  { additionalProperties: false },
);
export const Level = OneOf(psamLevels);

/** 04‖X‖Y of a point that is on the curve. */
export function requirePublicKey(text: string): Uint8Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'hex'));
  try {
    x509.encodePublicKey(bytes);
  } catch {
    throw refuse('bad-public-key');
  }
  return bytes;
}

/** A registered terminal with its row locked, of the caller's region. */
export async function lockTerminal(call: Call, id: string): Promise<Terminal> {
  const terminal = await lockTerminalRow(call.db, id);
  if (!terminal) throw refuse('no-such-terminal');
  await requireStaffIn(call, terminal.region);
  if (terminal.state === 'withdrawn') throw refuse('terminal-withdrawn');
  return terminal;
}

/** A terminal of the caller's own institution; the system's own calls may name any. */
export async function getOwnTerminal(call: Call, id: string): Promise<Terminal> {
  const terminal = await findTerminal(call.db, id);
  if (!terminal) throw refuse('no-such-terminal');
  if (call.actor.role !== 'system') await requireStaffOf(call, terminal.institutionId);
  return terminal;
}

/** A terminal without any module goes online for its keys and is fine; one whose last module was revoked is not. */
export async function isTrusted(call: Call, terminal: Terminal): Promise<boolean> {
  return terminal.state === 'registered' && (await findNewestPsam(call.db, terminal.id))?.state !== 'revoked';
}
