// The door of the world: plays campaigns, founds cities, and holds the simulated parties.
export { City, forEach } from './city.ts';
export { type Demo, type DemoPersona, demoRegion, foundDemo, isEmpty } from './demo.ts';
export { type Founded, foundCity, planCity } from './found-city.ts';
export { CardMaker } from './parties/card-maker.ts';
export { Hospital } from './parties/hospital.ts';
export { readCard } from './parties/hospital-desk.ts';
export { HospitalLine } from './parties/hospital-line.ts';
export { Pharmacy } from './parties/pharmacy.ts';
export { SimulatedSmsChannel } from './parties/sms-channel.ts';
export { type Machinery, type Played, type PlayOptions, play } from './play.ts';
export { makePopulation } from './population.ts';
export { reportText, type WorldReport } from './report.ts';
