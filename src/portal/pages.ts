// Every page there is, in one list: what is served, what a test tries with strangers, what the accessibility test opens.
import { doorPages } from './public/sign-in.tsx';
import { startPages } from './public/start.tsx';
import type { Page } from './web/visit.ts';

export const pages: readonly Page[] = [...startPages, ...doorPages];
