// The process that dies: runs one scenario in a dying house. Started by test/crash.ts.
import { dyingHouse, type Scenario } from './crash.ts';

const [file, url, now, given, statements] = process.argv.slice(2) as [string, string, string, string, string];
const { run } = (await import(file)) as { run: Scenario };
const house = await dyingHouse(url, new Date(now), Number(statements));
await run(house, JSON.parse(given) as never);
await house.database.close();
