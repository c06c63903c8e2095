// YAML text → PipelineDocument, or every finding with file, line and column. Warnings come back beside an accepted document; when there are errors, only
// the errors do. Text that YAML cannot read, and a key said twice, end the reading; after that, all that could be read is checked in the same round.
import {
  type Issue,
  inOrder,
  MOST_FINDINGS,
  PipelineDocument,
  type Result,
  readDocument,
  type SourceMap,
  tooDeep,
  withEnds,
} from '@mockops/contract';
import { checkExpressions } from './check-expressions.ts';
import { checkHints } from './check-hints.ts';
import type { Names } from './check-references.ts';
import { checkLiterals, checkPermissions, checkSecretSinks, checkTaint } from './check-security.ts';
import { checkSteps } from './check-steps.ts';
import { checkSchedules, checkTriggers, readableFields } from './check-triggers.ts';
import { severityOf } from './diagnostics.ts';
import { type Draft, readDraft } from './draft.ts';
import { checkNeeds, createGraph } from './graph.ts';
import type { KnownTypes } from './known.ts';
import { findSites } from './sites.ts';
import { bareDurations, normaliseSpellings, readSeconds } from './spellings.ts';
import { explainUnquoted } from './unquoted.ts';
import { knownFromElsewhere } from './words-of-others.ts';

export interface ParseOptions {
  /** Hints too (severity `info`). */
  strict?: boolean;
}

/** `file` is only shown. `known` are the registered step types with the schema of their config, and the event types that exist. */
export function parsePipeline(
  text: string,
  file: string,
  known: KnownTypes,
  options: ParseOptions = {},
): Result<PipelineDocument> {
  const written: { map?: SourceMap; data?: unknown } = {};
  const read = readDocument(text, file, PipelineDocument, {
    thing: 'pipeline',
    explain: explainUnquoted,
    rewrite: (document, map) => {
      written.map = map;
      return normaliseSpellings(document, map);
    },
    prepare: (data) => {
      written.data = data;
      return readSeconds(data);
    },
  });
  const { map, data } = written;
  if (!map || data === undefined || data === null)
    return withSeverities({ ...read, issues: read.issues.map(aboutNothing) });
  try {
    const draft = readDraft(data);
    const shape = addNew(
      addNew(bareDurations(data, map), read.issues.map(knownFromElsewhere)),
      missingTriggers(draft, map),
    );
    const { errors, warnings } = checkMeaning(draft, known, map, options);
    const refused = addNew(shape, errors);
    if (!read.ok || refused.length > 0) {
      return withSeverities({ ok: false, issues: withEnds(inOrder(refused).slice(0, MOST_FINDINGS), map) });
    }
    return withSeverities({ ok: true, value: read.value, issues: withEnds(inOrder(warnings), map) });
  } catch (error) {
    // Aliases can nest deeper than any text does; the stack is the limit here too.
    if (error instanceof RangeError) return withSeverities({ ok: false, issues: [tooDeep(file)] });
    throw error;
  }
}

/** Everything that the schema of the document cannot say. */
function checkMeaning(
  draft: Draft,
  known: KnownTypes,
  map: SourceMap,
  { strict = false }: ParseOptions,
): { errors: Issue[]; warnings: Issue[] } {
  const graph = createGraph(draft);
  const names: Names = { draft, graph, known, event_fields: readableFields(draft, known) };
  const expressions = checkExpressions(draft, names, findSites(draft, map), map);
  const permissions = checkPermissions(draft, known, map);
  const errors = [
    ...checkSteps(draft, known, map),
    ...checkNeeds(draft, map),
    ...checkSchedules(draft, map),
    ...checkTaint(draft, known, map),
    ...checkSecretSinks(draft, known, map),
    ...permissions.missing,
    ...expressions.errors,
  ];
  const warnings = [
    ...checkTriggers(draft, known, map),
    ...checkLiterals(draft, map),
    ...permissions.unused,
    ...expressions.warnings,
    ...(strict ? checkHints(draft, known, map) : []),
  ];
  return { errors, warnings: strict ? warnings : warnings.filter(({ code }) => severityOf(code) !== 'info') };
}

/** The schema alone does not know that triggers are needed. */
function aboutNothing(issue: Issue): Issue {
  return issue.code === 'SCH003' ? { ...issue, hint: 'write name, triggers and steps' } : issue;
}

function missingTriggers({ root, triggers }: Draft, map: SourceMap): Issue[] {
  if (triggers.length > 0 || root.reusable === true || Object.keys(root).length === 0) return [];
  // Under another name, or of another kind, they have a finding already.
  if (root.triggers !== undefined && !Array.isArray(root.triggers)) return [];
  if (!Object.keys(root).every((key) => Object.hasOwn(PipelineDocument.shape, key))) return [];
  const hint = 'add triggers: …, or reusable: true when only others call it';
  return [{ code: 'SCH003', path: 'triggers', message: '"triggers" is missing', at: map.at(['triggers']), hint }];
}

function withSeverities<T>(result: Result<T>): Result<T> {
  return { ...result, issues: result.issues.map((issue) => ({ ...issue, severity: severityOf(issue.code) })) };
}

/** What has the wrong shape has no meaning yet: of a thing that is spoken about already, nothing more is said. */
function addNew(issues: Issue[], more: Issue[]): Issue[] {
  const known = new Set(issues.map(({ path }) => path));
  return [...issues, ...more.filter(({ path }) => !known.has(path))];
}
