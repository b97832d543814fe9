#!/usr/bin/env node
// Starts the command line. The source is TypeScript; there is nothing to build after a clone.
import { fileURLToPath } from 'node:url';
import { bundledProgram } from './program.js';

process.setSourceMapsEnabled(true);
const program = await bundledProgram().catch(async () => {
  // Where nothing may be written, the source is loaded as it is: slower to start, otherwise the same.
  const { register } = await import('tsx/esm/api');
  // Named, or the settings for .tsx files would be looked for where the command was typed.
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
  return '../src/main.ts';
});
await import(program);
