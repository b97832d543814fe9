// One visit to one page: who comes, in which language, and the only two ways by which a page does anything, ask and perform.
import type { ComponentChild } from 'preact';
import { type Action, ask, perform, type Query } from '../../base/action.ts';
import type { Actor, Role } from '../../base/actor.ts';
import { systemActor } from '../../base/actor.ts';
import type { House, Purpose } from '../../base/call.ts';
import { type Day, dayOf } from '../../base/day.ts';
import type { Problem } from '../../base/refusal.ts';
import type { Static, TSchema } from '../../base/shape.ts';
import type { Session } from '../../domain/identity/index.ts';
import { figures } from './figures.ts';

export type Language = 'zh' | 'en';
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** How somebody likes to see pages; kept in a cookie that says nothing about who it is. */
export interface View {
  readonly language: Language;
  /** 长辈版: large letters, large targets, fewer things. */
  readonly big: boolean;
}

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What was sent with a form. Every value is text of limited length; nothing is believed. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly many: Readonly<Record<string, readonly string[]>>;
  readonly files: Readonly<Record<string, UploadedFile>>;
}

export const emptyForm: Form = { fields: {}, many: {}, files: {} };

/** What is wrong with what somebody typed, by field; said on top and beside the field in the same words. */
export class FormFault extends Error {
  readonly faults: Readonly<Record<string, Words>>;
  constructor(faults: Readonly<Record<string, Words>>) {
    super('the form is not right');
    this.faults = faults;
  }
}

/** Somebody of the demo city whom one may be with one click. */
export interface Persona {
  readonly name: string;
  readonly about: string;
  readonly actor: Actor;
}

export interface Demo {
  readonly personas: readonly Persona[];
  /** The text a simulated telephone received under this message id. */
  messageText(id: string): string | undefined;
  /** The clock of the city, which can be moved on: the city lives on the way. */
  readonly clock?: {
    move(days: number): void;
    /** Stops after the day in hand. */
    stop(): Promise<void>;
    readonly progress: ClockProgress | undefined;
  };
}

/** How far the clock has come on its way, or came the last time. */
export interface ClockProgress {
  readonly from: Day;
  readonly today: Day;
  readonly to: Day;
  /** What the people of the city have done on the way. */
  readonly acts: number;
  readonly state: 'moving' | 'arrived' | 'stopped' | 'failed';
}

export interface PortalOptions {
  readonly version: string;
  readonly operations: readonly { readonly name: string; readonly by: readonly Role[]; readonly title: Words }[];
  readonly region: string;
  /** The channel code under which citizens come through these pages. */
  readonly channel: string;
  /** Where the bridge to a card reader listens on the visitor's own machine. */
  readonly bridgePort?: number;
  readonly demo?: Demo;
}

export interface Visit extends View {
  readonly house: House;
  readonly options: PortalOptions;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Form;
  readonly session: Session | undefined;
  readonly region: string;
  readonly now: Date;
  readonly today: Day;
  /** Goes into every form: bound to the browser it was made for. */
  readonly formToken: string;
  /** Why the form that was just sent was refused. */
  readonly problem: Problem | undefined;
  readonly faults: Readonly<Record<string, Words>>;
  t(zh: string, en: string): string;
  say(words: Words | null | undefined): string;
  /** Whoever signed in. Routes that anybody may visit have nobody. */
  readonly actor: Actor;
  /** The person a citizen acts for: the own one, or the ward switched to. */
  readonly holderId: string;
  ask<I extends TSchema, O extends TSchema>(
    question: Query<I, O>,
    input: Static<I>,
    purpose?: Purpose,
  ): Promise<Static<O>>;
  /** Asks what everybody may know, also without sign-in. */
  askPublic<I extends TSchema, O extends TSchema>(question: Query<I, O>, input: Static<I>): Promise<Static<O>>;
  /** The same for counts over a whole region, which are kept for a moment (figures.ts). */
  figures<I extends TSchema, O extends TSchema>(question: Query<I, O>, input: Static<I>): Promise<Static<O>>;
  perform<I extends TSchema, O extends TSchema>(
    act: Action<I, O>,
    input: Static<I>,
    purpose?: Purpose,
  ): Promise<Static<O>>;
  /** For the doors of sign-in, which nobody has passed yet. */
  performAsDoor<I extends TSchema, O extends TSchema>(act: Action<I, O>, input: Static<I>): Promise<Static<O>>;
}

