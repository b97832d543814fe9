// The policy in force as pages need it: the pack, names of banks and districts, a citation as one line.
import { citationText, type Openings, type Pack, packInForce } from '../../domain/policy/index.ts';
import type { Visit } from '../web/visit.ts';
import type { Option } from './pieces.tsx';

export interface Rules {
  readonly pack: Pack;
  readonly openings: Openings;
  bank(code: string | null | undefined): string;
  district(code: string | null | undefined): string;
  bankOptions(codes: readonly string[]): Option[];
  batch(code: string | null | undefined): string;
}

export async function rulesOf(visit: Visit, region = visit.region): Promise<Rules> {
  const { pack, openings } = await packInForce(visit.house.database, region, visit.today);
  const bank = (code: string | null | undefined) =>
    !code
      ? '—'
      : ((pack.banks === 'unknown' ? undefined : pack.banks.find((one) => one.code === code)?.name) ??
        code.toUpperCase());
  return {
    pack,
    openings,
    bank,
    district: (code) => (code ? (pack.districts.find((one) => one.code === code)?.name ?? code) : '—'),
    bankOptions: (codes) => codes.map((value) => ({ value, label: bank(value) })),
    batch: (code) => {
      const found = pack.batches.find((one) => one.code === code);
      return found ? visit.say(found.name) : visit.t('批次之外', 'outside batches');
    },
  };
}

export const cite = (one: { document: string; clause: string; grade: string }): string => citationText(one as never);

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];

/** By hand: a page of orders names a hundred days, and `toLocaleDateString` takes a tenth of a millisecond for each. */
export const day = (visit: Visit, text: string | null | undefined): string => {
  if (!text) return '—';
  const [year, month, date] = text.slice(0, 10).split('-').map(Number);
  if (!date) return visit.t(`${year}年${month}月`, text);
  return visit.t(`${year}年${month}月${date}日`, `${date} ${months[month! - 1]} ${year}`);
};

/** An instant in Beijing time, to the minute. */
export const instant = (visit: Visit, text: string | Date | null | undefined): string => {
  if (!text) return '—';
  const local = new Date(new Date(text).getTime() + 8 * 3600_000).toISOString();
  return `${day(visit, local)} ${local.slice(11, 16)}`;
};

export const yuan = (fen: string | null | undefined): string => {
  if (fen === null || fen === undefined) return '—';
  const amount = BigInt(fen);
  return `${(amount / 100n).toLocaleString('en-US')}.${String(amount % 100n).padStart(2, '0')}`;
};
