// How a person is insured, asked live of the holders' register; psn_type and group follow from it.
import type { Db } from '../../base/database/database.ts';
import { ageOn, type Day, daysBetween } from '../../base/day.ts';
import { sql } from '../../base/sql.ts';
import { refuse } from './refuse.ts';
import type { Group } from './settlement/policy-set.ts';

export interface Insured {
  readonly region: string;
  /** insutype: 310 employees, 390 residents. */
  readonly insurance: '310' | '390';
  /** psn_type of the national code table. */
  readonly personType: string;
  readonly group: Group;
  readonly since: Day;
  readonly monthsInsured: number;
}

export interface InsuranceRow {
  readonly region: string;
  readonly kind: 'employee' | 'flexible' | 'resident' | 'retired';
  readonly since: Day;
  readonly first: Day;
}

const working = { employee: '1101', flexible: '1103', retired: '12' } as const;

function typeOf(kind: InsuranceRow['kind'], age: number): Pick<Insured, 'insurance' | 'personType' | 'group'> {
  if (kind !== 'resident') {
    const group = kind === 'retired' ? 'retired' : 'in-service';
    return { insurance: '310', personType: working[kind], group };
  }
  if (age < 18) return { insurance: '390', personType: age < 6 ? '1402' : '1403', group: 'minor' };
  return age < 60
    ? { insurance: '390', personType: '15', group: 'adult-resident' }
    : { insurance: '390', personType: '16', group: 'elderly-resident' };
}

/** Every insurance of a person that is good on a day. */
export async function insurancesOf(db: Db, person: { id: string; born: Day }, day: Day): Promise<Insured[]> {
  const rows = await db.rows<InsuranceRow>(sql`
    select i.region, i.kind, i.since,
           (select min(b.since) from holders.insurance_view b where b.holder_id = i.holder_id and b.region = i.region) as first
    from holders.insurance_view i
    where i.holder_id = ${person.id} and i.since <= ${day} and (i.until is null or i.until >= ${day})
    order by i.since, i.region`);
  return insuredOf(rows, person.born, day);
}

export function insuredOf(rows: readonly InsuranceRow[], born: Day, day: Day): Insured[] {
  const age = ageOn(born, day);
  return rows.map(({ region, kind, since, first }) => ({
    ...{ region, since, monthsInsured: Math.floor(daysBetween(first, day) / 30.4375) },
    ...typeOf(kind, age),
  }));
}

/** The insurance a visit is settled by: of the region and kind that are named, else of the place itself, else the oldest. */
export function pickInsurance(
  insurances: readonly Insured[],
  wanted: { region?: string | undefined; insurance?: string | undefined; place: string },
): Insured {
  const fits = insurances.filter(
    ({ region, insurance }) =>
      (!wanted.region || region === wanted.region) && (!wanted.insurance || insurance === wanted.insurance),
  );
  const found = fits.find(({ region }) => region === wanted.place) ?? fits[0];
  if (!found) throw refuse('not-insured');
  return found;
}
