// Whether a regional plan keeps the national one: every common file in its place, with its tags, lengths and protection.
import { toHex } from '../bytes.ts';
import type { DirectoryPlan, FilePlan } from './plan.ts';
import type { CardSpec } from './social-security.ts';
import { socialSecurityPlan } from './social-security.ts';

/** A difference: where, and what the national plan says. */
export type PlanDifference = { readonly path: string; readonly zh: string; readonly en: string };

/** All differences; empty = the card works everywhere (一卡多用，全国通用). More files, directories and keys are a region's own affair. */
export function checkNational(plan: DirectoryPlan, spec: CardSpec): PlanDifference[] {
  return compareDirectory(socialSecurityPlan(spec), plan);
}

function compareDirectory(national: DirectoryPlan, regional: DirectoryPlan): PlanDifference[] {
  const { code } = national;
  const missing = (path: string, zh: string, en: string): PlanDifference => ({ path, zh, en });
  const found: PlanDifference[] = [];
  if (toHex(regional.template.name ?? new Uint8Array(0)) !== toHex(national.template.name ?? new Uint8Array(0))) {
    found.push(missing(code, '目录名称与全国规范不同', 'another directory name than the national one'));
  }
  for (const file of national.files) {
    const path = `${code}/EF${(file.fid & 0xff).toString(16).toUpperCase().padStart(2, '0')}`;
    const other = regional.files.find(({ fid }) => fid === file.fid);
    if (other === undefined) found.push(missing(path, '缺少全国统一文件', 'a national file is missing'));
    else if (structure(other) !== structure(file)) {
      found.push(missing(path, '文件结构与全国规范不同', 'another structure than the national one'));
    } else if (JSON.stringify([other.read, other.guards]) !== JSON.stringify([file.read, file.guards])) {
      found.push(missing(path, '读取权限与全国规范不同', 'another read rule than the national one'));
    }
  }
  for (const inner of national.directories) {
    const other = regional.directories.find(({ template }) => template.fid === inner.template.fid);
    if (other === undefined) found.push(missing(inner.code, '缺少全国统一目录', 'a national directory is missing'));
    else found.push(...compareDirectory(inner, other));
  }
  return found;
}

/** Kind and records (tag, form, length, in order), or the size where there are none. */
function structure({ kind, sfi, size, recordLength, recordCount, records }: FilePlan): string {
  const fields = records?.map((record) => ({ ...record, label: undefined }));
  return JSON.stringify([kind, sfi, fields ?? [size, recordLength, recordCount]]);
}
