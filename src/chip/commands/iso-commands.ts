// The file and security commands most applications share; an application takes the ones it wants into its list.
import type { Command } from '../card-application.ts';
import { appendRecord } from './append-record.ts';
import { applicationBlock } from './application-block.ts';
import { applicationUnblock } from './application-unblock.ts';
import { changePin } from './change-pin.ts';
import { updateKey } from './put-key.ts';
import { readBinary } from './read-binary.ts';
import { readRecord } from './read-record.ts';
import { reloadPin } from './reload-pin.ts';
import { unblockPin } from './unblock-pin.ts';
import { updateBinary } from './update-binary.ts';
import { updateRecord } from './update-record.ts';
import { verifyPin } from './verify-pin.ts';

export const fileCommands: readonly Command[] = [readRecord, updateRecord, appendRecord, readBinary, updateBinary];
export const pinCommands: readonly Command[] = [verifyPin, changePin, reloadPin, unblockPin];
export const maintenanceCommands: readonly Command[] = [updateKey, applicationBlock, applicationUnblock];
