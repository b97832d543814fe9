// The door of the portal: pages made on the server.
export { type StartPageFacts, startPage, startPagePolicy } from './start-page.ts';
