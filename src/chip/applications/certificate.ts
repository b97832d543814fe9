// The certificate application (非对称认证应用): SM2 keys made on the chip, certificates, PIN by cryptogram. One maker's commands.
import type { CardApplication } from '../card-application.ts';
import { applicationCode } from '../card-application.ts';
import { certificateAuthenticate } from '../commands/certificate-authenticate.ts';
import * as keys from '../commands/certificate-keys.ts';
import { changePinSecure, hashPin, unblockPinByAdmin, verifyPinCryptogram } from '../commands/certificate-pin.ts';
import { fileCommands, maintenanceCommands } from '../commands/iso-commands.ts';

export const certificate: CardApplication = {
  code: applicationCode.certificate,
  name: '证书应用 certificate',
  commands: [
    ...[certificateAuthenticate, hashPin, verifyPinCryptogram, changePinSecure, unblockPinByAdmin],
    ...[keys.generateKeyPair, keys.exportPublicKey, keys.unwrapKey, keys.importPublicKey, keys.importPrivateKey],
    ...[keys.signDigest, keys.decipher, keys.proveCard],
    ...fileCommands,
    ...maintenanceCommands,
  ],
};
