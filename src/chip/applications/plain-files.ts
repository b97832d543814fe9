// The application that is only files: the blank card, payment system directories, anything that needs no command of its own.
import type { CardApplication } from '../card-application.ts';
import { applicationCode } from '../card-application.ts';
import { fileCommands, maintenanceCommands, pinCommands } from '../commands/iso-commands.ts';

export const plainFiles: CardApplication = {
  code: applicationCode.plainFiles,
  name: '文件 plain files',
  commands: [...fileCommands, ...pinCommands, ...maintenanceCommands],
};