/** What a page answers with. */
export type Reply =
  | {
      readonly kind: 'page';
      readonly title: string;
      readonly body: ComponentChild;
      readonly section?: string;
      readonly look?: 'plain' | 'wide' | 'print';
      /** Seconds between looks for news, where scripts run. */
      readonly live?: number;
      /** Something is under way: without scripts the page is loaded again in the same time. */
      readonly underWay?: boolean;
      /** Seconds after which what is shown leaves the screen. */
      readonly hideAfter?: number;
      /** The page speaks to the bridge of a card reader. */
      readonly reader?: boolean;
    }
  | { readonly kind: 'go'; readonly to: string; readonly token?: string | null }
  | { readonly kind: 'view'; readonly to: string; readonly view: View }
  /** For a script of ours that asked. */
  | { readonly kind: 'data'; readonly body: object }
  | { readonly kind: 'file'; readonly name: string; readonly type: string; readonly body: Buffer | string };

export const go = (to: string): Reply => ({ kind: 'go', to });

type Who = 'public' | readonly Role[];

export interface Page {
  readonly path: string;
  readonly by: Who;
  readonly get?: (visit: Visit) => Promise<Reply>;
  readonly post?: (visit: Visit) => Promise<Reply>;
  /** Largest body of its form. */
  readonly bodyLimit?: number;
}

export interface VisitSource {
  readonly house: House;
  readonly options: PortalOptions;
  readonly path: string;
  readonly params: Record<string, string>;
  readonly query: Record<string, string>;
  readonly form: Form;
  readonly session: Session | undefined;
  readonly view: View;
  readonly formToken: string;
}

const door = systemActor('portal');

export function makeVisit(
  source: VisitSource,
): Visit & { problem: Problem | undefined; faults: Record<string, Words> } {
  const { house, options, session, view, form } = source;
  const now = house.clock.now();
  let acts = 0;
  // A form carries one id; pressed twice, sent again after a lost line, it is the same request.
  const requestId = () => {
    const id = form.fields._id;
    acts += 1;
    return id && /^[\x21-\x7e]{8,48}$/.test(id) ? { requestId: `${id}.${acts}` } : {};
  };
  const actor = (): Actor => {
    if (!session) throw new Error(`${source.path} asks who is there, but anybody may visit it`);
    return session.actor;
  };
  return {
    ...view,
    house,
    options,
    path: source.path,
    params: source.params,
    query: source.query,
    form,
    session,
    // Staff work in the region of their institution, whichever installation they signed in at.
    region: session?.actor.region ?? options.region,
    now,
    today: dayOf(now),
    formToken: source.formToken,
    problem: undefined,
    faults: {},
    t: (zh, en) => (view.language === 'en' ? en : zh),
    say: (words) => (words ? (view.language === 'en' ? words.en : words.zh) : ''),
    get actor() {
      return actor();
    },
    get holderId() {
      actor();
      return session!.actingFor;
    },
    ask: (question, input, purpose = 'serve-holder') => ask(house, question, actor(), input, { purpose }),
    askPublic: (question, input) => ask(house, question, session?.actor ?? door, input),
    figures: (question, input) => figures(house, session?.actor ?? door, question, input),
    perform: (act, input, purpose = 'serve-holder') => perform(house, act, actor(), input, { ...requestId(), purpose }),
    performAsDoor: (act, input) => perform(house, act, door, input),
  };
}
