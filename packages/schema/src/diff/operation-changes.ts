// What happened to each operation, in the words that events have used from the start: added, removed or modified, with a sentence per change.
import type { OperationChange, SchemaChange, SchemaChangeLevel } from '@mockops/contract';
import { byText } from '../json.ts';
import type { ApiModel } from '../model.ts';
import { type Draft, sentenceOf } from './gather.ts';
import { byLevel, IN_EVENTS, worst } from './versions.ts';

/** Sentences beyond this many per operation are counted, not listed; the worst come first. */
const MAX_DETAILS = 40;

const KINDS: Record<string, OperationChange['kind']> = {
  'endpoint-added': 'added',
  'webhook-added': 'added',
  'webhook-removed': 'removed',
};
const kindOf = (rule: string): OperationChange['kind'] =>
  KINDS[rule] ?? (/^api-(path-)?removed-/.test(rule) ? 'removed' : 'modified');

interface Told {
  kind: OperationChange['kind'];
  operation: string;
  details: { level: SchemaChangeLevel; text: string }[];
}

export function tellOperations(
  judged: { draft: Draft; change: SchemaChange }[],
  { before, after }: { before: ApiModel; after: ApiModel },
): OperationChange[] {
  const told = new Map<string, Told>();
  for (const { draft, change } of judged)
    for (const [operation, place] of draft.reached) {
      const kind = kindOf(draft.rule);
      const key = `${operation}\n${kind}`;
      const entry = told.get(key) ?? { kind, operation, details: [] };
      told.set(key, entry);
      const text =
        kind === 'removed' && draft.subject === ''
          ? draft.text.replace(/^the path \S+/, 'the operation')
          : sentenceOf(draft, place);
      // What was accepted does not alarm anybody again.
      const level = change.ignored && byLevel(change.level, 'safe') < 0 ? 'safe' : change.level;
      entry.details.push({ level, text: change.ignored ? `${text} (accepted: ${change.ignored.reason})` : text });
    }
  const paths = new Map(
    [...before.operations, ...before.webhooks, ...after.operations, ...after.webhooks].map(({ key, path }) => [
      key,
      path,
    ]),
  );
  return [...told.values()]
    .map(({ kind, operation, details }) => ({
      kind,
      operation,
      path: paths.get(operation) ?? '',
      severity: IN_EVENTS[worst(details.map(({ level }) => level))],
      details: toDetails(details),
    }))
    .sort((a, b) => byText(a.operation, b.operation) || byText(a.kind, b.kind));
}

function toDetails(details: Told['details']): string[] {
  const texts = [...new Set(details.toSorted((a, b) => byLevel(a.level, b.level)).map(({ text }) => text))];
  if (texts.length <= MAX_DETAILS) return texts;
  return [...texts.slice(0, MAX_DETAILS), `and ${texts.length - MAX_DETAILS} more`];
}
