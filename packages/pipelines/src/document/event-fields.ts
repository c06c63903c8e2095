// The data of events as their schemas tell it, over all versions that may be stored.
import { EVENT_DATA, EVENT_TYPES } from '@mockops/contract';
import type { z } from 'zod';
import type { KnownTypes } from './known.ts';

/** Undefined for types whose data has no schema. */
export function schemasOf(event: string | undefined, known: KnownTypes): readonly z.ZodObject[] | undefined {
  if (event === undefined) return undefined;
  if (known.event_schemas && Object.hasOwn(known.event_schemas, event)) return known.event_schemas[event];
  const type = EVENT_TYPES.find((candidate) => candidate === event);
  return type && [EVENT_DATA[type]];
}

export function fieldsOf(event: string | undefined, known: KnownTypes): string[] | undefined {
  const schemas = schemasOf(event, known);
  return schemas && [...new Set(schemas.flatMap((schema) => Object.keys(schema.shape)))];
}
