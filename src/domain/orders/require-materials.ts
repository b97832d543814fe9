// What the person has to bring to the counter, and the form that has to be signed there (APP-08, APP-09, DOC-10).
import { materialsFor, type Pack, type Question } from '../policy/index.ts';
import { refuse } from './refuse.ts';

/** Materials that are a form to be filled in and signed. */
export const isForm = (material: string): boolean => material.endsWith('-form');

/** What is still missing; where the region has not said what it wants, nothing is. */
export function missingMaterials(pack: Pack, question: Question, brought: readonly string[]): string[] {
  const needed = materialsFor(pack, question).value;
  if (needed === 'unknown') return [];
  return needed.filter((material) => !brought.includes(material) && !isForm(material));
}

/** Refuses while something is missing or the form unsigned; gives the form to archive, if one was signed. */
export function requireMaterials(
  pack: Pack,
  question: Question,
  { brought, signature }: { readonly brought: readonly string[]; readonly signature?: string | undefined },
): string | undefined {
  const missing = missingMaterials(pack, question, brought);
  if (missing.length > 0) throw refuse('materials-missing', { missing });
  const needed = materialsFor(pack, question).value;
  const form = needed === 'unknown' ? undefined : needed.find(isForm);
  if (form && !signature) throw refuse('form-not-signed', { form });
  return signature ? (form ?? 'order-form') : undefined;
}
