// Every function of the national interface that is spoken here.
import type { WireFunction } from '../function.ts';
import { books } from './books.ts';
import { catalogue } from './catalogue.ts';
import { filing } from './filing.ts';
import { inpatient } from './inpatient.ts';
import { lookUps } from './look-up.ts';
import { mobile } from './mobile.ts';
import { outpatient } from './outpatient.ts';
import { people } from './people.ts';
import { pharmacy } from './pharmacy.ts';

export const wireFunctions: ReadonlyMap<string, WireFunction> = new Map(
  [people, catalogue, pharmacy, outpatient, inpatient, filing, books, lookUps, mobile]
    .flat()
    .map((one) => [one.infno, one]),
);
