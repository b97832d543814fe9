// How large a roster may be. Files come from outside: every reader stops at these before it has done the work.

export type RosterLimits = {
  /** Of the file as it came. */
  maxBytes: number;
  /** Rows with something in them below the header. */
  maxRows: number;
  maxColumns: number;
  /** Characters of one cell. */
  maxCellLength: number;
  /** Parts inside an XLSX file. */
  maxParts: number;
  /** Bytes of all parts of an XLSX file together, inflated. */
  maxInflatedBytes: number;
  /** Inflated to packed; judged only for parts above one megabyte, since small ones harm nobody. */
  maxRatio: number;
};

/** Twice the largest employer of requirement APP-01 and a sheet with a normal amount of formatting. */
export const rosterLimits: RosterLimits = {
  maxBytes: 10 * 1024 * 1024,
  maxRows: 20_000,
  maxColumns: 100,
  maxCellLength: 500,
  maxParts: 200,
  maxInflatedBytes: 64 * 1024 * 1024,
  maxRatio: 200,
};
