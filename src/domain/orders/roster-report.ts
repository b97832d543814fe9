// Query: the row-level report of a roster as CSV text, masked, safe to open in a spreadsheet (APP-01).
import { query } from '../../base/action.ts';
import { Id, shape, Type } from '../../base/shape.ts';
import { openReport } from './check-roster.ts';
import { getGroup, groupClerks } from './get-group.ts';
import { findImport } from './group-store.ts';
import { refuse } from './refuse.ts';
import { writeRosterReport } from './roster/report.ts';

export const rosterReport = query({
  name: 'orders.roster-report',
  title: { zh: '名册核对报告', en: 'Report of a roster' },
  by: groupClerks,
  personal: true,
  input: shape({ importId: Id }),
  output: shape({ fileName: Type.String(), mediaType: Type.String(), csv: Type.String() }),
  async run(call, { importId }) {
    const found = await findImport(call.db, importId);
    if (!found) throw refuse('no-such-import');
    await getGroup(call, found.groupOrderId);
    call.note({ importId });
    return {
      fileName: `roster-report-${importId}.csv`,
      mediaType: 'text/csv; charset=utf-8',
      csv: new TextDecoder('utf-8', { ignoreBOM: true }).decode(writeRosterReport(openReport(call, found))),
    };
  },
});
