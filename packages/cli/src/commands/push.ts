// mockops push <folder>: one workspace folder, or a folder of them, to the server.
import path from 'node:path';
import { ApiError, type Client, formatIssue, type RouteOutput, type Routes } from '@mockops/contract';
import { toIssue } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { findWorkspaceFolders, readWorkspaceFolder } from '../workspace-folder.ts';
import { countsText } from './contracts.ts';

type PushResult = RouteOutput<Routes['pushFiles']>;

export const pushCommand = (io: Io) =>
  remoteCommand('push')
    .description('send a workspace folder, or a folder of workspace folders')
    .argument('<folder>', 'holds workspace.yaml, or folders that do')
    .option('--message <text>', 'why it changed', '')
    .option('--author <name>', 'who changed it', process.env.USER ?? 'cli')
    .option('--no-prune', 'keep what the folder no longer holds')
    .action(async (folder, options) => {
      const api = connect(options);
      const results: PushResult[] = [];
      for (const place of await findWorkspaceFolders(folder)) {
        const { slug, files, ignored } = await readWorkspaceFolder(place);
        if (ignored.length > 0) io.err(`${place}: not part of a workspace, left out: ${ignored.join(', ')}`);
        const { author, message, prune } = options;
        const result = await api
          .pushFiles({ params: { workspace: slug }, body: { files, author, message, prune } })
          .catch((error: unknown) => {
            throw namePlaces(error, place);
          });
        results.push(result);
        if (options.json) continue;
        printResult(io, place, result);
        if (result.events.some(({ type }) => type === 'schema.changed')) await printChanges(io, api, slug);
      }
      if (options.json) printJson(io, results);
    });

/** What the push did to callers, and where it stands in full. */
async function printChanges(io: Io, api: Client, workspace: string): Promise<void> {
  const [newest] = await api.listContractRevisions({ params: { workspace }, query: { limit: 1 } });
  if (!newest || newest.level === null) return;
  const { revision } = newest;
  io.out(`  ${countsText(newest)}: mockops contract diff ${workspace} ${revision - 1} ${revision}`);
}

/** The server knows files by their path inside the workspace; the user wants to click on the path that they gave. */
function namePlaces(error: unknown, folder: string): unknown {
  if (!(error instanceof ApiError)) return error;
  const issues = error.problem.issues?.map((issue) =>
    issue.at ? { ...issue, at: { ...issue.at, file: path.join(folder, issue.at.file) } } : issue,
  );
  return new ApiError({ ...error.problem, ...(issues && { issues }) });
}

function printResult(io: Io, folder: string, result: PushResult): void {
  const changed = result.artifacts.filter((artifact) => artifact.changed);
  const pipelines = result.pipelines.filter((pipeline) => pipeline.changed);
  const still = changed.length + pipelines.length + result.removed.length + result.environments.length === 0;
  io.out(`${result.workspace_id} — ${result.created ? 'created' : still ? 'nothing changed' : 'updated'}`);
  for (const { kind, name, version } of changed) io.out(`  ${kind}/${name}  version ${version}`);
  for (const { name, revision } of pipelines)
    io.out(`  pipeline ${name}  revision ${revision}${revision > 1 ? ` replaces ${revision - 1}` : ''}`);
  for (const name of result.removed) io.out(`  ${name}  removed from dev`);
  for (const { name, revision } of result.environments) io.out(`  environment ${name}  revision ${revision}`);
  for (const { type, id } of result.events) io.out(`  event ${type}  ${id}`);
  for (const issue of result.issues) {
    const placed = issue.at ? { ...issue, at: { ...issue.at, file: path.join(folder, issue.at.file) } } : issue;
    io.err(formatIssue(toIssue(placed)));
  }
}
