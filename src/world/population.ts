// The people of a city, made from one seed: employers and schools, families, insurances, the cards they hold today, and their temper.
import { addDays, type Day } from '../base/day.ts';
import type { SeededRandom } from '../base/random.ts';
import { samplePerson } from '../domain/holders/index.ts';

export interface CityPlan {
  readonly region: string;
  /** First six digits of identity numbers of people born here (GB/T 2260). */
  readonly areaCode: string;
  readonly districts: readonly string[];
  readonly banks: readonly string[];
  /** People the city begins with. */
  readonly people: number;
  /** The day the city is founded: everybody is insured since some day before. */
  readonly day: Day;
}

/** An employer or a school, by the code it is registered under. */
export interface Organisation {
  readonly code: string;
  readonly kind: 'employer' | 'school';
  readonly name: string;
  readonly district: string;
  /** A school that insures its students as a whole (ELG-06). */
  readonly whole?: boolean;
}

export interface Resident {
  readonly name: string;
  readonly residentId: string;
  readonly phone: string;
  readonly born: Day;
  readonly sex: 'male' | 'female';
  readonly district: string;
  readonly kind: 'employee' | 'flexible' | 'resident' | 'retired' | 'minor' | 'student';
  readonly since: Day;
  /** Employer or school. */
  readonly organisation?: string;
  /** Place of the guardians in the list of residents. */
  readonly guardians?: readonly number[];
  readonly pensionBank?: string;
  /** The card in hand today; a few have none. */
  readonly card?: { readonly generation: 1 | 2; readonly bank?: string };
  /** How soon this person acts once invited, in days; the wish to change at all, 0 to 1; whether pick-up is put off. */
  readonly temper: { readonly delayDays: number; readonly keen: number; readonly late: boolean };
}

export interface Population {
  readonly organisations: readonly Organisation[];
  readonly residents: readonly Resident[];
}

// Shares of a Chinese city, rounded; what matters is that every group of the notices is there.
const shares = { employee: 0.52, flexible: 0.09, resident: 0.09, retired: 0.13, minor: 0.13, student: 0.04 } as const;
const ages: Record<keyof typeof shares, readonly [number, number]> = {
  employee: [22, 58],
  flexible: [20, 58],
  resident: [19, 64],
  retired: [60, 88],
  minor: [1, 17],
  student: [18, 23],
};
/** National coverage is 97.9 % (MET-01); the rest is newly insured. */
const coverage = 0.979;

export function makePopulation(plan: CityPlan, random: SeededRandom): Population {
  const count = (kind: keyof typeof shares) => Math.round(plan.people * shares[kind]);
  const employers = makeEmployers(plan, random, count('employee'));
  const schools = makeSchools(plan, random, count('student'));
  const residents: Resident[] = [];
  const seen = new Set<string>();

  const add = (kind: Resident['kind'], extra: Partial<Resident> & { district: string }) => {
    const [youngest, oldest] = ages[kind];
    const year = Number(plan.day.slice(0, 4));
    let person: ReturnType<typeof samplePerson>;
    do {
      person = samplePerson(() => random.fraction(), {
        region: plan.areaCode,
        bornFrom: year - oldest,
        bornTo: year - youngest - 1,
      });
    } while (seen.has(person.residentId));
    seen.add(person.residentId);
    const id = person.residentId;
    const held = random.fraction() < coverage && (kind !== 'minor' || random.fraction() < 0.8);
    const secondGeneration = random.fraction() < 0.8;
    residents.push({
      ...person,
      kind,
      born: `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}` as Day,
      sex: Number(id[16]) % 2 === 1 ? 'male' : 'female',
      since: addDays(plan.day, -30 - random.below(3000)),
      ...(held
        ? { card: secondGeneration ? { generation: 2, bank: random.pick(plan.banks) } : { generation: 1 } }
        : {}),
      temper: {
        delayDays: Math.floor(random.fraction() ** 2 * 40),
        keen: random.fraction(),
        late: random.fraction() < 0.08,
      },
      ...extra,
    });
  };

  for (const { organisation, size } of employers) {
    for (let i = 0; i < size; i += 1)
      add('employee', { district: organisation.district, organisation: organisation.code });
  }
  const adults = residents.length;
  for (let i = 0; i < count('flexible'); i += 1) add('flexible', { district: random.pick(plan.districts) });
  for (let i = 0; i < count('resident'); i += 1) add('resident', { district: random.pick(plan.districts) });
  for (let i = 0; i < count('retired'); i += 1)
    add('retired', { district: random.pick(plan.districts), pensionBank: random.pick(plan.banks) });
  for (let i = 0; i < count('minor'); i += 1) {
    const first = random.below(adults);
    const second = random.below(adults);
    add('minor', {
      district: residents[first]!.district,
      guardians: first === second || random.fraction() < 0.2 ? [first] : [first, second],
    });
  }
  for (let i = 0; i < count('student'); i += 1) {
    const school = random.pick(schools);
    add('student', { district: school.district, organisation: school.code });
  }
  return { organisations: [...employers.map(({ organisation }) => organisation), ...schools], residents };
}

/** Few large employers and many small ones. */
function makeEmployers(
  plan: CityPlan,
  random: SeededRandom,
  employees: number,
): { organisation: Organisation; size: number }[] {
  const trades = ['精密仪器', '物流', '食品', '软件', '建筑', '纺织', '医疗器械', '文化传播', '机械', '环保科技'];
  const list: { organisation: Organisation; size: number }[] = [];
  let left = employees;
  while (left > 0) {
    const drawn = Math.floor(4 * 1.5 ** (random.fraction() * 10));
    // In a small city no employer takes more than a tenth of the people.
    const size = Math.min(left, drawn, Math.max(4, Math.ceil(employees / 10)));
    const number = list.length + 1;
    const district = plan.districts[number % plan.districts.length]!;
    list.push({
      organisation: {
        code: `unit-${number}`,
        kind: 'employer',
        name: `示例${random.pick(trades)}${number}有限公司`,
        district,
      },
      size,
    });
    left -= size;
  }
  return list;
}

function makeSchools(plan: CityPlan, random: SeededRandom, students: number): Organisation[] {
  const number = Math.max(2, Math.ceil(students / 400));
  return Array.from({ length: number }, (_, i) => ({
    code: `school-${i + 1}`,
    kind: 'school' as const,
    name: `示例第${i + 1}大学`,
    district: random.pick(plan.districts),
    whole: i % 3 !== 2,
  }));
}
