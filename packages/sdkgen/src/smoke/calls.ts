// Which calls show that a generated client works: operations that only read and need no body, with arguments made up from their types.
// In: the intermediate representation. Out: at most `most` calls, the simplest first; each language writes them as a program.
import type { Ir, Operation, Param, TypeRef } from '../ir/model.ts';

type SmokeValue = string | number | boolean;

/** What fits a line in every language; a longer path is not the simplest call. */
const LONGEST_PATH = 80;

export interface SmokeCall {
  operation: Operation;
  /** Name of its tag's group; undefined: it stands on the client. */
  group: string | undefined;
  /** For its required parameters, in their order. */
  args: { param: Param; value: SmokeValue }[];
}

export function smokeCalls(ir: Ir, most = 5): SmokeCall[] {
  const found = ir.groups.flatMap(({ name, operations }) =>
    operations.flatMap((operation) => {
      const args = readable(operation) ? sampleArgs(operation) : undefined;
      return args === undefined ? [] : [{ operation, group: name, args }];
    }),
  );
  return found
    .map((call, index) => ({ call, index }))
    .sort((a, b) => a.call.args.length - b.call.args.length || a.index - b.index)
    .slice(0, most)
    .map(({ call }) => call);
}

/** Streams may never end, and other methods may change something where the client points at a real service. */
const readable = ({ method, path, body, deprecated, result }: Operation): boolean =>
  method === 'GET' &&
  body === undefined &&
  !deprecated &&
  path.length <= LONGEST_PATH &&
  (result.kind === 'json' || result.kind === 'text' || result.kind === 'none');

function sampleArgs(operation: Operation): SmokeCall['args'] | undefined {
  const args: SmokeCall['args'] = [];
  for (const param of operation.params) {
    if (!param.required) continue;
    const value = sampleValue(param.type);
    if (value === undefined) return undefined;
    args.push({ param, value });
  }
  return args;
}

/** Undefined where a value would need more than a literal. */
function sampleValue({ kind }: TypeRef): SmokeValue | undefined {
  switch (kind) {
    case 'string':
      return 'sample';
    case 'integer':
    case 'int64':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    default:
      return undefined;
  }
}
