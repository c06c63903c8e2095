// What a contract says about the members of a value beside their types: that nobody declares them, that they are written in the other
// direction only, that they may be gone from a day on. For messages that readers were promised and that are promised no longer.
import { isObject } from '../json.ts';
import { resolveRef } from '../keywords.ts';
import type { JsonSchema } from '../model.ts';
import type { Direction } from './compile.ts';
import { isGone, tellGone } from './gone.ts';
import { findUnexpected, placesOf, type WalkContext } from './unexpected.ts';

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
  for (const { pointer, schemas } of placesOf({ pointer: '', schemas: [schema] }, value, options)) {
    const name = pointer === '' ? 'the value' : `"${pointer.slice(1).replaceAll('/', '.')}"`;
    for (const own of schemas) {
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
