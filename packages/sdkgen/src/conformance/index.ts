// The torture contract, its server, and the call of one against the other: what the conformance test of a language needs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export { startConformanceServer } from './server.ts';

export const tortureContract = (): string => readFileSync(join(import.meta.dirname, 'torture.yaml'), 'utf8');
