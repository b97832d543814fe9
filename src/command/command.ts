// What a subcommand of the command line is.
import type { Config } from '../base/config.ts';

export interface Command {
  /** How to call it, without the program's name. */
  readonly usage: string;
  readonly about: { readonly zh: string; readonly en: string };
  /** Runs it and gives the exit status: 0 done, 1 refused or a check failed, 2 called wrongly. */
  run(args: string[], config: Config): Promise<number>;
}

/** The call itself was wrong: shown with the usage, exit status 2. */
export class WrongUsage extends Error {}
