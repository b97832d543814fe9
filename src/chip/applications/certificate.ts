// The certificate application (非对称认证应用): stand-in until the ciphers have SM2.
import type { CardApplication } from '../card-application.ts';
import { fileCommands } from '../commands/iso-commands.ts';

export const certificate: CardApplication = { code: 3, name: '证书应用 certificate', commands: [...fileCommands] };
