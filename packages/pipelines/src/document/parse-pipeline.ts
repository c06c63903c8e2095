// YAML text → PipelineDocument, or every finding with file, line and column. Warnings come back beside an accepted document; when there are errors, only
// the errors do. Order: YAML, spellings, schema; and on a document of the right shape: steps, triggers, expressions.
import { inOrder, PipelineDocument, type Result, readDocument, tooDeep } from '@mockops/contract';
import { checkExpressions } from './check-expressions.ts';
import { checkSteps, type KnownTypes } from './check-steps.ts';
import { checkTriggers } from './check-triggers.ts';
import { normaliseSpellings, readSeconds } from './spellings.ts';
import { explainTemplate } from './unquoted-template.ts';

/** `file` is only shown. `known` are the registered step types with the schema of their config, and the event types that exist. */
export function parsePipeline(text: string, file: string, known: KnownTypes): Result<PipelineDocument> {
  const read = readDocument(text, file, PipelineDocument, {
    thing: 'pipeline',
    explain: explainTemplate,
    rewrite: normaliseSpellings,
    prepare: readSeconds,
  });
  if (!read.ok) return read;
  try {
    const expressions = checkExpressions(read.value, read.map);
    const errors = [...checkSteps(read.value, known, read.map), ...expressions.errors];
    if (errors.length > 0) return { ok: false, issues: inOrder(errors) };
    const warnings = [...checkTriggers(read.value, known, read.map), ...expressions.warnings];
    return { ok: true, value: read.value, issues: inOrder(warnings) };
  } catch (error) {
    // Aliases can nest deeper than any text does; the stack is the limit here too.
    if (error instanceof RangeError) return { ok: false, issues: [tooDeep(file)] };
    throw error;
  }
}
