// examples/smoke.ts of a TypeScript SDK: makes a few calls that only read, and prints what came of each.

import type { Ir } from '../../ir/model.ts';
import { type SmokeCall, smokeCalls } from '../../smoke/calls.ts';
import { listed } from './layout.ts';
import { nameArguments, quote, type TypeScriptNames } from './naming.ts';

/** Without the line of origin; undefined where no operation only reads. */
export function emitSmoke(ir: Ir, names: TypeScriptNames): string | undefined {
  const calls = smokeCalls(ir);
  if (calls.length === 0) return undefined;
  return `${PROGRAM}${calls.map((call) => `\n${emitCall(call, names)}`).join('')}`;
}

const PROGRAM = `import { ApiError, Client } from '../src/index.ts';

const client = new Client({ baseUrl: process.env.API_BASE_URL ?? 'http://localhost:4801' });

/** One line of JSON per call; status 0 is no answer that the client could read. */
async function attempt(operation: string, call: () => Promise<void>): Promise<void> {
  try {
    await call();
    console.log(JSON.stringify({ operation, status: 200 }));
  } catch (error) {
    const failure = error instanceof ApiError ? { status: error.status } : { status: 0, error: String(error) };
    console.log(JSON.stringify({ operation, ...failure }));
  }
}
`;

function emitCall({ operation, group, args }: SmokeCall, names: TypeScriptNames): string {
  const spelled = nameArguments(operation.params);
  const target = group === undefined ? 'client' : `client.${names.group(group).property}`;
  const method = `await ${target}.${names.method(operation.name)}`;
  const fields = args.map(({ param, value }) => {
    const text = typeof value === 'string' ? quote(value) : String(value);
    return `${spelled.get(param) ?? param.wire}: ${text}`;
  });
  const flat = `  ${method}(${fields.length === 0 ? '' : `{ ${fields.join(', ')} }`});\n`;
  const line = flat.length <= 121 ? flat : listed(`${method}({`, fields, '});', '  ');
  return `await attempt(${quote(operation.key)}, async () => {\n${line}});\n`;
}
