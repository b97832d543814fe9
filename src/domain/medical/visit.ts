// A visit (就诊): from registration or admission to settlement. States and the rules for leaving them; pure.
import { type States, states } from '../../base/states.ts';

export type VisitKind = 'outpatient' | 'inpatient' | 'pharmacy';
export type VisitState = 'registered' | 'admitted' | 'discharged' | 'cancelled';

export const visitStates: States<VisitState> = states(
  'medical.visit',
  { zh: '就诊', en: 'visit' },
  {
    registered: { zh: '已挂号', en: 'registered', to: ['cancelled'] },
    admitted: { zh: '在院', en: 'admitted', to: ['discharged', 'cancelled'] },
    discharged: { zh: '出院', en: 'discharged', to: ['admitted'] },
    cancelled: { zh: '已撤销', en: 'cancelled', to: [] },
  },
);

export interface Visit {
  readonly id: string;
  readonly institutionId: string;
  readonly holderId: string;
  readonly cardId: string | null;
  readonly kind: VisitKind;
  readonly state: VisitState;
  readonly region: string;
  readonly insurance: string;
  readonly number: string;
  readonly medType: string | null;
  readonly department: string;
  readonly beganAt: Date;
  readonly endedAt: Date | null;
  readonly dischargeWay: string | null;
  readonly emergency: boolean;
  readonly message: string;
}

/** clr_type: the first two digits of the kind of visit, a code of its own where the table has none. */
export function clearingTypeOf(medType: string): string {
  const head = medType.slice(0, 2);
  return ['11', '12', '13', '14', '18', '21', '22', '27', '28', '41', '53'].includes(head) ? head : '99';
}
