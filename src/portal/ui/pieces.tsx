// The pieces every page is put together from. Each is plain HTML that works without scripts and says what it is.
import type { ComponentChildren } from 'preact';
import type { Visit, Words } from '../web/visit.ts';

export type Tone = 'info' | 'good' | 'wait' | 'bad';
interface With {
  readonly children?: ComponentChildren;
}

/** A message in the page, such as what was done, or what one should know first. */
export const Say = ({ tone = 'info', title, children }: With & { tone?: Tone; title?: string }) => (
  <section class={`say ${tone}`}>
    {title && <h2>{title}</h2>}
    {children}
  </section>
);

export const Tag = ({ tone = 'info', children }: With & { tone?: Tone }) => (
  <span class={`tag ${tone}`}>{children}</span>
);

/** The state of a thing, in its word and its colour. */
export function StateTag({
  visit,
  of,
  code,
}: {
  visit: Visit;
  of: Readonly<Record<string, Words & { readonly tone?: Tone }>>;
  code: string;
}) {
  const known = of[code];
  return <Tag tone={known?.tone ?? 'info'}>{known ? visit.say(known) : code}</Tag>;
}

/** A form that carries its protection and one id, so that sending it twice does it once. */
export function Form({
  visit,
  action,
  files,
  id,
  children,
}: With & { visit: Visit; action?: string; files?: boolean; id?: string }) {
  return (
    <form
      method="post"
      class="busy"
      noValidate
      action={action ?? visit.path}
      id={id}
      {...(files ? { enctype: 'multipart/form-data' } : {})}
    >
      <input type="hidden" name="_token" value={visit.formToken} />
      <input type="hidden" name="_id" value={formId(visit)} />
      {children}
    </form>
  );
}

/** After a refusal the same id comes back: nothing was saved under it. A form that is right again needs a new one. */
const formId = (visit: Visit): string => Buffer.from(visit.house.random.bytes(15)).toString('base64url');

interface FieldProps {
  readonly visit: Visit;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string | undefined;
}

const typed = ({ visit, name, value }: FieldProps): string => visit.form.fields[name] ?? value ?? '';

/** Label, hint and fault around one control, tied together for those who cannot see that they belong together. */
function Around({ visit, name, label, hint, children }: FieldProps & With) {
  const fault = visit.faults[name];
  return (
    <div class={`field${fault ? ' bad' : ''}`}>
      <label for={name}>{label}</label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="oops" id={`${name}-fault`}>
          {visit.say(fault)}
        </p>
      )}
      {children}
    </div>
  );
}

const described = ({ visit, name, hint }: FieldProps) => {
  const fault = visit.faults[name];
  const ids = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ');
  return { ...(ids ? { 'aria-describedby': ids } : {}), ...(fault ? { 'aria-invalid': 'true' as const } : {}) };
};

export function TextField(
  props: FieldProps & {
    type?: 'text' | 'password' | 'date' | 'search' | 'tel';
    inputmode?: 'numeric' | 'text' | 'tel';
    autocomplete?: string;
    short?: boolean;
    max?: number;
    required?: boolean;
    spellcheck?: boolean;
  },
) {
  const { name, type = 'text', inputmode, autocomplete = 'off', short, max = 200, required = true } = props;
  return (
    <Around {...props}>
      <input
        id={name}
        name={name}
        type={type as 'text'}
        maxLength={max}
        class={short ? 'short' : undefined}
        autocomplete={autocomplete}
        {...(inputmode ? { inputMode: inputmode } : {})}
        {...(type === 'password' ? {} : { value: typed(props) })}
        {...(required ? { required: true } : {})}
        {...described(props)}
      />
    </Around>
  );
}

export const TextArea = (props: FieldProps & { rows?: number; max?: number; code?: boolean }) => (
  <Around {...props}>
    <textarea
      id={props.name}
      name={props.name}
      rows={props.rows ?? 5}
      maxLength={props.max ?? 5000}
      class={props.code ? 'code' : undefined}
      spellcheck={false}
      {...described(props)}
    >
      {typed(props)}
    </textarea>
  </Around>
);

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly about?: string | undefined;
}

