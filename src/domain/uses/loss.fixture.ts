// Reporting a card lost and taking the report back, as their actions do, so that the journal tells of it.
import { perform } from '../../base/action.ts';
import type { Actor } from '../../base/actor.ts';
import type { House } from '../../base/call.ts';
import { operations } from '../cards/index.ts';

const act = (name: string) => (house: House, actor: Actor, holderId: string) =>
  perform(house, operations.find((one) => one.name === name) as never, actor, { holderId } as never);

export const loseCard = act('cards.report-loss');
export const withdrawCardLoss = act('cards.withdraw-loss');
