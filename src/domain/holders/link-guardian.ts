// Registers who is the guardian of whom: staff who see the proof, or a parent online, whose claim waits until somebody has (ELG-05, APP-03).
import { action } from '../../base/action.ts';
import { Id, Maybe, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { findHoldersByDocument, lockHolders } from './find-people.ts';
import { canActAsGuardian, comesOfAgeOn, needsGuardian } from './guardianship.ts';
import { DocumentKindWord } from './holder.ts';
import { asLink } from './may-act.ts';
import { tidyName } from './name.ts';
import { refuse } from './refuse.ts';
import { openField } from './sealed.ts';
import { type GuardianshipRow, listGuardiansOf, listHolderRows, listWardsOf, saveGuardianship } from './store.ts';

export const maxGuardians = 2;
const maxClaims = 10;

export const proofKinds = ['household-register', 'birth-certificate', 'court-ruling', 'committee-appointment'] as const;

export const linkGuardian = action({
  name: 'holders.link-guardian',
  title: { zh: '登记监护关系', en: 'Register a guardian' },
  by: ['citizen', 'bank-teller', 'bureau-clerk'],
  input: shape({
    /** Staff name the guardian; a citizen is the guardian. */
    guardianId: Type.Optional(Id),
    /** The ward as the document says: name and number together, so that nobody finds people by trying numbers. */
    ward: shape({ documentKind: DocumentKindWord, documentNumber: Text(40), name: Text(100) }),
    proof: shape({ kind: OneOf(proofKinds), number: Text(60, 4) }),
  }),
  output: shape({
    guardianshipId: Id,
    wardId: Maybe(Id),
    /** False while the proof has to be seen: until then the guardian cannot act. */
    proven: Type.Boolean(),
  }),
  async run(call, { guardianId = call.actor.id, ward, proof }) {
    const isCitizen = call.actor.role === 'citizen';
    if (isCitizen && guardianId !== call.actor.id) throw refuse('guardian-unfit');
    const [wardId] = await findHoldersByDocument(call, [{ kind: ward.documentKind, number: ward.documentNumber }]);
    if (!wardId) throw refuse('not-found-by-these');
    if (wardId === guardianId) throw refuse('guardian-unfit');
    const people = await lockHolders(call, [guardianId, wardId]);
    call.about(guardianId, wardId);
    const [row] = await listHolderRows(call.db, [wardId]);
    if (openField(call.vault, 'name', wardId, row!.name) !== tidyName(ward.name)) throw refuse('not-found-by-these');

    const guardian = people.get(guardianId)!;
    const person = people.get(wardId)!;
    if (person.deceasedOn) throw refuse('deceased');
    if (guardian.deceasedOn || guardian.capacity !== 'full' || call.today < comesOfAgeOn(guardian.born))
      throw refuse('guardian-unfit');
    if (!needsGuardian(person, call.today)) throw refuse('no-guardian-needed');

    const links = await listGuardiansOf(call.db, wardId);
    const open = links.find((link) => link.guardianId === guardianId && link.until === null);
    const answer = (link: { id: string; proofSeenOn: unknown }) => ({
      guardianshipId: link.id,
      // A claim nobody has looked at tells nothing about the child, not even an id.
      wardId: link.proofSeenOn ? wardId : null,
      proven: link.proofSeenOn !== null,
    });
    // A claim made online never weakens what staff have seen.
    if (isCitizen && open?.proofSeenOn) return answer(open);
    const others = new Set(links.map((link) => link.guardianId).filter((id) => id !== guardianId));
    const inForce = [...others].filter((id) => canActAsGuardian(id, person, links.map(asLink), call.today).ok);
    if (inForce.length >= maxGuardians) throw refuse('enough-guardians', { limit: maxGuardians });
    if (isCitizen && !open) {
      const waiting = (await listWardsOf(call.db, guardianId)).filter((link) => !link.proofSeenOn && !link.until);
      if (waiting.length >= maxClaims) throw refuse('too-many-claims', { limit: maxClaims });
    }
    const id = open?.id ?? call.newId();
    const link: GuardianshipRow = {
      id,
      guardianId,
      wardId,
      proofKind: proof.kind,
      proofSeenOn: isCitizen ? null : call.today,
      from: open?.from ?? call.today,
      until: null,
    };
    await saveGuardianship(call.db, { ...link, proofNumber: call.vault.seal(proof.number, proofPlace(id)) }, call.now);
    call.note({ guardianshipId: id, guardianId, wardId, proofKind: proof.kind, proven: !isCitizen });
    return answer(link);
  },
});

export const proofPlace = (guardianshipId: string) => `holders.guardianship.proof_number:${guardianshipId}`;
