// What tests of higher modules need of the e-card.
export { authoriseEcard } from './authorise-ecard.ts';
export { makeCardCode } from './card-code.ts';
export { makeCardToken } from './card-token.ts';
export { issueEcards } from './issue-ecard.ts';
