// The commands every card answers, whatever application is selected.
import type { Command } from '../card-application.ts';
import { activate } from './activate.ts';
import { createFile } from './create-file.ts';
import { deleteFile } from './delete-file.ts';
import { externalAuthenticate } from './external-authenticate.ts';
import { getChallenge } from './get-challenge.ts';
import { getResponse } from './get-response.ts';
import { getStatus } from './get-status.ts';
import { loadKey } from './put-key.ts';
import { loadRegister } from './put-register.ts';
import { select } from './select.ts';

export const cardCommands: readonly Command[] = [
  select,
  getResponse,
  getChallenge,
  externalAuthenticate,
  getStatus,
  createFile,
  deleteFile,
  activate,
  loadRegister,
  loadKey,
];
