// Shapes of inputs and answers. One declaration gives validation, the TypeScript type and the OpenAPI text.
import { Ajv2020 as Ajv, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import localizeZh from 'ajv-i18n/localize/zh/index.js';
import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import type { Day } from './day.ts';
import { refusals } from './refusal.ts';

export { type Static, type TSchema, Type };

/** An object that takes the named fields and nothing else. */
export const shape = <T extends TProperties>(fields: T) => Type.Object(fields, { additionalProperties: false });

export const Id = Type.String({ format: 'uuid' });
export const DayText = Type.Unsafe<Day>({ type: 'string', format: 'date' });
/** An instant as JSON carries it: ISO 8601 in UTC (`date.toISOString()`). */
export const Instant = Type.String({ format: 'date-time' });
/** An amount in fen as JSON carries it: a decimal string (`parseFen`, `fen.toString()`). */
export const Fen = Type.String({ pattern: '^-?[0-9]{1,18}$' });
/** A short code of ours: lower-case words joined by hyphens. */
export const Code = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 });
/** Text people write, of at most `max` characters. */
export const Text = (max: number, min = 1) => Type.String({ minLength: min, maxLength: max });
/** One of a fixed list of words. */
export const OneOf = <const T extends readonly string[]>(words: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...words] });
export const Maybe = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
/** A small file inside JSON, base64. `max` is the size of the file in bytes. */
export const FileBase64 = (max: number) =>
  Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: Math.ceil(max / 3) * 4 });
export const Nothing = shape({});

const refuse = refusals('base', {
  'bad-input': {
    status: 400,
    zh: '输入有误：{where} {problem}',
    en: 'The input is wrong: {where} {problem_en}',
    remedy: {
      zh: '请改正该字段后重新提交；没有保存任何内容。',
      en: 'Correct that field and send it again; nothing was saved.',
    },
  },
});

const ajv = new Ajv({ allErrors: false, strict: false, unicodeRegExp: true });
(addFormats as unknown as (a: typeof ajv, formats: string[]) => void)(ajv, ['uuid', 'date', 'date-time']);

const compiled = new WeakMap<TSchema, ValidateFunction>();

/** Gives the input back typed, or refuses with the place and the reason. */
export function requireShape<T extends TSchema>(schema: T, input: unknown): Static<T> {
  let validate = compiled.get(schema);
  if (!validate) {
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  if (validate(input)) return input as Static<T>;
  const [error] = validate.errors!;
  const english = error!.message ?? 'is wrong';
  (localizeZh as unknown as (errors: unknown) => void)(validate.errors);
  const extra = error!.params.additionalProperty ?? error!.params.unevaluatedProperty;
  throw refuse('bad-input', {
    where: `${error!.instancePath || '/'}${extra ? ` (${String(extra).slice(0, 60)})` : ''}`,
    problem: error!.message ?? english,
    problem_en: english,
  });
}
