// An array as PostgreSQL reads it. The driver can do this too, but quotes every element; sets of thousands of rows are all we send.

/** What needs no quotes inside braces: no separator, no brace, no space; the word null is looked at by itself. */
const plain = /^[A-Za-z0-9_.:+-]+$/;

function elementOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') {
    const bare = plain.test(value) && !(value.length === 4 && value.toLowerCase() === 'null');
    return bare ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
  }
  return typeof value === 'object' ? undefined : String(value);
}

/** The literal of an array of texts, numbers and truths; anything else, and arrays of instants or bytes, as they came: for the driver. */
export function arrayLiteral(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  let literal = '{';
  for (let i = 0; i < value.length; i += 1) {
    const element = elementOf(value[i]);
    if (element === undefined) return value;
    literal += i === 0 ? element : `,${element}`;
  }
  return `${literal}}`;
}
