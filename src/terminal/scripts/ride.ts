// What a metro gate writes on a purse: entering costs nothing and opens a journey, leaving costs the fare and closes it. The fare
// table is handed in.
import { packFields, transitLayout, unpackFields } from '../../chip/index.ts';
import { hex } from '../hex.ts';
import { refuse } from '../refusals.ts';
import { amountBytes } from './purse.ts';
import type { Fare, PurseAtGate } from './tap.ts';

export interface Station {
  /** 2 digits. */
  readonly line: string;
  /** 16 hex digits each, as the operator numbers them. */
  readonly station: string;
  readonly device: string;
  readonly operator: string;
  /** 4 digits. */
  readonly city: string;
  /** Fare in fen from a station to this one; undefined when no train goes there. */
  readonly fareFrom: (stationIn: string, cardType: string) => bigint | undefined;
  /** Least a purse must hold to be let in. */
  readonly entryFen: bigint;
  readonly maximumFen: bigint;
}

const state = { none: '00', inside: '01', outside: '02' } as const;
const tapType = { in: '03', out: '04' } as const;
const RAIL = '01';

/** Decides entry or exit from the journey on the purse. Refuses `purse-too-low`, `ride-refused`. */
export function railFare(purse: PurseAtGate, here: Station, time: string): Fare {
  const old = unpackFields(transitLayout.journey, purse.journey);
  if (old.locked !== '00')
    throw refuse('ride-refused', { reason: '行程已锁定，请到客服中心 the journey is locked: see the service desk' });
  const { interoperable, city, cardType } = unpackFields(transitLayout.place, purse.place);
  if (interoperable === '0000' && city !== here.city)
    throw refuse('ride-refused', { reason: '该卡未开通异地使用 this purse serves its own city only' });
  const inside = old.state === state.inside;
  if (!inside && purse.balanceFen < here.entryFen) throw refuse('purse-too-low');
  const fare = inside ? here.fareFrom(old.stationIn, cardType) : 0n;
  if (fare === undefined)
    throw refuse('ride-refused', { reason: '进站记录无效，请到客服中心 no fare from where it entered' });
  const amountFen = fare > here.maximumFen ? here.maximumFen : fare;
  const after = purse.balanceFen - amountFen;
  if (after < 0n) throw refuse('purse-too-low');
  const common = { flag: old.flag, length: old.length, valid: '01', serial: hex(purse.serial) };
  const journey = inside
    ? packFields(transitLayout.journey, {
        ...old,
        ...common,
        state: state.outside,
        ...{ cityOut: here.city, operatorOut: here.operator, stationOut: here.station, deviceOut: here.device },
        ...{ timeOut: time, lineOut: here.line, amountPaid: hex(amountBytes(amountFen)) },
      })
    : packFields(transitLayout.journey, {
        ...common,
        state: state.inside,
        ...{ cityIn: here.city, operatorIn: here.operator, stationIn: here.station, deviceIn: here.device },
        ...{ timeIn: time, lineIn: here.line, balanceIn: hex(amountBytes(purse.balanceFen)) },
        ...{ maximumFare: hex(amountBytes(here.maximumFen)) },
      });
  const record = packFields(transitLayout.tap, {
    type: inside ? tapType.out : tapType.in,
    ...{ device: here.device, sector: RAIL, line: `00${here.line}`, station: here.station.slice(-4) },
    ...{ operator: here.operator.slice(0, 4), amount: hex(amountBytes(amountFen)), balance: hex(amountBytes(after)) },
    ...{ time, city: here.city, acceptor: here.operator },
  });
  return {
    amountFen,
    records: [
      { sfi: 0x1a, number: 1, bytes: journey },
      { sfi: 0x1e, number: 0, bytes: record },
    ],
  };
}
