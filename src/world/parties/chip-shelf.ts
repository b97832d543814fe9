// Where simulated chips lie between two uses: finished cards belong to their makers and holders, never to the platform's database.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Card, certificate, loadCard, plainFiles, saveCard, socialSecurity } from '../../chip/index.ts';

/** What a simulated chip of a social security card can run. */
export const chipApplications = [plainFiles, socialSecurity, certificate];

export interface ChipShelf {
  keep(cardNumber: string, chip: Card): void;
}

/** For worlds that are thrown away: chips are made, read back and forgotten. */
export const noShelf: ChipShelf = { keep: () => undefined };

/** One compressed image a card in a folder only its owner may read: an image holds the card's keys, as the plastic does. */
export class FolderShelf implements ChipShelf {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  keep(cardNumber: string, chip: Card): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const file = this.#file(cardNumber);
    // First beside, then in its place: a power cut leaves the old chip or the new one.
    writeFileSync(`${file}.new`, gzipSync(saveCard(chip)), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** Undefined when no such card lies here. */
  take(cardNumber: string, random: (length: number) => Uint8Array): Card | undefined {
    if (!/^[0-9A-Z]{9}$/.test(cardNumber) || !existsSync(this.#file(cardNumber))) return undefined;
    return loadCard(gunzipSync(readFileSync(this.#file(cardNumber))).toString('utf8'), chipApplications, random);
  }

  #file(cardNumber: string): string {
    return join(this.#folder, `${cardNumber}.chip.gz`);
  }
}
