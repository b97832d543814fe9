// Files between institutions and the centre: ZIP of tab-separated UTF-8 text, kept for a week.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { action, query } from '../../base/action.ts';
import type { Call } from '../../base/call.ts';
import { FileBase64, Instant, shape, Text, Type } from '../../base/shape.ts';
import { requireInstitution } from './guard.ts';
import { wireNumber } from './ids.ts';
import { refuse } from './refuse.ts';
import { findFile, insertFile, type StoredFile } from './store-register.ts';

const keptDays = 7;
export const maxFile = 4 * 1024 * 1024;
/** A file may not unpack to more than this: a small archive can hold a very large text. */
const maxUnpacked = 32 * 1024 * 1024;

/** Null inside a text file is the word. */
const cell = (value: string | null): string => value ?? 'null';

export const tableText = (rows: readonly (readonly (string | null)[])[]): string =>
  rows.map((row) => `${row.map(cell).join('\t')}\n`).join('');

export const zipped = (name: string, text: string): Uint8Array => zipSync({ [name]: strToU8(text) });

/** The rows of the only text in a ZIP, or undefined when it is no such file. */
export function readTable(content: Uint8Array): (string | null)[][] | undefined {
  try {
    let size = 0;
    const entries = unzipSync(content, {
      filter: ({ originalSize }) => {
        size += originalSize;
        return size <= maxUnpacked;
      },
    });
    const [first, ...others] = Object.values(entries);
    if (!first || others.length > 0 || size > maxUnpacked) return undefined;
    return strFromU8(first)
      .split(/\r?\n/)
      .filter((line) => line !== '')
      .map((line) => line.split('\t').map((text) => (text === 'null' ? null : text)));
  } catch {
    return undefined;
  }
}

/** Keeps a file; without an institution it is for everybody. */
export async function keepFile(
  call: Call,
  file: Pick<StoredFile, 'institutionId' | 'name' | 'content'>,
): Promise<StoredFile> {
  const until = new Date(call.now.getTime() + keptDays * 86_400_000);
  const stored = { ...file, number: wireNumber(call.newId()), until };
  await insertFile(call.db, stored, call.now);
  return stored;
}

export const uploadFile = action({
  name: 'medical.upload-file',
  title: { zh: '文件上传', en: 'Upload a file' },
  by: ['scene-operator'],
  bodyLimit: maxFile * 2,
  input: shape({ name: Text(100), content: FileBase64(maxFile) }),
  output: shape({ number: Type.String(), name: Type.String(), until: Instant }),
  async run(call, { name, content }) {
    const { id } = await requireInstitution(call);
    const file = await keepFile(call, { institutionId: id, name, content: Buffer.from(content, 'base64') });
    call.note({ file: file.number });
    return { number: file.number, name, until: file.until.toISOString() };
  },
});

/** A file of the caller, or one for everybody; another institution's does not exist. */
export async function ownFile(call: Call, number: string): Promise<StoredFile> {
  const { id } = await requireInstitution(call);
  const file = await findFile(call.db, number, call.now);
  if (!file || (file.institutionId !== null && file.institutionId !== id)) throw refuse('file-unknown');
  return file;
}

export const downloadFile = query({
  name: 'medical.download-file',
  title: { zh: '文件下载', en: 'Download a file' },
  by: ['scene-operator'],
  personal: false,
  input: shape({ number: Text(40) }),
  output: shape({ name: Type.String(), content: Type.String() }),
  async run(call, { number }) {
    const file = await ownFile(call, number);
    return { name: file.name, content: Buffer.from(file.content).toString('base64') };
  },
});
