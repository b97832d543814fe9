// Reference registers: documents, sources with provenance, timeline, regions, figures, contradictions, open questions.
import contradictionsJson from '../../../policies/reference/contradictions.json' with { type: 'json' };
import documentsJson from '../../../policies/reference/documents.json' with { type: 'json' };
import figuresJson from '../../../policies/reference/figures.json' with { type: 'json' };
import openQuestionsJson from '../../../policies/reference/open-questions.json' with { type: 'json' };
import provincesJson from '../../../policies/reference/provinces.json' with { type: 'json' };
import regionsJson from '../../../policies/reference/regions.json' with { type: 'json' };
import sourcesJson from '../../../policies/reference/sources.json' with { type: 'json' };
import timelineJson from '../../../policies/reference/timeline.json' with { type: 'json' };
import type { Citation, RuleKey } from './pack.ts';

interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** A paper that rules cite; `read` is false where we know only its name from another source. */
export interface CitedDocument {
  readonly id: string;
  readonly title: string;
  readonly number: string | null;
  readonly issuer: string | null;
  /** Year, or day where known. */
  readonly date: string | null;
  readonly grade: Citation['grade'];
  readonly read: boolean;
  readonly namedIn: readonly string[];
  readonly row: string | null;
}

/** A source text as it reached us (GOV-08). */
export interface SourceText {
  readonly tag: string;
  readonly what: Bilingual;
  readonly place: string;
  readonly date: string | null;
  readonly dateInferred: boolean;
  readonly grade: Citation['grade'];
  readonly provenance: Bilingual;
}

export interface TimelineEntry {
  readonly code: string;
  /** Year, month or day, as precisely as the source says. */
  readonly date: string;
  readonly what: Bilingual;
  readonly cite: Citation;
}

export interface RegionStart {
  readonly region: string;
  readonly name: string;
  readonly scope: Bilingual;
  /** A day or `unknown`. */
  readonly starts: string;
  /** The date was inferred, not stated. */
  readonly inferred: boolean;
  readonly pack: string;
  readonly cite: Citation;
}

export interface Figure {
  readonly code: string;
  readonly row: string;
  readonly value: number;
  readonly unit: string;
  readonly asOf: string;
  readonly what: Bilingual;
  readonly cite: Citation;
}

/** A province as the source speaks of it: who pays subsidies into cards there, and for which fields it is named. */
export interface Province {
  readonly code: string;
  readonly zh: string;
  readonly subsidies: 'some-cities' | 'whole';
  readonly named: readonly ('transport' | 'culture')[];
}

export interface Contradiction {
  readonly code: string;
  readonly subject: Bilingual;
  readonly treatment: Bilingual;
  /** `rule:<key>`, `batch:<code>`, or the module that treats it. */
  readonly treatedBy: string;
}

export interface OpenQuestion {
  readonly number: number;
  readonly question: Bilingual;
  /** The parameter that carries the default, or `unknown` until a bureau decides. */
  readonly rule: RuleKey;
}

export const documents = documentsJson as readonly CitedDocument[];
export const sources = sourcesJson as readonly SourceText[];
/** Oldest first. */
export const timeline = timelineJson as readonly TimelineEntry[];
/** Oldest first; unknown starts last. */
export const regionStarts = regionsJson as readonly RegionStart[];
export const figures = figuresJson as readonly Figure[];
/** The provinces of MET-06; the source counts 19 and 20 for transport and culture and names only some of them. */
export const provinces = provincesJson as readonly Province[];
export const contradictions = contradictionsJson as readonly Contradiction[];
export const openQuestions = openQuestionsJson as readonly OpenQuestion[];

const byId = new Map(documents.map((document) => [document.id, document]));

export function findDocument(id: string): CitedDocument | undefined {
  return byId.get(id);
}

/** A citation as people read it: number or title, clause, grade. */
export function citationText({ document, clause, grade }: Citation): string {
  const known = byId.get(document);
  const name = known ? (known.number ?? known.title) : document;
  return grade === 'default' ? `${name} ${clause}` : `${name} ${clause}〔${grade}〕`;
}
