// The door of the world: plays campaigns, founds cities, and holds the simulated parties.

export { type KeptLines, reconnectBanks } from './behaviour/banks.ts';
export { openPressKeys, openPsamKeys } from './behaviour/keys.ts';
export { City, forEach } from './city.ts';
export { type Demo, type DemoPersona, type DemoPresses, demoRegion, foundDemo, isEmpty } from './demo.ts';
export { DemoClock } from './demo-clock.ts';
export { type Founded, foundCity, planCity } from './found-city.ts';
export type { KeptCity } from './kept-city.ts';
export {
  type Authorisation,
  type BankFaults,
  noFaults,
  SimulatedBank,
  usualBankFaults,
} from './parties/bank/bank.ts';
export { letBanksSpeak, makeLetBanksSpeak, SimulatedBankLines } from './parties/bank/lines.ts';
export { FileMemory } from './parties/bank/memory.ts';
export { CardMaker, type Consignment } from './parties/card-maker.ts';
export { CardPress, chipWriter, type Desk, readFinished } from './parties/card-press.ts';
export { FolderShelf } from './parties/chip-shelf.ts';
export { Hospital } from './parties/hospital.ts';
export { readCard } from './parties/hospital-desk.ts';
export { HospitalLine } from './parties/hospital-line.ts';
export { Pharmacy } from './parties/pharmacy.ts';
export { SimulatedSmsChannel } from './parties/sms-channel.ts';
export { type Machinery, type Played, type PlayOptions, play } from './play.ts';
export { makePopulation } from './population.ts';
export { reportText, type WorldReport } from './report.ts';
