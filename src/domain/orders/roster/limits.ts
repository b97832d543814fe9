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

/** Twice the employer of APP-01, and some three times the XML of such a sheet: reading the worst file ends in seconds. */
export const rosterLimits: RosterLimits = {
  maxBytes: 10 * 1024 * 1024,
  maxRows: 20_000,
  maxColumns: 100,
  maxCellLength: 500,
  maxParts: 200,
  maxInflatedBytes: 24 * 1024 * 1024,
  maxRatio: 100,
};
