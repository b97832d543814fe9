// The social security application (社会保障应用): files of the profiles 1.00, 2.00, 3.00 and the commands that LD/T 32.5 names.
import type { CardApplication } from '../card-application.ts';
import { applicationCode } from '../card-application.ts';
import { cardBlock } from '../commands/card-block.ts';
import { internalAuthenticate } from '../commands/internal-authenticate.ts';
import { fileCommands, maintenanceCommands, pinCommands } from '../commands/iso-commands.ts';
import { debit, initForDebit } from '../commands/medical-debit.ts';

export const socialSecurity: CardApplication = {
  code: applicationCode.socialSecurity,
  name: '社会保障应用 social security',
  commands: [
    internalAuthenticate,
    initForDebit,
    debit,
    ...fileCommands,
    ...pinCommands,
    ...maintenanceCommands,
    cardBlock,
  ],
};
