#!/usr/bin/env node
// Starts the command line. The source is TypeScript; tsx loads it, so that there is nothing to build after a clone.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

// Named, or the settings for .tsx files would be looked for where the command was typed.
register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
await import('../src/main.ts');
