// Runs the cases of test files, each against its pipeline in this process. Out: one result per case, with every expectation that does not hold and where
// it stands.
import path from 'node:path';
import {
  didYouMean,
  EVENT_TYPES,
  formatPath,
  type Issue,
  type PipelineDocument,
  type PipelineTestCase,
  PipelineTestDocument,
  type Position,
  readDocument,
} from '@mockops/contract';
import { checkOutcome, type LocalOutcome, type Mismatch, planRun, runLocally } from '@mockops/pipelines';
import { Failure } from '../failure.ts';
import { readTextFile } from '../text-file.ts';
import { readPipelineFile } from './read-pipeline.ts';
import { loadLocalWorld, loadStepTypes } from './step-types.ts';

export interface CaseResult {
  file: string;
  pipeline: string;
  name: string;
  at: Position;
  ok: boolean;
  mismatches: (Mismatch & { at: Position })[];
  /** It could not be run. */
  error: string | null;
  outcome: LocalOutcome | null;
  /** Of real time. */
  duration_ms: number;
}

export async function runTestFile(file: string, isWanted: (name: string) => boolean): Promise<CaseResult[]> {
  const text = await readTextFile(file);
  const read = readDocument(text, file, PipelineTestDocument, { thing: 'test file' });
  if (!read.ok) throw new Failure(`${file} is no valid test file.`, { issues: read.issues });
  const { value, placeOf, map } = read;
  const { document, file: pipeline } = await readPipelineFile(path.join(path.dirname(file), value.pipeline));
  const results: CaseResult[] = [];
  for (const [index, testCase] of value.cases.entries()) {
    if (!isWanted(testCase.name)) continue;
    const at = placeOf(['cases', index, 'name']);
    const began = performance.now();
    const unknown = await findUnknown(testCase, document, (where) => map.atKey(['cases', index, ...where]));
    if (unknown.length > 0) throw new Failure(`${file} names what ${pipeline} does not have.`, { issues: unknown });
    const done = await runCase(testCase, document);
    const mismatches = done.mismatches.map((mismatch) => ({
      ...mismatch,
      at: placeOf(['cases', index, 'expect', ...mismatch.path]),
    }));
    const ok = done.error === null && mismatches.length === 0;
    const duration_ms = performance.now() - began;
    results.push({ file, pipeline, name: testCase.name, at, ok, ...done, mismatches, duration_ms });
  }
  return results;
}

async function runCase(testCase: PipelineTestCase, document: PipelineDocument) {
  const { git, ...stubs } = testCase.stubs;
  const secrets = secretsOf(testCase, document);
  const { types, shield } = await loadLocalWorld({ document, secrets, git });
  try {
    const outcome = await runLocally({
      document,
      types,
      shield,
      secrets,
      start: testCase.start,
      events: testCase.events,
      inputs: testCase.inputs,
      schedules_until: testCase.schedules_until,
      workspace_id: testCase.workspace_id,
      workspace_name: testCase.workspace_name,
      environment: testCase.environment,
      stubs,
      decisions: testCase.decisions,
      cancel: testCase.cancel,
    });
    return { outcome, mismatches: checkOutcome(testCase.expect, outcome, secrets), error: null };
  } catch (error) {
    return { outcome: null, mismatches: [], error: error instanceof Error ? error.message : String(error) };
  }
}

/** A value for each that the pipeline declares: what a case does not give is made up, and can be looked for all the same. */
function secretsOf({ secrets }: PipelineTestCase, document: PipelineDocument): Record<string, string> {
  const declared = document.secrets ?? [];
  return Object.fromEntries(declared.map((name) => [name, secrets[name] ?? `canary-${name}-7f3c1a`]));
}

/** A slip in the name of a step, or in an event type, would make a stub, a person or an event do nothing at all. */
async function findUnknown(
  { stubs, decisions, secrets, events, expect }: PipelineTestCase,
  document: PipelineDocument,
  at: (where: (string | number)[]) => Position,
): Promise<Issue[]> {
  const steps = planRun(document).steps.map(({ name }) => name);
  const types = Object.keys(await loadStepTypes());
  const missing = (what: string, name: string, where: (string | number)[], known: readonly string[]): Issue => {
    const near = didYouMean(name, known);
    const hint = near ? `did you mean "${near}"?` : `there are ${known.join(', ') || 'none'}`;
    return { code: 'TST001', path: formatPath(where), message: `there is no ${what} "${name}"`, at: at(where), hint };
  };
  const bare = (name: string) => name.replace(/\[.*\]$/s, '');
  const isType = (type: string) => type.startsWith('custom.') || EVENT_TYPES.some((known) => known === type);
  // What a case does not name is numbered.
  const ids = events.map(({ id }, index) => id ?? `event-${index + 1}`);
  return [
    ...events.flatMap(({ type }, index) =>
      isType(type) ? [] : [missing('event of type', type, ['events', index, 'type'], EVENT_TYPES)],
    ),
    ...(expect.decisions ?? []).flatMap(({ event }, index) =>
      event === undefined || isType(event) || ids.includes(event)
        ? []
        : [missing('event', event, ['expect', 'decisions', index, 'event'], [...ids, ...EVENT_TYPES])],
    ),
    ...Object.keys(stubs)
      .filter((name) => name !== 'git' && !steps.includes(bare(name)) && !types.includes(name))
      .map((name) => missing('step or step type', name, ['stubs', name], [...steps, ...types])),
    ...decisions.flatMap(({ step }, index) =>
      steps.includes(step) ? [] : [missing('step', step, ['decisions', index, 'step'], steps)],
    ),
    ...Object.keys(secrets)
      .filter((name) => !document.secrets?.includes(name))
      .map((name) => missing('secret', name, ['secrets', name], document.secrets ?? [])),
  ];
}
