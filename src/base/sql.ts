// SQL as a tagged template: text and values stay apart, so no value is ever spliced into a statement.

/** A statement ready for the driver: `$1…$n` in the text, values beside it. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

class Statement implements Sql {
  readonly text: string;
  readonly values: readonly unknown[];
  constructor(text: string, values: readonly unknown[]) {
    this.text = text;
    this.values = values;
  }
}

/** Builds a statement; a nested `sql` fragment is inlined, everything else becomes a parameter. */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  let text = strings[0]!;
  const values: unknown[] = [];
  for (const [i, part] of parts.entries()) {
    if (part instanceof Statement) {
      text += part.text.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + values.length}`);
      values.push(...part.values);
    } else {
      values.push(part === undefined ? null : part);
      text += `$${values.length}`;
    }
    text += strings[i + 1]!;
  }
  return new Statement(text, values);
}
