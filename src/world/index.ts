// The door of the world: plays campaigns, founds cities, and holds the simulated parties.
export { City, forEach } from './city.ts';
export { type Demo, type DemoPersona, demoRegion, foundDemo, isEmpty } from './demo.ts';
export { type Founded, foundCity, planCity } from './found-city.ts';
export {
  type Authorisation,
  type BankFaults,
  noFaults,
  SimulatedBank,
  usualBankFaults,
} from './parties/bank/bank.ts';
export { SimulatedBankLines } from './parties/bank/lines.ts';
export { CardMaker } from './parties/card-maker.ts';
export { SimulatedSmsChannel } from './parties/sms-channel.ts';
export { type Machinery, type Played, type PlayOptions, play } from './play.ts';
export { makePopulation } from './population.ts';
export { reportText, type WorldReport } from './report.ts';
