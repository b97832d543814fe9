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
      <legend class={question ? 'h' : undefined}>{question ? <h1>{label}</h1> : label}</legend>
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

export const Acts = ({ children }: With) => <div class="acts">{children}</div>;

/** An act that cannot be done now says why and until when, in the place of its button. */
export const Cannot = ({ what, why, children }: With & { what: string; why: string }) => (
  <p class="cannot">
    <b>{what}</b>：{why}
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

/** A table that scrolls by itself where the screen is narrow. `right` names the columns of figures. */
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
}) =>
  rows.length === 0 ? (
    <div class="box">
      <p class="soft">{empty}</p>
    </div>
  ) : (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table>
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
                  <td class={right.includes(i) ? 'r' : undefined}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );

export const Tile = ({ to, title, children }: With & { to: string; title: string }) => (
  <li>
    <a class="tile" href={to}>
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
  <ul>
    {of.map((one) => (
      <li>
        {visit.say(one)}
        {one.sources.length > 0 && (
          <span class="small soft"> 〔{[...new Set(one.sources.map(cite))].join('；')}〕</span>
        )}
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
