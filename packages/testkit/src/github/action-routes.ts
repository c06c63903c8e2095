// Workflow dispatch and workflow runs of GitHub REST v3. Trigger, declared inputs and run-name are read from the workflow file.
import { answerJson, type PeerAnswer } from '../http-peer.ts';
import { isObject, readText } from '../json-fields.ts';
import type { Repository, WorkflowRun } from './repository.ts';
import { invalid, notFound, type Route, type RouteCall } from './route.ts';

export const actionRoutes: Route[] = [
  { method: 'POST', path: /^\/actions\/workflows\/([^/]+)\/dispatches$/, handle: dispatch },
  {
    method: 'GET',
    path: /^\/actions\/workflows\/([^/]+)\/runs$/,
    handle: ({ repository, query, parts: [workflow = ''], url }) => {
      if (findWorkflow(repository, repository.default_branch, workflow) === undefined) return notFound();
      return listRuns(repository, query, url, (run) => run.workflow === workflow);
    },
  },
  {
    method: 'GET',
    path: /^\/actions\/runs$/,
    handle: ({ repository, query, url }) => listRuns(repository, query, url, () => true),
  },
  {
    method: 'GET',
    path: /^\/actions\/runs\/(\d+)$/,
    handle: ({ repository, parts: [id], url }) => {
      const run = repository.dispatches.find((candidate) => String(candidate.id) === id);
      return run ? answerJson(200, presentRun(repository, run, url)) : notFound();
    },
  },
];

function dispatch({ repository, body, parts: [workflow = ''] }: RouteCall): PeerAnswer {
  const ref = (readText(body, 'ref') ?? '').replace(/^refs\/heads\//, '');
  if (findWorkflow(repository, repository.default_branch, workflow) === undefined) return notFound();
  if (!repository.branches.has(ref)) return invalid(`No ref found for: ${ref}`);
  const source = findWorkflow(repository, ref, workflow) ?? '';
  const declared = readDeclaredInputs(source);
  if (!declared) return invalid("Workflow does not have 'workflow_dispatch' trigger");
  const given = Object.entries(isObject(body.inputs) ? body.inputs : {});
  const unexpected = given.map(([name]) => name).filter((name) => !declared.includes(name));
  if (unexpected.length > 0) return invalid(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const inputs = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  const run: WorkflowRun = {
    id: 1_000 + repository.dispatches.length,
    workflow,
    ref,
    inputs,
    display_title: nameRun(source, inputs) ?? workflow,
    created_at: repository.now(),
    status: 'queued',
    conclusion: null,
  };
  repository.dispatches.push(run);
  return { status: 204 };
}

function listRuns(
  repository: Repository,
  query: URLSearchParams,
  url: string,
  matches: (run: WorkflowRun) => boolean,
): PeerAnswer {
  const branch = query.get('branch');
  const event = query.get('event');
  const runs = repository.dispatches
    .filter((run) => matches(run) && (branch === null || branch === run.ref))
    .filter(() => event === null || event === 'workflow_dispatch')
    .reverse()
    .slice(0, Number(query.get('per_page') ?? 30));
  return answerJson(200, {
    total_count: runs.length,
    workflow_runs: runs.map((run) => presentRun(repository, run, url)),
  });
}

function presentRun(repository: Repository, run: WorkflowRun, url: string) {
  return {
    id: run.id,
    name: run.workflow,
    display_title: run.display_title,
    path: `.github/workflows/${run.workflow}`,
    event: 'workflow_dispatch',
    head_branch: run.ref,
    status: run.status,
    conclusion: run.conclusion,
    created_at: run.created_at,
    html_url: `${url}/${repository.full_name}/actions/runs/${run.id}`,
  };
}

function findWorkflow(repository: Repository, branch: string, workflow: string): string | undefined {
  return repository.files(branch)[`.github/workflows/${workflow}`];
}

/** Names below `workflow_dispatch: inputs:`; undefined without that trigger. Reads indentation, which is enough for a stand-in. */
function readDeclaredInputs(source: string): string[] | undefined {
  const lines = source.split('\n').filter((line) => line.trim() !== '');
  const start = lines.findIndex((line) => /\bworkflow_dispatch\b/.test(line));
  if (start === -1) return undefined;
  const below = takeBelow(lines, start);
  const inputs = below.findIndex((line) => line.trim() === 'inputs:');
  if (inputs === -1) return [];
  const entries = takeBelow(below, inputs);
  const depth = indentOf(entries[0] ?? '');
  return entries.filter((line) => indentOf(line) === depth).map((line) => line.trim().replace(/:.*$/, ''));
}

function takeBelow(lines: string[], start: number): string[] {
  const depth = indentOf(lines[start] ?? '');
  const end = lines.findIndex((line, index) => index > start && indentOf(line) <= depth);
  return lines.slice(start + 1, end === -1 ? undefined : end);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function nameRun(source: string, inputs: Record<string, string>): string | undefined {
  const template = /^run-name:\s*(.+)$/m.exec(source)?.[1];
  return template?.replace(
    /\$\{\{\s*(?:github\.event\.)?inputs\.([\w-]+)\s*\}\}/g,
    (_, name: string) => inputs[name] ?? '',
  );
}
