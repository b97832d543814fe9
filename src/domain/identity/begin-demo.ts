// The demo's one click: a session for somebody of a synthetic city. The door of the pages opens it only while the demo is on.
import { type Actor, systemActor } from '../../base/actor.ts';
import { type House, openCall } from '../../base/call.ts';
import { writeJournal } from '../../base/journal.ts';
import { beginSession } from './session.ts';

export async function beginDemoSession(house: House, actor: Actor): Promise<string> {
  return house.database.transaction(async (db) => {
    const call = openCall(house, db, systemActor('demo'));
    const token = await beginSession(call, actor, 'demo');
    call.note({ role: actor.role });
    await writeJournal(call, 'identity.begin-demo-session');
    return token;
  });
}
