// The transport purse (交通电子钱包): JR/T 0025 purse with the files of 交通联合. A money pot of its own: own keys, files, PIN.
import type { CardApplication } from '../card-application.ts';
import { applicationCode } from '../card-application.ts';
import { fileCommands, maintenanceCommands, pinCommands } from '../commands/iso-commands.ts';
import { getAuthenticationCode, getBalance, getProve } from '../commands/purse-enquiry.ts';
import { creditForLoad, initForLoad } from '../commands/purse-load.ts';
import { debitForPurchase, initForCompound, initForPurchase, updateCache } from '../commands/purse-purchase.ts';

export const transit: CardApplication = {
  code: applicationCode.transit,
  name: '交通应用 transit',
  commands: [
    ...[getBalance, getProve, getAuthenticationCode, initForLoad, creditForLoad],
    ...[initForPurchase, initForCompound, updateCache, debitForPurchase],
    ...fileCommands,
    ...pinCommands,
    ...maintenanceCommands,
  ],
};
