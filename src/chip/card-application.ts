// What an application is to the chip: a code, and the list of commands it answers. Its files and keys are data (profiles/).
import type { Turn } from './turn.ts';

/** Codes under which directories name their application. */
export const applicationCode = { plainFiles: 1, socialSecurity: 2, certificate: 3, bank: 4, transit: 5 } as const;

export type Answer = { readonly sw: number; readonly bytes?: Uint8Array };

export type Command = {
  /** Name in the log, as in the standard: READ RECORD. */
  readonly name: string;
  /** Class bytes it is answered under; 84 (04) commands carry a MAC. */
  readonly cla: readonly number[];
  readonly ins: number;
  /** Only these P1 values; several commands may share an instruction. Absent = every P1. */
  readonly p1?: readonly number[];
  /** Refused over the air. */
  readonly contactOnly?: boolean;
  /** Still answered when the application is blocked. */
  readonly whenBlocked?: boolean;
  /** Returning commits what the turn wrote, refusing drops it. */
  readonly run: (turn: Turn) => Answer;
};

export type CardApplication = {
  /** Stored in the directory; says which commands answer there. */
  readonly code: number;
  readonly name: string;
  readonly commands: readonly Command[];
};
