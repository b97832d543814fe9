// Between the holders' register and the codes of the national interface.
import type { DocumentKind, Sex } from '../../holders/index.ts';

const certificateTypes: Record<DocumentKind, string> = {
  'resident-id': '01',
  'hk-macao-residence': '17',
  'taiwan-residence': '17',
  'hk-macao-travel': '04',
  'taiwan-travel': '06',
  'foreign-permanent-residence': '07',
  passport: '08',
};

export const certificateTypeOf = (kind: string): string => certificateTypes[kind as DocumentKind] ?? '99';
export const genderOf = (sex: string): string => ((sex as Sex) === 'male' ? '1' : '2');
