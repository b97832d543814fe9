// The groups of people a notice may be for, and one may subscribe to: the groups of the policy packs.
import { askableGroups } from '../policy/index.ts';

export const audienceGroups = askableGroups;
