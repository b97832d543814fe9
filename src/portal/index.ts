// The door of the portal: pages made on the server, from actions and queries only.
import type { FastifyInstance } from 'fastify';
import type { House } from '../base/call.ts';
import { pages } from './pages.ts';
import { mountPages } from './web/serve-pages.ts';
import type { PortalOptions } from './web/visit.ts';

export { homeFor } from './web/homes.ts';
export type { Demo, Page, Persona, PortalOptions } from './web/visit.ts';
export { pages };

/** What mounts all pages on the HTTP door. */
export const openPortal = (house: House, options: PortalOptions): ((app: FastifyInstance) => Promise<void>) =>
  mountPages(house, options, pages);
