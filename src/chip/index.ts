// The door of the chip: one card, one function, and the data that makes cards different from each other.
export type { Apdu } from './apdu.ts';
export { plainFiles } from './applications/plain-files.ts';
export { socialSecurity } from './applications/social-security.ts';
export type { BlankCard, Card, Protocol, Session } from './card.ts';
export { createBlankCard, powerUp } from './card.ts';
export type { Answer, CardApplication, Command } from './card-application.ts';
export { fileCommands, maintenanceCommands, pinCommands } from './commands/iso-commands.ts';
export type { FileTemplate } from './file-template.ts';
export { encodeTemplate } from './file-template.ts';
export type { CardProduct, Face, Generation } from './products.ts';
export { products } from './products.ts';
export type { Rule } from './rule.ts';
export { contactOnly, free, key, message, never, pin, pinAndKey, pinOrKey } from './rule.ts';
export { openBlock, sealBlock } from './secure-block.ts';
export { SW } from './status-word.ts';
export type { Suite } from './suites.ts';
export { algorithm, desSuite, sm4Suite, suiteOf } from './suites.ts';
export { transmit } from './transmit.ts';
