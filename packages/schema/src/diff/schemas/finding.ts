// One difference between two schemas, before it is known where it is used: what happened, how the set of valid values moved, and how to show it.
import type { SchemaChangeLevel } from '@mockops/contract';
import type { JsonSchema } from '../../model.ts';
import type { Effect } from '../rules/schemas.ts';

export type Direction = 'request' | 'response';

export interface Finding {
  /** Second half of a rule id: `max-decreased`; the subject joins it where the schema is used. */
  aspect?: string;
  /** A whole rule id, where the subject is no part of it. */
  rule?: string;
  effect: Effect;
  /** Reads after the place: `owner.email` + ` has a lower maximum: 10, was 20`. */
  text: string;
  /** Where this case is known better than the rule's default. */
  level?: SchemaChangeLevel;
  /** The property that it is about, told as the place. */
  member?: string;
  /** Keyword, for the position in the text. */
  keyword?: string;
  /** Values that are likely on one side only. */
  candidates?: unknown[];
  /** Numbers of items, or of members, that are likely on one side only. */
  counts?: number[];
  /** Schemas of the side that the message comes from, whose samples are likely refused by the other. */
  sampleOf?: JsonSchema[];
  /** The message that shows it has, or lacks, this member. */
  proof?: { with: string } | { without: string };
}

const LISTED = 6;

/** A few of them, and how many more. */
export function list(texts: Iterable<string>): string {
  const all = [...texts];
  const rest = all.length - LISTED;
  return all.slice(0, LISTED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
