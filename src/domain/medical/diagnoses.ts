// Diagnoses are the most personal thing here: sealed in their row, found again by a blind index of the code alone.
import type { Call } from '../../base/call.ts';
import { type Diagnosis, listDiagnosisRows, saveDiagnosisRows } from './store.ts';

const place = (visitId: string) => `medical.diagnosis:${visitId}`;

/** A diagnosis that comes again replaces what was known of it. */
export async function keepDiagnoses(call: Call, visitId: string, list: readonly Diagnosis[]): Promise<void> {
  const indexOf = (code: string) => Buffer.from(call.vault.index(`${visitId} ${code}`, 'diagnosis')).toString('hex');
  // The last of several with one code counts: a statement may touch a row only once.
  const byKey = new Map(list.map((diagnosis) => [`${diagnosis.kind} ${diagnosis.code}`, diagnosis]));
  const rows = [...byKey.values()].map(({ code, name, department, doctor, ...rest }) => ({
    ...rest,
    code: indexOf(code),
    name: Buffer.from(call.vault.seal(JSON.stringify([code, name, department, doctor]), place(visitId))).toString(
      'base64',
    ),
    ...{ department: '', doctor: '' },
  }));
  await saveDiagnosisRows(call.db, visitId, rows);
}

export async function readDiagnoses(call: Call, visitId: string): Promise<Diagnosis[]> {
  return (await listDiagnosisRows(call.db, visitId)).map((row) => {
    const opened = JSON.parse(call.vault.open(Buffer.from(row.name, 'base64'), place(visitId)));
    const [code, name, department, doctor] = opened as [string, string, string, string];
    return { ...row, code, name, department, doctor };
  });
}
