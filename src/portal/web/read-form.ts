// Reads what a form sent, url-encoded or with files: limited in number, length and size before anything looks at it.
import type { FastifyRequest } from 'fastify';
import { emptyForm, type Form, type UploadedFile } from './visit.ts';

const maxField = 20_000;
const maxFields = 200;

export async function readForm(request: FastifyRequest): Promise<Form> {
  const many: Record<string, string[]> = Object.create(null);
  const files: Record<string, UploadedFile> = Object.create(null);
  const add = (name: string, value: unknown) => {
    if (typeof value !== 'string' || !/^[\w.-]{1,60}$/.test(name) || name === '__proto__') return;
    // A NUL has no place in a text of the database, and nobody types one.
    const list = many[name] ?? [];
    if (list.length < maxFields) list.push(value.replaceAll('\u0000', '').slice(0, maxField));
    many[name] = list;
  };
  if (request.isMultipart()) {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const bytes = await part.toBuffer();
        if (bytes.length > 0) files[part.fieldname] = { name: (part.filename ?? '').slice(0, 200), bytes };
      } else add(part.fieldname, part.value);
    }
  } else if (request.body !== null && typeof request.body === 'object') {
    for (const [name, value] of Object.entries(request.body as Record<string, unknown>))
      for (const one of Array.isArray(value) ? value : [value]) add(name, one);
  } else return emptyForm;
  const fields = Object.fromEntries(Object.entries(many).map(([name, [first]]) => [name, first!]));
  return { fields, many, files };
}
