// A designated institution (定点医药机构) and what its grade means to the rules.

export interface MedicalInstitution {
  readonly id: string;
  /** fixmedins_code. */
  readonly code: string;
  readonly name: string;
  readonly kind: 'hospital' | 'pharmacy';
  readonly region: string;
  readonly division: string;
  /** hosp_lv: 1–4 三级, 5–7 二级, 8–10 一级, 11 none, 12–14 level 3, 2, 1 without grade. */
  readonly grade: number;
  readonly community: boolean;
  readonly uscc: string;
  readonly infcodeAsText: boolean;
  /** Its point of service in `uses`: a card that settles here is used there. */
  readonly terminal: number;
}

/** The level that deductibles, rates and price caps ask for. */
export function levelOf({ grade }: Pick<MedicalInstitution, 'grade'>): 1 | 2 | 3 {
  if (grade <= 4 || grade === 12) return 3;
  return grade <= 7 || grade === 13 ? 2 : 1;
}

/** The service of the catalogue of uses for which a card is presented there. */
export const serviceOf = ({ kind }: Pick<MedicalInstitution, 'kind'>) =>
  kind === 'pharmacy' ? 'pharmacy-purchase' : 'medical-settlement';
