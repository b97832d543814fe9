// Every function of the national interface against tables that were written from the published standard alone: what is mandatory, how
// long, which code. The flows through HTTP are in test/journeys/medical-flow.db.test.ts.
import { describe, expect, test } from 'vitest';
import { otherTables, type Table, tables } from '../../../../test/journeys/medical-client.fixture.ts';
import { readNode, WireFault } from './field-table.ts';
import { wireFunctions } from './functions/all.ts';

/** A code that the standard knows, by the field's name. */
const codes: Record<string, string> = {
  ...{
    mdtrt_cert_type: '03',
    psn_cert_type: '01',
    psn_type: '1101',
    insutype: '310',
    med_type: '11',
    psn_setlway: '01',
  },
  ...{
    acct_used_flag: '1',
    acctUsedFlag: '1',
    diag_type: '1',
    hosp_appr_flag: '0',
    fixmedins_type: '1',
    refl_type: '3',
  },
  ...{ medType: '11', dscg_way: '1', clr_type: '11', biz_appy_type: '03' },
};
const at = '2025-03-03 10:00:00';
const isTime = (name: string) => /time|date/i.test(name);

/** A right row: everything is there. */
const rowOf = ({ fields }: Table): Record<string, unknown> =>
  Object.fromEntries(
    fields.map(([name, length, , coded]) => {
      if (coded) return [name, codes[name] ?? '1'];
      return [name, length > 0 ? 'X' : isTime(name) ? at : 1];
    }),
  );

const every = { ...tables, ...otherTables };
const faultOf = (infno: string, node: string, value: unknown): string | undefined => {
  try {
    readNode(wireFunctions.get(infno)!.input[node]!, value, node);
    return undefined;
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    return error.message;
  }
};

describe.each(Object.entries(every))('%s', (infno, list) => {
  test.each(list.map((one) => [one.node, one] as const))(
    'MED-05 %s: each field missing, too long or of no code',
    (node, of) => {
      const right = rowOf(of);
      const say = (row: object) => faultOf(infno, node, of.list ? [row] : row);
      expect(say(right)).toBeUndefined();
      // Optional fields may all be left out together: nothing else is asked for.
      const short = Object.fromEntries(of.fields.filter(([, , must]) => must).map(([name]) => [name, right[name]]));
      expect(say(short)).toBeUndefined();
      for (const [name, length, mandatory, coded] of of.fields) {
        const named = new RegExp(`^${node}(\\[0\\])?\\.${name}：`);
        if (mandatory)
          for (const nothing of [undefined, null, '', ' ', 'null', 'NULL', 'undefined'])
            expect(say({ ...right, [name]: nothing }), `${name} ${nothing}`).toMatch(named);
        if (coded) expect(say({ ...right, [name]: 'ZZ' }), name).toMatch(named);
        else if (length > 0) {
          expect(say({ ...right, [name]: '长'.repeat(length + 1) }), name).toMatch(named);
          expect(say({ ...right, [name]: '𠮷'.repeat(length) }), name).toBeUndefined();
        } else expect(say({ ...right, [name]: isTime(name) ? '2025-02-30' : '1e3' }), name).toMatch(named);
        expect(say({ ...right, [name]: { not: 'a text' } }), name).toMatch(named);
      }
      // Diagnoses may come later with some functions; what a message is about may not.
      const needed = wireFunctions.get(infno)!.input[node]!.mandatory;
      if (of === list[0]) expect(needed).toBe(true);
      for (const nothing of needed ? [undefined, null, ...(of.list ? [[]] : [])] : [])
        expect(faultOf(infno, node, nothing)).toContain(node);
    },
  );
});

test('the tables know every function that is spoken; A forms read the same fields', () => {
  const spoken = [...wireFunctions.keys()].filter((infno) => !infno.endsWith('A'));
  expect(spoken.filter((infno) => !every[infno])).toEqual([]);
  for (const [infno, { input }] of wireFunctions)
    if (infno.endsWith('A')) expect(input, infno).toEqual(wireFunctions.get(infno.slice(0, -1))!.input);
});