export const SelectField = (props: FieldProps & { options: readonly Option[]; empty?: string }) => (
  <Around {...props}>
    <select id={props.name} name={props.name} {...described(props)}>
      {props.empty !== undefined && <option value="">{props.empty}</option>}
      {props.options.map(({ value, label }) => (
        <option value={value} selected={value === typed(props)}>
          {label}
        </option>
      ))}
    </select>
  </Around>
);

/** One of a few, each a large target; `question` makes its label the heading of a page with one question. */
export function Choices(
  props: FieldProps & { options: readonly Option[]; question?: boolean; many?: boolean; picked?: readonly string[] },
) {
  const { visit, name, label, hint, options, question, many, picked } = props;
  const fault = visit.faults[name];
  const chosen = many ? (visit.form.many[name] ?? picked ?? []) : [typed(props)];
  return (
    <fieldset class={`field${fault ? ' bad' : ''}`} {...described(props)}>
      <legend>{question ? <h1>{label}</h1> : label}</legend>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="oops" id={`${name}-fault`}>
          {visit.say(fault)}
        </p>
      )}
      <div class={options.length > 4 && options.every(({ about }) => !about) ? 'picks' : undefined}>
        {options.map(({ value, label: text, about }, i) => (
          <label class="pick">
            <input
              type={many ? 'checkbox' : 'radio'}
              name={name}
              value={value}
              id={i === 0 ? name : undefined}
              checked={chosen.includes(value)}
            />
            <span>
              {text}
              {about && <small>{about}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export const FileField = (props: FieldProps & { accept: string; data?: Readonly<Record<string, string>> }) => (
  <Around {...props}>
    <input id={props.name} name={props.name} type="file" accept={props.accept} {...described(props)} {...props.data} />
  </Around>
);

export const Button = ({
  children,
  kind = '',
  name,
  value,
}: With & { kind?: '' | 'second' | 'danger' | 'plain'; name?: string; value?: string }) => (
  <button type="submit" class={`btn ${kind}`} {...(name ? { name, value } : {})}>
    {children}
  </button>
);

export const LinkButton = ({
  to,
  children,
  kind = '',
}: With & { to: string; kind?: '' | 'second' | 'danger' | 'plain' }) => (
  <a class={`btn ${kind}`} href={to}>
    {children}
  </a>
);

/** `pair`: two that belong side by side on every screen. */
export const Acts = ({ children, pair }: With & { pair?: boolean }) => (
  <div class={pair ? 'acts pair' : 'acts'}>{children}</div>
);

/** An act that cannot be done now says why and until when, in the place of its button. */
export const Cannot = ({ what, why, children }: With & { what: string; why: string }) => (
  <p class="cannot">
    <b>{what}</b>
    {/[a-z]$/.test(what) ? ': ' : '：'}
    {why}
    {children}
  </p>
);

export const Back = ({ to, children }: With & { to: string }) => (
  <a class="back" href={to}>
    ‹ {children}
  </a>
);

export type Fact = readonly [string, ComponentChildren] | null | false | undefined | '';
export const Facts = ({ of }: { of: readonly Fact[] }) => (
  <dl class="facts">
    {of
      .filter((one) => !!one)
      .map((one) => (
        <>
          <dt>{one[0]}</dt>
          <dd>{one[1]}</dd>
        </>
      ))}
  </dl>
);

/**
 * `right` names the columns of figures. On a narrow screen a table of things becomes a list of cards, each cell with the head of its
 * column beside it; a table of figures scrolls by itself, because figures are compared down a column.
 */
export const Table = ({
  caption,
  heads,
  rows,
  right = [],
  empty,
}: {
  caption: string;
  heads: readonly string[];
  rows: readonly (readonly ComponentChildren[])[];
  right?: readonly number[];
  empty: string;
}) => {
  if (rows.length === 0)
    return (
      <section class="scroll" aria-label={caption}>
        <p class="cap">{caption}</p>
        <p class="nothing">{empty}</p>
      </section>
    );
  const things = right.length < heads.length - 1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table class={things ? 'things' : undefined}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {heads.map((head, i) =>
              head === '' ? (
                <td />
              ) : (
                <th scope="col" class={right.includes(i) ? 'r' : undefined}>
                  {head}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, i) =>
                i === 0 ? (
                  <th scope="row" class={right.includes(i) ? 'r' : undefined}>
                    {cell}
                  </th>
                ) : (
                  <td class={right.includes(i) ? 'r' : undefined} data-head={(things && heads[i]) || undefined}>
                    {things && cell !== '' ? <div>{cell}</div> : cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

/** Strokes in a square of 24; a help to find a tile again, never its only name. */
const icons = {
  card: 'M3 6h18v12H3zM3 10h18M6.5 14.5h4',
  message: 'M4 5h16v11H10l-4 4v-4H4z',
  money: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 8l3.5 4 3.5-4M12 12v5M9 13h6',
  care: 'M9 4h6v5h5v6h-5v5H9v-5H4V9h5z',
  family:
    'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2.5 20v-2a5 5 0 0 1 10 0v2M17 12.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6M15.5 15.5a4 4 0 0 1 6 3.5v1',
  place: 'M12 21c-5-6-7-8.5-7-12a7 7 0 0 1 14 0c0 3.5-2 6-7 12M12 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  list: 'M4 6.5l1.5 1.5L8 5M4 12.5l1.5 1.5L8 11M4 18.5l1.5 1.5L8 17M11.5 7H20M11.5 13H20M11.5 19H20',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6',
  ear: 'M4 5h16v11H10l-4 4v-4H4zM9 9.5a3 2.5 0 1 1 3.5 2.2v.6M12.5 14v.1',
  new: 'M4 12a8 8 0 0 1 14-5.3L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.3L4 15M4 20v-5h5',
} as const;

/** A long table shows its head first; the rest opens where it is asked for. */
export const LongTable = ({
  first,
  rest,
  rows,
  ...table
}: Parameters<typeof Table>[0] & { first: number; rest: (n: number) => string }) => (
  <>
    <Table {...table} rows={rows.slice(0, first)} />
    {rows.length > first && (
      <details>
        <summary>{rest(rows.length - first)}</summary>
        <Table {...table} rows={rows.slice(first)} />
      </details>
    )}
  </>
);

export const Tile = ({
  to,
  title,
  icon,
  children,
}: With & { to: string; title: string; icon?: keyof typeof icons }) => (
  <li>
    <a class="tile" href={to}>
      {icon && (
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={icons[icon]} />
        </svg>
      )}
      <b>{title}</b>
      <span>{children}</span>
    </a>
  </li>
);

export const Figure = ({ value, children }: With & { value: string | number }) => (
  <li>
    <div class="tile">
      <div class="fig">{value}</div>
      <span>{children}</span>
    </div>
  </li>
);

/** How far one is in a form of several pages. */
export const Progress = ({ visit, at, of }: { visit: Visit; at: number; of: number }) => (
  <>
    <p class="small soft">{visit.t(`第 ${at} 步，共 ${of} 步`, `Step ${at} of ${of}`)}</p>
    <ol class="steps" aria-hidden="true">
      {Array.from({ length: of }, (_, i) => (
        <li class={i < at ? 'on' : undefined} />
      ))}
    </ol>
  </>
);

export interface CitedReason extends Words {
  readonly sources: readonly { readonly document: string; readonly clause: string; readonly grade: string }[];
  readonly note?: string | null;
}

export type Sentence = (one: { document: string; clause: string; grade: string }) => string;

/** Reasons with the clause each stands on. */
export const Reasons = ({ visit, of, cite }: { visit: Visit; of: readonly CitedReason[]; cite: Sentence }) => (
  <ul class="reasons">
    {of.map((one) => (
      <li>
        {visit.say(one)}
        {one.sources.length > 0 && <div class="small soft">〔{[...new Set(one.sources.map(cite))].join('；')}〕</div>}
      </li>
    ))}
  </ul>
);

/** The way to the next page of a list, where there is one. */
export const More = ({ visit, to }: { visit: Visit; to: string | null | undefined | false }) =>
  to ? (
    <Acts>
      <LinkButton to={to} kind="second">
        {visit.t('更多', 'More')}
      </LinkButton>
    </Acts>
  ) : null;

export const Road = ({ children }: With) => <ol class="road">{children}</ol>;
