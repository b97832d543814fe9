// The bank application (PBOC 3.0 借记/贷记, qPBOC, 电子现金): a money pot of its own with its own keys, files and PIN.
import type { CardApplication } from '../card-application.ts';
import { applicationCode } from '../card-application.ts';
import { dynamicAuthenticate, issuerAuthenticate } from '../commands/bank-authenticate.ts';
import { getBankObject, verifyFinancialPin } from '../commands/bank-enquiry.ts';
import { generateAc } from '../commands/bank-generate.ts';
import { getProcessingOptions } from '../commands/bank-options.ts';
import { readBankRecord } from '../commands/bank-read-record.ts';
import { blockBank, changeFinancialPin, putData, unblockBank } from '../commands/bank-scripts.ts';
import { fileCommands } from '../commands/iso-commands.ts';

export const bank: CardApplication = {
  code: applicationCode.bank,
  name: '金融应用 bank',
  commands: [
    ...[getProcessingOptions, readBankRecord, generateAc, getBankObject, verifyFinancialPin],
    ...[issuerAuthenticate, dynamicAuthenticate],
    ...[putData, changeFinancialPin, blockBank, unblockBank],
    ...fileCommands,
  ],
};
