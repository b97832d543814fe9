// Turns a plan and its values into the commands that put it on a card, in an order that can be taken up again after any of them.
import { concat, fromNumber } from '../bytes.ts';
import { encodeTemplate } from '../file-template.ts';
import { sealBlock } from '../secure-block.ts';
import type { Suite } from '../suites.ts';
import type { DirectoryPlan, Field, KeyPlan, RawRecord, RecordPlan } from './plan.ts';

export type ScriptStep = {
  readonly note: string;
  readonly apdu: Uint8Array;
  /** Identifiers to select, from the master file on, before this step when the script is taken up in the middle. */
  readonly context: readonly number[];
  /** The card counts this step (GET STATUS); selections and the final ACTIVATE are not counted. */
  readonly counted: boolean;
};

export type ScriptContent = {
  /**
   * Raw values by path: `SSSE/EF06/08` a record, `SSSE/EF08` a transparent file or register, `DF02/EF05/43#2` the second of a
   * repeated record, `TRANSIT/EF1A/#2` the second record without tag.
   */
  readonly values?: Readonly<Record<string, Uint8Array>>;
  /** Card key (16 bytes) of a directory code and reference. */
  readonly key: (directory: string, plan: KeyPlan) => Uint8Array;
  /** Initial PIN (BCD) of a directory code and reference. */
  readonly pin: (directory: string, ref: number) => Uint8Array;
  /** Key under which keys travel to the card: transport key first, the card's own master key later. */
  readonly master: { readonly suite: Suite; readonly key: Uint8Array };
};

/** Longest piece of a transparent file in one UPDATE BINARY. */
const PIECE = 0xf0;

/** Longest piece of a register in one PUT REGISTER: sealed it must fit one command. */
const REGISTER_PIECE = 0xc0;

const command = (cla: number, ins: number, p1: number, p2: number, content: Uint8Array): Uint8Array =>
  content.length === 0 ? Uint8Array.of(cla, ins, p1, p2) : concat([cla, ins, p1, p2, content.length], content);

const selectFid = (fid: number): Uint8Array => command(0x00, 0xa4, 0, 0, fromNumber(fid, 2));

/** The script of a whole card (a plan whose template is the master file) or of one new application below it. */
export function loadingScript(plan: DirectoryPlan, content: ScriptContent): ScriptStep[] {
  const root = plan.template.fid;
  const start = root === 0x3f00 ? [] : [0x3f00];
  return [
    ...directorySteps(plan, start, content),
    {
      note: 'ACTIVATE',
      apdu: command(0x80, 0xe0, 0x02, 0, new Uint8Array(0)),
      context: [...start, root],
      counted: false,
    },
  ];
}

function directorySteps(plan: DirectoryPlan, parent: readonly number[], content: ScriptContent): ScriptStep[] {
  const { code, template } = plan;
  const here = [...parent, template.fid];
  const counted = (note: string, apdu: Uint8Array, context: readonly number[] = here): ScriptStep => ({
    ...{ note, apdu, context, counted: true },
  });
  const create = counted(`CREATE ${code}`, command(0x80, 0xe0, 0, 0, encodeTemplate(template)), parent);
  const files = plan.files.flatMap((file) => {
    const name = fileName(file.fid);
    const inside = [...here, file.fid];
    const create = counted(`CREATE ${code}/${name}`, command(0x80, 0xe0, 0, 0, encodeTemplate(file)));
    if (file.kind === 'register') {
      const loads = registerLoads(file.fid, content.values?.[`${code}/${name}`] ?? new Uint8Array(0), content);
      return [create, ...loads.map((apdu) => counted(`PUT REGISTER ${code}/${name}`, apdu))];
    }
    const updates = fileUpdates(`${code}/${name}`, file.kind, file.records ?? [], content.values ?? {});
    return [create, ...updates.map(({ note, apdu }) => counted(note, apdu, inside))];
  });
  const pins = plan.pins.map(({ ref, tries, label }) => {
    const sealed = seal(content, concat([tries], content.pin(code, ref)));
    return counted(`PUT PIN ${label}`, command(0x80, 0xd4, 0x02, ref, sealed));
  });
  const put = (one: KeyPlan): ScriptStep => {
    const header = [one.usage, 1, one.algorithm | (one.tries << 4)];
    const sealed = seal(content, concat(header, content.key(code, one)));
    return counted(`PUT KEY ${code} ${one.label}`, command(0x80, 0xd4, 0x01, one.ref, sealed));
  };
  // The card's master key comes last: it replaces the key under which all the others travel.
  const isMaster = (one: KeyPlan): boolean => template.fid === 0x3f00 && one.ref === 0;
  const below = plan.directories.flatMap((inner) => [
    ...directorySteps(inner, here, content),
    { note: `SELECT ${code}`, apdu: selectFid(template.fid), context: here, counted: false },
  ]);
  return [
    ...[create, ...files, ...pins, ...plan.keys.filter((one) => !isMaster(one)).map(put)],
    ...[...below, ...plan.keys.filter(isMaster).map(put)],
  ];
}

