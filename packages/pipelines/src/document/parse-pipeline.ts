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
} from '@mockops/contract';
import { checkExpressions } from './check-expressions.ts';
import { checkSteps, type KnownTypes } from './check-steps.ts';
import { checkTriggers } from './check-triggers.ts';
import { readDraft } from './draft.ts';
import { bareDurations, normaliseSpellings, readSeconds } from './spellings.ts';
import { explainTemplate } from './unquoted-template.ts';

/** `file` is only shown. `known` are the registered step types with the schema of their config, and the event types that exist. */
export function parsePipeline(text: string, file: string, known: KnownTypes): Result<PipelineDocument> {
  const written: { map?: SourceMap; data?: unknown } = {};
  const read = readDocument(text, file, PipelineDocument, {
    thing: 'pipeline',
    explain: explainTemplate,
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
  if (!map || data === undefined) return read;
  try {
    const draft = readDraft(data);
    const shape = addNew(bareDurations(data, map), read.issues);
    const expressions = checkExpressions(draft, map);
    const errors = addNew(shape, [...checkSteps(draft, known, map), ...expressions.errors]);
    if (!read.ok || errors.length > 0) return { ok: false, issues: inOrder(errors).slice(0, MOST_FINDINGS) };
    const warnings = [...checkTriggers(read.value, known, map), ...expressions.warnings];
    return { ok: true, value: read.value, issues: inOrder(warnings) };
  } catch (error) {
    // Aliases can nest deeper than any text does; the stack is the limit here too.
    if (error instanceof RangeError) return { ok: false, issues: [tooDeep(file)] };
    throw error;
  }
}

/** What has the wrong shape has no meaning yet: of a thing that is spoken about already, nothing more is said. */
function addNew(issues: Issue[], more: Issue[]): Issue[] {
  const known = new Set(issues.map(({ path }) => path));
  return [...issues, ...more.filter(({ path }) => !known.has(path))];
}
