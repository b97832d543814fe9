// PUT KEY: keys and PINs, encrypted under the master key. Class 80 fills a directory under creation; class 84 (with MAC over the
// challenge) replaces a key of a living one. Content: length 13, usage, version, algorithm | tries << 4, key (header 0 0 0: as before).
import { MASTER_KEY, makeCell } from '../card.ts';
import type { Command } from '../card-application.ts';
import { keyUse } from '../key-use.ts';
import { isPin, pinBody } from '../pin.ts';
import { openBlock } from '../secure-block.ts';
import { refuse, SW } from '../status-word.ts';
import { suiteOf } from '../suites.ts';
import type { Turn } from '../turn.ts';

export const loadKey: Command = {
  name: 'PUT KEY (loading)',
  cla: [0x80],
  ins: 0xd4,
  run(turn) {
    const { p1, p2, data } = turn.apdu;
    if (!turn.session.loader) refuse(SW.securityNotSatisfied);
    if (!turn.creating) refuse(SW.conditionsNotSatisfied);
    const master = turn.keyOf(turn.cell(MASTER_KEY), keyUse.external);
    const content = openBlock(master.suite, master.secret, data) ?? refuse(SW.wrongContent);
    if (p1 === 0x01) putKeyCell(turn, p2, content);
    else if (p1 === 0x02) putPinCell(turn, p2, content);
    else refuse(SW.wrongParameters);
    turn.countLoadingStep();
    return { sw: SW.ok };
  },
};

export const updateKey: Command = {
  name: 'PUT KEY',
  cla: [0x84],
  ins: 0xd4,
  p1: [0x01],
  contactOnly: true,
  run(turn) {
    const master = turn.key(0x00, keyUse.external);
    const content = openBlock(master.suite, master.secret, turn.openMessage(master)) ?? refuse(SW.wrongContent);
    if (turn.find(turn.directory, ['key'], turn.apdu.p2) === undefined) refuse(SW.referenceNotFound);
    turn.restoreTries(master);
    putKeyCell(turn, turn.apdu.p2, content);
    return { sw: SW.ok };
  },
};

function putKeyCell(turn: Turn, ref: number, content: Uint8Array): void {
  const { directory } = turn;
  const old = turn.find(directory, ['key'], ref);
  const keep = content.subarray(0, 3).every((byte) => byte === 0);
  if (content.length !== 19 || (keep && old === undefined)) refuse(SW.wrongContent);
  const secret = content.subarray(3);
  if (keep) {
    // The try counter comes back with the new key, the attributes stay.
    turn.write(old!, 3, Uint8Array.from([old!.body[4]!, old!.body[4]!, ...secret]));
    return;
  }
  const [usage, version, mixed] = [content[0]!, content[1]!, content[2]!];
  const [algorithm, tries] = [mixed & 0x0f, mixed >> 4];
  // A directory of the national suite takes no other keys; SSF33 cannot be computed by anybody outside its makers.
  if (suiteOf(algorithm) === undefined || !turn.accepts(directory, algorithm) || tries === 0) refuse(SW.keyUnsupported);
  const body = Uint8Array.from([usage, version, algorithm, tries, tries, ...secret]);
  turn.put(makeCell({ id: old?.id ?? turn.nextId(), parent: directory.id, kind: 'key', fid: ref, body }));
}

function putPinCell(turn: Turn, ref: number, content: Uint8Array): void {
  const tries = content[0] ?? 0;
  const initial = content.subarray(1);
  if (tries === 0 || tries > 15 || !isPin(initial)) refuse(SW.wrongContent);
  const old = turn.find(turn.directory, ['pin'], ref);
  const body = pinBody(initial, tries);
  turn.put(makeCell({ id: old?.id ?? turn.nextId(), parent: turn.directory.id, kind: 'pin', fid: ref, body }));
}
