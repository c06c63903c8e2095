// A model on its way between threads: parts that are read one at a time, so that a large one never holds an event loop up for long.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import type { ApiModel, ApiOperation, JsonSchema } from '@mockops/schema';

/** A millisecond or two of reading. */
const PER_PART = 40;

type Part =
  | { kind: 'rest'; rest: Omit<ApiModel, 'operations' | 'schemas'> }
  | { kind: 'operations'; operations: ApiOperation[] }
  | { kind: 'schemas'; schemas: [name: string, schema: JsonSchema][] };

export function packModel({ operations, schemas, ...rest }: ApiModel): Uint8Array[] {
  const parts: Part[] = [
    { kind: 'rest', rest },
    ...slices(operations).map((slice): Part => ({ kind: 'operations', operations: slice })),
    ...slices(Object.entries(schemas)).map((slice): Part => ({ kind: 'schemas', schemas: slice })),
  ];
  return parts.map((part) => serialize(part));
}

export async function unpackModel(packed: readonly Uint8Array[]): Promise<ApiModel> {
  let rest: Omit<ApiModel, 'operations' | 'schemas'> | undefined;
  const operations: ApiOperation[] = [];
  const schemas: [string, JsonSchema][] = [];
  for (const bytes of packed) {
    const part: Part = deserialize(bytes);
    if (part.kind === 'rest') rest = part.rest;
    else if (part.kind === 'operations') operations.push(...part.operations);
    else schemas.push(...part.schemas);
    await nextTurn();
  }
  if (!rest) throw new Error('a packed model has no head');
  return { ...rest, operations, schemas: Object.fromEntries(schemas) };
}

function slices<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / PER_PART) }, (_, at) =>
    list.slice(at * PER_PART, (at + 1) * PER_PART),
  );
}
