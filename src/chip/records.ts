// How records lie in the body of a file. Linear: length byte, record, length byte, record ... until a zero length.
// Cyclic: number of records written so far (at most all), place of the newest, then the slots.

/** Where record n (from 1) of a linear file lies: its bytes start at `start`. */
export function locateRecords(body: Uint8Array): { start: number; length: number }[] {
  const places: { start: number; length: number }[] = [];
  let at = 0;
  while (at < body.length && body[at] !== 0) {
    const length = body[at]!;
    if (at + 1 + length > body.length) break;
    places.push({ start: at + 1, length });
    at += 1 + length;
  }
  return places;
}

/** The records of a linear file as one list of byte strings. */
export function linearRecords(body: Uint8Array): Uint8Array[] {
  return locateRecords(body).map(({ start, length }) => body.slice(start, start + length));
}

/** The used part of a linear body, with one zero behind it if there is room; undefined when it does not fit. */
export function layLinear(records: readonly Uint8Array[], size: number): Uint8Array | undefined {
  const used = records.reduce((sum, record) => sum + 1 + record.length, 0);
  if (used > size || records.some(({ length }) => length === 0 || length > 255)) return undefined;
  const body = new Uint8Array(Math.min(size, used + 1));
  let at = 0;
  for (const record of records) {
    body[at] = record.length;
    body.set(record, at + 1);
    at += 1 + record.length;
  }
  return body;
}

/** Body length of a cyclic file. */
export const cyclicSize = (recordLength: number, count: number): number => 2 + recordLength * count;

/** Where record n of a cyclic file lies, 1 = newest; undefined when it has not been written. */
export function locateCyclic(body: Uint8Array, recordLength: number, number: number): number | undefined {
  const [written, newest] = [body[0]!, body[1]!];
  if (number < 1 || number > written) return undefined;
  const slots = (body.length - 2) / recordLength;
  return 2 + ((newest - (number - 1) + slots) % slots) * recordLength;
}

/** The two writes that append a record to a cyclic file. */
export function appendCyclic(
  body: Uint8Array,
  recordLength: number,
  record: Uint8Array,
): { offset: number; bytes: Uint8Array }[] {
  const slots = (body.length - 2) / recordLength;
  const written = body[0]!;
  const newest = written === 0 ? 0 : (body[1]! + 1) % slots;
  return [
    { offset: 2 + newest * recordLength, bytes: record },
    { offset: 0, bytes: Uint8Array.of(Math.min(written + 1, slots), newest) },
  ];
}