const seal = ({ master }: ScriptContent, clear: Uint8Array): Uint8Array => sealBlock(master.suite, master.key, clear);

/** Registers hold private keys and limits: like keys they travel encrypted, in pieces. */
const registerLoads = (fid: number, value: Uint8Array, content: ScriptContent): Uint8Array[] =>
  Array.from({ length: Math.ceil(value.length / REGISTER_PIECE) }, (_, i) => {
    const at = i * REGISTER_PIECE;
    const piece = value.subarray(at, at + REGISTER_PIECE);
    return command(0x80, 0xd4, 0x03, 0, seal(content, concat(fromNumber(fid, 2), fromNumber(at, 2), piece)));
  });

const fileName = (fid: number): string =>
  fid >> 8 === 0xef ? `EF${hex(fid & 0xff)}` : fid.toString(16).toUpperCase().padStart(4, '0');
const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

function fileUpdates(
  path: string,
  kind: string,
  records: readonly RecordPlan[],
  values: Readonly<Record<string, Uint8Array>>,
): { note: string; apdu: Uint8Array }[] {
  if (kind === 'transparent') {
    const value = values[path] ?? new Uint8Array(0);
    return Array.from({ length: Math.ceil(value.length / PIECE) }, (_, i) => {
      const piece = value.subarray(i * PIECE, (i + 1) * PIECE);
      const at = i * PIECE;
      return { note: `UPDATE BINARY ${path} ${at}`, apdu: command(0x00, 0xd6, at >> 8, at & 0xff, piece) };
    });
  }
  return records.flatMap((record, index) => {
    if ('raw' in record) {
      const name = `${path}/#${index + 1}`;
      const value = values[name] ?? new Uint8Array(record.raw);
      return [{ note: `APPEND RECORD ${name}`, apdu: command(0x00, 0xe2, 0, 0, value) }];
    }
    return Array.from({ length: 'repeat' in record ? record.repeat : 1 }, (_, i) => {
      const name = `${path}/${hex(record.tag)}${i === 0 ? '' : `#${i + 1}`}`;
      const value = values[name] ?? emptyValue(record);
      return {
        note: `APPEND RECORD ${name}`,
        apdu: command(0x00, 0xe2, 0, 0, concat([record.tag, value.length], value)),
      };
    });
  });
}

/** A field nobody has filled yet: F for digits, 00 for all else. */
function emptyValue(record: Exclude<RecordPlan, RawRecord>): Uint8Array {
  if (!('inner' in record)) return emptyField(record);
  return concat(...record.inner.map((inner) => concat([inner.tag, inner.length], emptyField(inner))));
}

const emptyField = ({ form, length }: Field): Uint8Array => new Uint8Array(length).fill(form === 'cn' ? 0xff : 0);

/** What remains of a script after `done` counted steps: first the way back to where it stopped, then the rest. */
export function resumeScript(script: readonly ScriptStep[], done: number): ScriptStep[] {
  let seen = 0;
  const next = script.findIndex((step) => step.counted && ++seen > done);
  const rest = next < 0 ? script.slice(-1) : script.slice(next);
  const context = rest[0]?.context ?? [];
  const back = context.map((fid) => ({ note: 'SELECT', apdu: selectFid(fid), context: [], counted: false }));
  return [...back, ...rest];
}
