// What an editor may offer at a place of a definition that is being written: keys, step types, events, step names, values of a set, and inside of
// expressions contexts, fields, outputs and functions. In: the text as it stands and the offset of the cursor. Pure; the text need not be YAML yet.
import { completeExpression } from './complete-expression.ts';
import { completeKey, completeValue } from './complete-yaml.ts';
import { locateCursor } from './cursor.ts';
import { readDraft } from './draft.ts';
import type { KnownTypes } from './known.ts';

export interface Completion {
  label: string;
  kind: 'key' | 'step_type' | 'event' | 'step' | 'value' | 'field' | 'function';
  /** One sentence about it. */
  detail?: string;
}

export interface Completions {
  /** The part of the text that a completion replaces. */
  from: number;
  to: number;
  /** Those that begin with what is written there; when none does, those that hold it. */
  options: Completion[];
}

export function completionsAt(source: string, offset: number, known: KnownTypes): Completions {
  const cursor = locateCursor(source, offset);
  const { from, to } = cursor;
  if (!cursor.path) return { from, to, options: [] };
  const draft = readDraft(cursor.data);
  const { path } = cursor;
  const all =
    cursor.kind === 'expression'
      ? completeExpression(cursor.expression, path, draft, known)
      : cursor.kind === 'key'
        ? completeKey(path, draft, known)
        : completeValue(path, draft, known);
  const written = source.slice(from, offset).toLowerCase();
  const begins = all.filter(({ label }) => label.toLowerCase().startsWith(written));
  const holds = all.filter(({ label }) => label.toLowerCase().includes(written));
  return { from, to, options: begins.length > 0 ? begins : holds };
}
