// mockops drift adopt <incident>…: what real answers showed becomes the next revision of the contract; --dry-run shows it only.
import type { DriftAdoption } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const driftAdoptCommand = (io: Io) =>
  remoteCommand('adopt')
    .description('make what real answers showed the next revision of the contract')
    .argument('[incidents...]', 'as `mockops drift list` names them')
    .option('--workspace <workspace>', 'all open incidents of this workspace instead')
    .option('--dry-run', 'only say what would change')
    .addHelpText(
      'after',
      `
Examples:
  $ mockops drift adopt 7b1f7c1e-6a0e-4d0c-9c55-0f6f1a2b3c4d --dry-run
  $ mockops drift adopt --workspace payments`,
    )
    .action(async (incidents, { workspace, dryRun = false, json, ...options }) => {
      if (incidents.length > 0 === (workspace !== undefined))
        throw new Failure('Name incidents, or --workspace for all of its open ones; `mockops drift list` shows them.');
      const which = workspace === undefined ? { incidents } : { workspace_id: workspace };
      const adoption = await connect(options).adoptDrift({ body: { ...which, dry_run: dryRun } });
      if (json) printJson(io, adoption);
      else await tell(io, adoption, dryRun);
      if (!dryRun && !adoption.adopted)
        throw new Failure(
          `Nothing of it can be written into the contract of ${adoption.workspace_id}; correct it by hand and push it.`,
        );
    });

async function tell(io: Io, adoption: DriftAdoption, isDry: boolean): Promise<void> {
  const { workspace_id, applied, skipped, comparison, incidents } = adoption;
  const { toText } = (await import('@mockops/schema')).reportSchemaChanges;
  if (applied.length > 0) io.out(toText(comparison));
  for (const sentence of applied) io.out(`written: ${sentence}`);
  for (const { finding, reason } of skipped) io.out(`not written: ${finding}: ${reason}`);
  if (adoption.adopted) {
    io.out(`The contract of ${workspace_id} has revision ${adoption.revision}.`);
    for (const { id, operation, environment } of incidents.filter(({ status }) => status !== 'resolved'))
      io.out(`Still open: ${operation} in ${environment} (${id}), whose contract is not the one of dev.`);
  } else if (isDry && applied.length > 0)
    io.out(`Nothing was changed; without --dry-run this is the next revision of ${workspace_id}.`);
}
