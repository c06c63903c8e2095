// What can be said of a scenario without traffic. In: its text, the contract. Out: problems by check.
// schema: it is a scenario at all · lint: its stubs can answer and agree with each other · dry_run: what they answer is what the contract promises.
import { formatIssue, readDocument, ScenarioDocument, type Stub } from '@mockops/contract';
import { type ApiModel, createValidator } from '@mockops/schema';
import { planScenario } from './plan-scenario.ts';

export type ScenarioCheck = 'schema' | 'lint' | 'dry_run';
export interface ScenarioProblem {
  check: ScenarioCheck;
  severity: 'error' | 'warning';
  /** `mocks[0].request`. */
  path: string;
  message: string;
}

/** `api` is undefined where the workspace has no contract: then nothing can be held against it. */
export function checkScenario(source: {
  text: string;
  file: string;
  api: ApiModel | undefined;
  checks: ScenarioCheck[];
}): ScenarioProblem[] {
  const { text, file, api, checks } = source;
  const read = readDocument(text, file, ScenarioDocument);
  if (!read.ok)
    return read.issues.map((issue) => ({
      check: 'schema',
      severity: 'error',
      path: issue.path,
      message: formatIssue(issue),
    }));
  return [
    ...(checks.includes('lint') ? lint(read.value, api) : []),
    ...(checks.includes('dry_run') && api ? dryRun(read.value, api) : []),
  ];
}

function lint(document: ScenarioDocument, api: ApiModel | undefined): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  const add = (severity: ScenarioProblem['severity'], path: string, message: string) =>
    void problems.push({ check: 'lint', severity, path, message });
  for (const { index, operation } of planScenario(document, api).unknown)
    add(
      'error',
      `mocks[${index}].request.operation`,
      `the contract has no operation "${operation}", so this mock never answers`,
    );
  const seen = new Map<string, number>();
  for (const [index, stub] of document.mocks.entries()) {
    const key = JSON.stringify([stub.priority, stub.request]);
    const first = seen.get(key);
    if (first !== undefined) add('error', `mocks[${index}]`, `asks for the same as mocks[${first}], which always wins`);
    else seen.set(key, index);
    const hider = document.mocks.findIndex((other, place) => place !== index && hides(other, stub));
    if (hider !== -1)
      add('error', `mocks[${index}]`, `never answers: mocks[${hider}] has a higher priority and no condition`);
    if (api && stub.request.path !== undefined && !fitsContract(stub, api))
      add('warning', `mocks[${index}].request.path`, `${stub.request.path} is no path of the contract`);
  }
  return problems;
}

function hides(other: Stub, stub: Stub): boolean {
  const { query, headers, body } = other.request;
  const isOpen = query === undefined && headers === undefined && body === undefined;
  const sameTarget =
    other.request.operation === stub.request.operation &&
    other.request.path === stub.request.path &&
    (other.request.method === undefined || other.request.method === stub.request.method);
  return isOpen && sameTarget && other.priority > stub.priority;
}

function fitsContract({ request }: Stub, api: ApiModel): boolean {
  const parts = (request.path ?? '').split('/');
  return api.operations.some(({ path }) => {
    const template = path.split('/');
    return (
      template.length === parts.length && template.every((part, index) => part === parts[index] || part.includes('{'))
    );
  });
}

/** An undocumented status is often the point of a scenario, so it is a warning; a broken body is an error. */
function dryRun(document: ScenarioDocument, api: ApiModel): ScenarioProblem[] {
  const validator = createValidator(api);
  return planScenario(document, api).requests.flatMap(({ name, operation, response }) => {
    if (!operation) return [];
    const { status, body, headers } = response;
    const given = Object.entries(headers).find(([header]) => header.toLowerCase() === 'content-type')?.[1];
    const media_type =
      body === undefined ? '' : (given ?? (typeof body === 'string' ? 'text/plain' : 'application/json'));
    return validator
      .checkResponse({ operation: operation.key, status, media_type, body })
      .map((mismatch): ScenarioProblem => {
        const severity = mismatch.mismatch_type === 'undocumented_status' ? 'warning' : 'error';
        return { check: 'dry_run', severity, path: `${name} ${mismatch.path}`.trim(), message: mismatch.description };
      });
  });
}
