// Lays a region's file over the national one and refuses what does not have the shape of a pack.
import { Compile } from 'typebox/compile';
import beijing from '../../../policies/beijing.json' with { type: 'json' };
import fuzhou from '../../../policies/fuzhou.json' with { type: 'json' };
import beihai from '../../../policies/guangxi-beihai.json' with { type: 'json' };
import guilin from '../../../policies/guilin.json' with { type: 'json' };
import hengshui from '../../../policies/hengshui.json' with { type: 'json' };
import nationalJson from '../../../policies/national.json' with { type: 'json' };
import {
  type NationalFile,
  NationalFileShape,
  type Pack,
  type PackFile,
  PackFileShape,
  type Rules,
  ruleKeys,
} from './pack.ts';

const packFile = Compile(PackFileShape);
const nationalFile = Compile(NationalFileShape);

/** What is wrong with the shape of a pack file: JSON path and message, empty when it is right. */
export function shapeFaults(file: unknown): { path: string; message: string }[] {
  return packFile.Errors(file).map(({ instancePath, message }) => ({ path: instancePath, message }));
}

/**
 * A pack ready to decide: the region's rows first, then the national ones.
 * Throws RangeError with the first faults when the file has not the shape of a pack.
 */
export function loadPack(file: unknown, below: unknown = nationalJson): Pack {
  const faults = shapeFaults(file).slice(0, 3);
  if (faults.length) {
    throw new RangeError(`not a policy pack: ${faults.map((fault) => `${fault.path} ${fault.message}`).join('; ')}`);
  }
  if (!nationalFile.Check(below)) throw new RangeError('not a national rules file');
  const region = file as PackFile;
  const national = below as NationalFile;
  const rules = Object.fromEntries(
    ruleKeys.map((key) => [key, [...(region.rules[key] ?? []), ...(national.rules[key] ?? [])]]),
  ) as unknown as Rules;
  return { ...region, rules };
}

export const national = nationalJson as unknown as NationalFile;

/** The files that ship with the project, as a bureau would start a draft from them. */
export const shippedFiles: Readonly<Record<string, PackFile>> = {
  beijing: beijing as unknown as PackFile,
  fuzhou: fuzhou as unknown as PackFile,
  hengshui: hengshui as unknown as PackFile,
  'guangxi-beihai': beihai as unknown as PackFile,
  guilin: guilin as unknown as PackFile,
};

/** The shipped packs, ready to decide. */
export const shippedPacks: Readonly<Record<string, Pack>> = Object.fromEntries(
  Object.entries(shippedFiles).map(([region, file]) => [region, loadPack(file)]),
);
