// A name or a document changes, on proof, at the bureau (APP-16). The old number keeps leading to the person.
import { action } from '../../base/action.ts';
import { isDuplicate } from '../../base/database/database.ts';
import { DayText, Id, OneOf, shape, Text, Type } from '../../base/shape.ts';
import { DocumentKindWord, socialSecurityNumberOf } from './holder.ts';
import { checkIdentityDocument } from './identity-document.ts';
import { words } from './may-act.ts';
import { checkName } from './name.ts';
import { refuse } from './refuse.ts';
import { documentIndex, openField, sealField, socialSecurityIndex } from './sealed.ts';
import {
  addProvenChange,
  claimDocuments,
  findByDocuments,
  type HolderRow,
  lockRows,
  resumeDocument,
  retireDocument,
  saveHolders,
} from './store.ts';

export const changeIdentity = action({
  name: 'holders.change-identity',
  title: { zh: '变更姓名或证件', en: 'Change name or document' },
  by: ['bureau-clerk'],
  input: shape({
    holderId: Id,
    name: Type.Optional(Text(100)),
    document: Type.Optional(shape({ kind: DocumentKindWord, number: Text(40) })),
    sex: Type.Optional(OneOf(['male', 'female'])),
    born: Type.Optional(DayText),
    nationality: Type.Optional(Type.String({ pattern: '^[A-Z]{2,3}$' })),
    /** A foreigner's assigned 社会保障号码. */
    socialSecurityNumber: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{8,18}$' })),
    proof: shape({
      kind: OneOf(['household-register', 'identity-document', 'court-ruling', 'police-certificate']),
      number: Text(60, 4),
    }),
  }),
  output: shape({ changed: Type.Array(Text(40)) }),
  async run(call, { holderId, proof, ...wish }) {
    const { vault } = call;
    call.about(holderId);
    const [row] = await lockRows(call.db, [holderId]);
    if (!row) throw refuse('no-such-holder');
    if (row.mergedInto) throw refuse('merged', { holderId: row.id, into: row.mergedInto });
    if (row.deceasedOn) throw refuse('deceased');
    const changed: string[] = [];
    let next: HolderRow = row;

    const formerName = openField(vault, 'name', holderId, row.name);
    if (wish.name !== undefined) {
      const name = checkName(wish.name);
      if (!name.ok && (name.code === 'empty' || name.code === 'not-a-name'))
        throw refuse('bad-field', { field: 'name', ...words(name) });
      if (name.name !== formerName) {
        next = { ...next, name: sealField(vault, 'name', holderId, name.name) };
        changed.push('name');
      }
    }

    const formerNumber = openField(vault, 'document_number', holderId, row.documentNumber);
    const kind = wish.document?.kind ?? row.documentKind;
    const document = checkIdentityDocument(kind, wish.document?.number ?? formerNumber, call.today);
    if (!document.ok) throw refuse('bad-field', { field: 'document', ...words(document) });
    const number = document.normalised;
    if (kind !== row.documentKind || number !== formerNumber) {
      await takeDocument(holderId, { kind, index: documentIndex(vault, kind, number) });
      next = { ...next, documentKind: kind, documentNumber: sealField(vault, 'document_number', holderId, number) };
      changed.push('document');
    }

    // Where the number says who was born when, the number is right.
    const born = document.born ?? wish.born ?? row.born;
    const sex = document.sex ?? wish.sex ?? row.sex;
    if ((wish.born ?? born) !== born || (wish.sex ?? sex) !== sex || born > call.today)
      throw refuse('differs-from-document');
    if (born !== row.born) changed.push('born');
    if (sex !== row.sex) changed.push('sex');
    const nationality = wish.nationality ?? row.nationality;
    if (nationality !== row.nationality) changed.push('nationality');
    next = { ...next, born, sex, nationality };

    const assigned = wish.socialSecurityNumber ?? openField(vault, 'assigned_number', holderId, row.assignedNumber);
    if (wish.socialSecurityNumber && kind !== 'passport') throw refuse('number-not-assigned');
    const social = socialSecurityNumberOf(kind, number, assigned);
    const index = social === null ? null : socialSecurityIndex(vault, social);
    if (!sameBytes(index, row.socialSecurityIndex)) changed.push('social-security-number');
    next = {
      ...next,
      assignedNumber: assigned === null ? null : sealField(vault, 'assigned_number', holderId, assigned),
      socialSecurityIndex: index,
    };

    if (changed.length === 0) throw refuse('nothing-changes');
    try {
      await saveHolders(call.db, [next], call.now);
    } catch (error) {
      throw isDuplicate(error, 'holder_social_security') ? refuse('document-of-somebody-else') : error;
    }
    const id = call.newId();
    await addProvenChange(
      call.db,
      {
        id,
        holderId,
        changed,
        proofKind: proof.kind,
        proofNumber: vault.seal(proof.number, `holders.proven_change.proof_number:${id}`),
        formerName: changed.includes('name') ? vault.seal(formerName, `holders.proven_change.former_name:${id}`) : null,
        staffId: call.actor.id,
      },
      call.now,
    );
    call.note({ holderId, changed, proofKind: proof.kind });
    return { changed };

    async function takeDocument(self: string, key: { kind: string; index: Uint8Array }): Promise<void> {
      const [bearer] = await findByDocuments(call.db, [key]);
      if (bearer && bearer.holderId !== self) throw refuse('document-of-somebody-else');
      await retireDocument(call.db, self, call.now);
      if (bearer) await resumeDocument(call.db, key);
      else if ((await claimDocuments(call.db, [{ ...key, holderId: self }], call.now)).size === 0)
        throw refuse('document-of-somebody-else');
    }
  },
});

const sameBytes = (a: Uint8Array | null, b: Uint8Array | null) =>
  a === null || b === null ? a === b : Buffer.from(a).equals(b);
