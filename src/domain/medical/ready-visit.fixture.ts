// A visit with one class A line, ready to settle.
import type { MedicalTown, Patient, Place } from './medical.fixture.ts';
import { recordVisit } from './record-visit.ts';
import { registerVisit } from './register-visit.ts';
import { uploadFees } from './upload-fees.ts';

let messages = 0;

/** A message number nobody used. */
export function nextMessage(): string {
  messages += 1;
  return `m-${messages}`;
}

export async function readyVisit(town: MedicalTown, place: Place, patient: Patient, fen: bigint, medType = '11') {
  const { holderId, credential } = patient;
  const at = town.house.clock.now().toISOString();
  const { visitId } = await town.act(registerVisit, place.staff, {
    ...{ holderId, credential, number: 'OTP', department: 'D01', beganAt: at, message: nextMessage() },
  });
  await town.act(recordVisit, place.staff, { visitId, holderId, medType, beganAt: at, diagnoses: [] });
  await town.act(uploadFees, place.staff, {
    ...{ visitId, holderId },
    lines: [
      {
        ...{ serial: '1', batch: 'B', listCode: 'XA01', ownCode: 'own', amountFen: fen.toString(), count: '10000' },
        ...{ price: (fen * 10_000n).toString(), occurredAt: at, approval: '0' },
      },
    ],
  });
  return { visitId, holderId, fen };
}
