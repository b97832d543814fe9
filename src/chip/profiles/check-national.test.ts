// The national profile check: a region may add, never move or open.
import { expect, test } from 'vitest';
import { free } from '../rule.ts';
import { checkNational } from './check-national.ts';
import type { DirectoryPlan, FilePlan } from './plan.ts';
import { socialSecurityPlan } from './social-security.ts';

const national = socialSecurityPlan('3.00');
const own: FilePlan = {
  ...{ kind: 'records', fid: 0xef0c, sfi: 0x0c, size: 40, label: '本地扩展', read: free },
  records: [{ tag: 0xea, form: 'an', length: 10 }],
};

const withFiles = (files: readonly FilePlan[]): DirectoryPlan => ({ ...national, files });
const paths = (plan: DirectoryPlan): string[] => checkNational(plan, '3.00').map(({ path }) => path);

test('GEN-17 a region adds files of its own, but a moved, missing, resized or opened national file is rejected', () => {
  expect(paths(national)).toEqual([]);
  expect(paths(withFiles([...national.files, own]))).toEqual([]);
  const moved = national.files.map((file) => (file.fid === 0xef06 ? { ...file, fid: 0xef0d } : file));
  expect(paths(withFiles(moved))).toEqual(['SSSE/EF06']);
  expect(paths(withFiles(national.files.slice(1)))).toEqual(['SSSE/EF05']);
  const opened = national.files.map((file) => (file.fid === 0xef07 ? { ...file, read: free } : file));
  expect(paths(withFiles(opened))).toEqual(['SSSE/EF07']);
  const resized = national.files.map((file) => ({ ...file, records: file.records?.slice(1) ?? [] }));
  expect(paths(withFiles(resized))).toContain('SSSE/EF06');
  expect(paths({ ...national, directories: national.directories.slice(1) })).toEqual(['DF01']);
  const renamed = { ...national, template: { ...national.template, name: new TextEncoder().encode('sx9.sh.') } };
  expect(checkNational(renamed, '3.00')[0]).toMatchObject({ path: 'SSSE', zh: '目录名称与全国规范不同' });
  expect(checkNational(socialSecurityPlan('2.00'), '3.00').length).toBeGreaterThan(0);
});
