// What a contract says about the members of a value beside their types: that nobody declares them, that they are written in the other
// direction only, that they may be gone from a day on. For messages that readers were promised and that are promised no longer.
import { isObject, toPointer } from '../json.ts';
import { resolveRef } from '../keywords.ts';
import type { JsonSchema } from '../model.ts';
import type { Direction } from './compile.ts';
import { isGone, tellGone } from './gone.ts';
import { findUnexpected, locate, type WalkContext } from './unexpected.ts';

export interface MemberOptions extends WalkContext {
  direction: Direction;
  /** `2027-01-31`; without it no sunset counts. */
  on?: string | undefined;
}

/** A sentence each. */
export function judgeMembers(schema: JsonSchema, value: unknown, options: MemberOptions): string[] {
  const { direction, on } = options;
  const mark = direction === 'request' ? 'readOnly' : 'writeOnly';
  const found = findUnexpected(schema, value, options).map(({ description }) => description);
  for (const pointer of pointersOf(value)) {
    const name = pointer === '' ? 'the value' : `"${pointer.slice(1).replaceAll('/', '.')}"`;
    for (const own of locate(schema, value, pointer, options).schemas) {
      const target = resolveRef(own, options.schemas);
      const said = [own, target].filter(isObject);
      if (said.some((one) => one[mark] === true))
        found.push(`${name} is ${mark === 'readOnly' ? 'read-only' : 'write-only: no answer has it'}`);
      for (const { deprecated, 'x-sunset': sunset } of said)
        if (deprecated === true && isGone(sunset, on)) found.push(tellGone(name, sunset));
    }
  }
  return [...new Set(found)];
}

function* pointersOf(value: unknown, at = ''): Generator<string> {
  if (at === '') yield at;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const pointer = at + toPointer(name);
    yield pointer;
    yield* pointersOf(inner, pointer);
  }
}
