// YAML text → PipelineDocument, or every finding with file, line and column. Warnings come back beside an accepted document; when there are errors, only
// the errors do. Order: YAML, spellings, schema; and on a document of the right shape: steps, triggers, expressions.
import { type Issue, PipelineDocument, type Result } from '@mockops/contract';
import { checkExpressions } from './check-expressions.ts';
import { checkSteps, checkTriggers, type KnownTypes, readPath } from './check-steps.ts';
import { readYaml, toData, tooDeep } from './read-yaml.ts';
import { toIssues } from './schema-issues.ts';
import { keysAt } from './schema-keys.ts';
import type { SourceMap } from './source-map.ts';
import { normaliseSpellings, readSeconds } from './spellings.ts';

/** `file` is only shown. `known` are the registered step types with the schema of their config, and the event types that exist. */
export function parsePipeline(text: string, file: string, known: KnownTypes): Result<PipelineDocument> {
  try {
    return readPipeline(text, file, known);
  } catch (error) {
    // Aliases can nest deeper than any text does; the stack is the limit there too.
    if (error instanceof RangeError) return refuse([tooDeep(file)]);
    throw error;
  }
}

function readPipeline(text: string, file: string, known: KnownTypes): Result<PipelineDocument> {
  const yaml = readYaml(text, file);
  if (!yaml.ok) return refuse(yaml.issues);
  const { document, map } = yaml;
  const spelling = normaliseSpellings(document, map);
  if (spelling.length > 0) return refuse(spelling);
  const read = toData(document, map);
  if (!read.ok) return refuse([read.issue]);
  const parsed = PipelineDocument.safeParse(readSeconds(read.data));
  if (!parsed.success) return refuse(schemaIssues(parsed.error.issues, read.data, map));
  const expressions = checkExpressions(parsed.data, map);
  const errors = [...checkSteps(parsed.data, known, map), ...expressions.errors];
  if (errors.length > 0) return refuse(errors);
  const warnings = [...checkTriggers(parsed.data, known, map), ...expressions.warnings];
  return { ok: true, value: parsed.data, issues: inOrder(warnings) };
}

function schemaIssues(found: Parameters<typeof toIssues>[0], data: unknown, map: SourceMap): Issue[] {
  return toIssues(found, {
    prefix: [],
    at: map.at,
    atKey: map.atKey,
    read: (path) => readPath(data, path),
    keysAt: (path) => keysAt(PipelineDocument, path),
  });
}

function refuse(issues: Issue[]): { ok: false; issues: Issue[] } {
  return { ok: false, issues: inOrder(issues) };
}

/** By place. Defaults of a step type are checked once for each step that uses them, so the same finding may come twice. */
function inOrder(issues: Issue[]): Issue[] {
  const seen = new Set<string>();
  return issues
    .filter((issue) => {
      const key = `${issue.code} ${issue.at?.line}:${issue.at?.col} ${issue.message}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.col ?? 0) - (b.at?.col ?? 0));
}
