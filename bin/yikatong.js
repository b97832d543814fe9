#!/usr/bin/env node
// Starts the command line. The source is TypeScript; tsx loads it, so that there is nothing to build after a clone.
import { register } from 'tsx/esm/api';

register();
await import('../src/main.ts');
