// A table as both readers hand it on: rows with something in them, each with the number a person sees in the spreadsheet.

import type { RosterLimits } from './limits.ts';
import { type RefusedFile, refuseFile } from './refused-file.ts';

export type GridRow = { row: number; cells: string[] };
export type Grid = { ok: true; rows: GridRow[] };

/** Header and titles above it come on top of the people a file may have. */
export const rowsAboveData = 10;

/** Collects rows within the limits. `add` answers the refusal that ends the reading, or null. */
export function collectGrid(limits: RosterLimits): {
  rows: GridRow[];
  add(row: number, cells: string[]): RefusedFile | null;
} {
  const rows: GridRow[] = [];
  return {
    rows,
    add(row, written) {
      const cells = written.map((cell) => cell.trim());
      while (cells.at(-1) === '') cells.pop();
      if (cells.length === 0) return null;
      if (cells.length > limits.maxColumns) return refuseFile('too-many-columns', { row, limit: limits.maxColumns });
      if (cells.some((cell) => cell.length > limits.maxCellLength)) {
        return refuseFile('cell-too-long', { row, limit: limits.maxCellLength });
      }
      if (rows.length >= limits.maxRows + rowsAboveData) return tooManyRows(limits);
      rows.push({ row, cells });
      return null;
    },
  };
}

export const tooManyRows = (limits: RosterLimits): RefusedFile =>
  refuseFile('too-many-rows', { limit: limits.maxRows });
