// Diagnoses in messages (diseinfo), the same table for visits and stays.
import { list, type NodeTable, type Row } from './field-table.ts';
import { isoOf } from './function.ts';

/** In stays diag_srt_no, diag_dept and doctor may have other keys in local editions; the national ones are read. */
export const diagnosesTable = (need: 'mandatory' | 'optional'): NodeTable =>
  list(
    `diag_type(3)!=diag_type diag_srt_no:n4,0! diag_code(20)! diag_name(100)! diag_dept(50)! dise_dor_no(30)! dise_dor_name(50)! diag_time:dt!
     vali_flag(3)!=flag`,
    need,
  );

export const diagnosisOf = (row: Row) => ({
  ...{ code: row.diag_code!, kind: row.diag_type!, number: Number(row.diag_srt_no), name: row.diag_name! },
  ...{ department: row.diag_dept!, doctor: row.dise_dor_no!, at: isoOf(row.diag_time!), valid: row.vali_flag === '1' },
});
