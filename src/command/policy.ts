// `yikatong policy explain | diff`: what the shipped packs say, with reasons and citations; needs no database.
import { parseArgs } from 'node:util';
import { realClock } from '../base/clock.ts';
import { type Day, dayOf, isDay } from '../base/day.ts';
import {
  askableGroups,
  channelNamed,
  diffPacks,
  explain,
  explanationText,
  type Pack,
  samplePerson,
  shippedPacks,
} from '../domain/policy/index.ts';
import { type Command, WrongUsage } from './command.ts';

export const policyCommand: Command = {
  usage:
    'policy explain --region <region> [--group <group>] [--on YYYY-MM-DD] [--channel <channel>] [--bank <bank>] [--json]\n' +
    '       yikatong policy diff <region> <region> [--on YYYY-MM-DD] [--json]',
  about: { zh: '解释或比较各地政策，附依据', en: 'explain or compare the rules of regions, with citations' },
  async run([what, ...args]) {
    const { values, positionals } = parse(args);
    const day = dayFrom(values.on);
    if (what === 'explain') {
      const pack = packOf(values.region);
      const group = askableGroups.find((one) => one === (values.group ?? 'staff'));
      if (!group) throw new WrongUsage(`--group 可用 is one of: ${askableGroups.join(', ')}`);
      const channel = values.channel === undefined ? undefined : channelNamed(pack, values.channel);
      if (values.channel !== undefined && !channel)
        throw new WrongUsage(`没有渠道“${values.channel}” · no such channel: ${values.channel}`);
      const answer = explain(pack, { day, person: samplePerson(pack, group, day), channel, bank: values.bank });
      console.log(values.json ? JSON.stringify(answer, jsonReady, 2) : explanationText(answer));
      return 0;
    }
    if (what === 'diff') {
      const [a, b] = [packOf(positionals[0]), packOf(positionals[1])];
      const differences = diffPacks(a, b, values.on ? { on: day } : {});
      if (values.json) console.log(JSON.stringify(differences, null, 2));
      else {
        console.log(
          `${a.name.zh} ↔ ${b.name.zh}${values.on ? ` · ${day}` : ''}: ${differences.length} 项不同 differences\n`,
        );
        for (const { parameter, a: left, b: right } of differences) {
          console.log(
            `${parameter}\n  ${a.region}: ${JSON.stringify(left)}\n  ${b.region}: ${JSON.stringify(right)}\n`,
          );
        }
      }
      return 0;
    }
    throw new WrongUsage('policy explain | diff');
  },
};

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { region: text, group: text, on: text, channel: text, bank: text, json: { type: 'boolean' } },
    });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

function dayFrom(text: string | undefined): Day {
  if (text === undefined) return dayOf(realClock.now());
  if (!isDay(text)) throw new WrongUsage(`--on ${text}: 日期应为 YYYY-MM-DD · is not a day`);
  return text;
}

function packOf(region: string | undefined): Pack {
  const pack = region === undefined ? undefined : shippedPacks[region];
  if (!pack) throw new WrongUsage(`地区 region: ${Object.keys(shippedPacks).join(', ')}`);
  return pack;
}

const jsonReady = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
