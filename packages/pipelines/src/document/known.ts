// What the surroundings of a pipeline know: the step types that exist, and the events. The language itself knows neither.
import type { Permissions } from '@mockops/contract';
import type { z } from 'zod';
import type { Sinks } from '../expressions/sinks.ts';
import type { JsonObject, JsonValue } from '../json.ts';

/** One thing that a step is about to touch: `{ kind: 'git', target: 'acme/api' }`, `{ kind: 'sdk', target: 'write' }`. */
export interface Need {
  kind: keyof Permissions;
  target: string;
}

/** An event that a step sends, or makes the server send. */
export interface RaisedEvent {
  type: string;
  /** What the config says of it beforehand. */
  data?: Record<string, JsonValue | undefined>;
}

export interface KnownStepType {
  config: z.ZodType;
  summary?: string;
  /** `effect` leaves a trace that cannot be taken back. */
  effect?: 'pure' | 'idempotent' | 'effect' | 'wait';
  /** By name. References to others are refused. Absent, or with room for more: anything goes. */
  outputs?: z.ZodObject;
  /** Where texts of the config end up. */
  sinks?: Sinks;
  /** What a config without templates is about to touch. */
  needs?: (config: unknown, context: { workspace_id: string | null }) => Need[];
  /** Events that a config, as it is written, sends or makes the server send. */
  emits?: (config: JsonObject) => RaisedEvent[];
}

export interface KnownTypes {
  step_types: Record<string, KnownStepType>;
  event_types: readonly string[];
  /** Schemas of an event's data, all versions. Absent: the current ones of the contract. */
  event_schemas?: Record<string, readonly z.ZodObject[]>;
}

export function stepTypeOf(known: KnownTypes, type: string | undefined): KnownStepType | undefined {
  return type !== undefined && Object.hasOwn(known.step_types, type) ? known.step_types[type] : undefined;
}
