// What a function of the national interface is: its number, its field tables, and the ordinary action it is a coat over.
import { type Action, ask, perform, type Query } from '../../../base/action.ts';
import type { Actor } from '../../../base/actor.ts';
import type { House } from '../../../base/call.ts';
import type { Static, TSchema } from '../../../base/shape.ts';
import { type Identity, identitiesOf } from '../../holders/index.ts';
import { idOfWireNumber } from '../ids.ts';
import type { MedicalInstitution } from '../institution.ts';
import type { Asked as SettlementInput } from '../settle-visit.ts';
import { settleFast, type Told } from '../settlement-gate.ts';
import type { Envelope } from './envelope.ts';
import { instantOf, type NodeTable, type Row, WireFault } from './field-table.ts';
import type { KnownKey } from './known-keys.ts';

export interface Ask {
  readonly house: House;
  readonly institution: MedicalInstitution;
  readonly envelope: Envelope;
  /** Checked rows by node name. */
  readonly nodes: Readonly<Record<string, readonly Row[]>>;
  /** The only row of a node. */
  row(name: string): Row;
  perform<I extends TSchema, O extends TSchema>(act: Action<I, O>, input: Static<I>): Promise<Static<O>>;
  ask<I extends TSchema, O extends TSchema>(question: Query<I, O>, input: Static<I>): Promise<Static<O>>;
  /** Who a person is, for the answer of an act that was journalled about them. */
  identity(holderId: string): Promise<Identity>;
  warn(text: string): void;
  /** That key and sign-in still stand; the gateway has asked before, unless the function says that it does so itself. */
  check(): Promise<void>;
  /** The quick way of a settlement (settlement-gate.ts): as of its own statement, key and sign-in included. */
  settle(act: Parameters<typeof settleFast>[1], input: SettlementInput): Promise<Told | undefined>;
}

export interface WireFunction {
  readonly infno: string;
  readonly input: Readonly<Record<string, NodeTable>>;
  /** Calls `check` itself wherever it does not go the quick way: one round trip less. */
  readonly checksItself?: true;
  run(asked: Ask): Promise<unknown>;
}

export function makeAsk(
  house: House,
  key: KnownKey,
  actor: Actor,
  envelope: Envelope,
  nodes: Ask['nodes'],
  own: Pick<Ask, 'warn' | 'check'>,
): Ask {
  const { institution, asOf } = key;
  return {
    ...{ house, institution, envelope, nodes, ...own },
    row: (name) => nodes[name]![0]!,
    // Idempotent by institution and message number: the replay guard of every action.
    perform: (act, input) => perform(house, act, actor, input, { requestId: envelope.msgid, purpose: 'serve-holder' }),
    ask: (question, input) => ask(house, question, actor, input, { purpose: 'serve-holder' }),
    settle: (act, input) =>
      settleFast(house, act, { actor, institution, asOf, signNo: envelope.signNo ?? null, id: envelope.msgid }, input),
    identity: async (holderId) =>
      (await identitiesOf({ db: house.database, vault: house.vault }, [holderId])).get(holderId)!,
  };
}

/** The id behind psn_no, mdtrt_id or setl_id. */
export function idOf(row: Row, field: string): string {
  const id = idOfWireNumber(row[field] ?? '');
  if (!id) throw new WireFault(`${field}：编号无效`);
  return id;
}

export const credentialOf = (row: Row) => {
  const type = row.mdtrt_cert_type as '01' | '02' | '03';
  if (type === '03' && !row.card_sn) throw new WireFault('card_sn：持社会保障卡就医时必填');
  return { type, number: row.mdtrt_cert_no!, ...(row.card_sn ? { identifier: row.card_sn } : {}) };
};

/** An instant as an action takes it; a day alone is its first second. */
export const isoOf = (text: string): string => instantOf(text)!.toISOString();
