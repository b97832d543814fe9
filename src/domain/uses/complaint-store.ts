// SQL of complaints about uses.
import type { Call } from '../../base/call.ts';
import type { Db } from '../../base/database/database.ts';
import { type Sql, sql } from '../../base/sql.ts';

export const findings = ['use-was-right', 'use-was-wrong', 'card-misused'] as const;
export type Finding = (typeof findings)[number];

export interface ComplaintRow {
  readonly id: string;
  readonly holderId: string;
  readonly terminal: number;
  readonly number: bigint;
  readonly text: Uint8Array;
  readonly state: 'open' | 'answered';
  readonly finding: Finding | null;
  readonly answer: Uint8Array | null;
  readonly complainedAt: Date;
  /** Of the point of service: its bureau answers. */
  readonly region: string;
}

const select = (rest: Sql) => sql`
  select c.id, c.holder_id as "holderId", c.terminal, c.number, c.text, c.state, c.finding, c.answer,
         c.complained_at as "complainedAt", t.region
  from uses.complaint c join uses.terminal t on t.id = c.terminal ${rest}`;

/** A second complaint about one use changes nothing. */
export const insertComplaint = (
  db: Db,
  one: Pick<ComplaintRow, 'id' | 'holderId' | 'terminal' | 'number' | 'text'>,
  at: Date,
) =>
  db.run(sql`
    insert into uses.complaint (id, holder_id, terminal, number, text, state, complained_at)
    values (${one.id}, ${one.holderId}, ${one.terminal}::int, ${one.number}::int8, ${one.text}, 'open', ${at})
    on conflict (terminal, number) do nothing`);

export const findComplaint = (db: Db, terminal: number, number: bigint) =>
  db.maybe<ComplaintRow>(select(sql`where c.terminal = ${terminal}::int and c.number = ${number}::int8`));

export const lockComplaint = (db: Db, id: string) =>
  db.maybe<ComplaintRow>(select(sql`where c.id = ${id} for update of c`));

export const saveAnswer = (db: Db, id: string, finding: Finding, answer: Uint8Array, { actor, now }: Call) =>
  db.run(sql`
    update uses.complaint set state = 'answered', finding = ${finding}, answer = ${answer}, answered_at = ${now},
      answered_by = ${actor.id}
    where id = ${id}`);

export const complaintsOf = (db: Db, holderId: string) =>
  db.rows<ComplaintRow>(select(sql`where c.holder_id = ${holderId} order by c.complained_at desc, c.id limit 100`));

export const openComplaints = (db: Db, region: string) =>
  db.rows<ComplaintRow>(
    select(sql`where c.state = 'open' and t.region = ${region} order by c.complained_at, c.id limit 100`),
  );
