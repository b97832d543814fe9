// The act that is interrupted: a card maker's return file is taken.
import { perform } from '../../src/base/action.ts';
import type { Actor } from '../../src/base/actor.ts';
import type { House } from '../../src/base/call.ts';
import { takeReturnFile } from '../../src/domain/production/take-return-file.ts';

export interface Delivery {
  readonly maker: Actor;
  readonly batchId: string;
  /** Base64. */
  readonly file: string;
}

export const run = (house: House, { maker, batchId, file }: Delivery) =>
  perform(house, takeReturnFile, maker, { file }, { requestId: `return-${batchId}` });
