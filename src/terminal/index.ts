// The door of the terminal: the reader side of the conversation with a card.
export { openSlot, readerConf, type VirtualSlot } from './virtual-reader.ts';
export type { SlotCard } from './slot-card.ts';
