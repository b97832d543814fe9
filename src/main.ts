// The command line: `yikatong <command>`.
import { readConfig } from './base/config.ts';
import { Refusal } from './base/refusal.ts';
import { type Command, WrongUsage } from './command/command.ts';

// Loaded only when asked for, so that a small command starts fast.
const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./command/serve.ts')).serveCommand,
  migrate: async () => (await import('./command/migrate.ts')).migrateCommand,
  'import-roster': async () => (await import('./command/import-roster.ts')).importRosterCommand,
  press: async () => (await import('./command/press.ts')).pressCommand,
  do: async () => (await import('./command/do.ts')).doCommand,
  world: async () => (await import('./command/world.ts')).worldCommand,
  policy: async () => (await import('./command/policy.ts')).policyCommand,
  card: async () => (await import('./command/card.ts')).cardCommand,
  terminal: async () => (await import('./command/terminal.ts')).terminalCommand,
  ledger: async () => (await import('./command/ledger.ts')).ledgerCommand,
  journal: async () => (await import('./command/journal.ts')).journalCommand,
};

async function main([name, ...args]: string[]): Promise<number> {
  const load = name ? commands[name] : undefined;
  if (!load) {
    const known = await Promise.all(Object.values(commands).map((loadOne) => loadOne()));
    const list = known.map(({ usage, about }) => `  yikatong ${usage}\n      ${about.zh} · ${about.en}`).join('\n');
    const help = `用法 usage:\n${list}`;
    if (!name || name === 'help' || name === '--help') console.log(help);
    else console.error(`没有命令“${name}” · unknown command “${name}”\n\n${help}`);
    return !name || name === 'help' || name === '--help' ? 0 : 2;
  }
  const command = await load();
  try {
    return await command.run(args, readConfig());
  } catch (error) {
    if (error instanceof WrongUsage) {
      console.error(`${error.message}\n用法 usage: yikatong ${command.usage}`);
      return 2;
    }
    if (error instanceof Refusal) {
      const { title, detail, en } = error.problem();
      console.error(`${title}。${detail}\n${en.title}. ${en.detail}`);
      return 1;
    }
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

// A reader that closes early (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await main(process.argv.slice(2));
