// mockops drift: where reality and contract differ, newest first.
import { Option } from '@commander-js/extra-typings';
import { ROUTES } from '@mockops/contract';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

const STATUSES = ROUTES.listIncidents.response.element.shape.status.options;

export const driftListCommand = (io: Io) =>
  remoteCommand('list')
    .description('list drift incidents, newest first')
    .option('--workspace <workspace>', 'of this workspace only')
    .addOption(new Option('--status <status>', 'in this state only').choices(STATUSES))
    .action(async ({ workspace, status, ...options }) => {
      const incidents = await connect(options).listIncidents({
        query: { ...(workspace !== undefined && { workspace_id: workspace }), ...(status !== undefined && { status }) },
      });
      if (options.json) return printJson(io, incidents);
      if (incidents.length === 0) return io.out('No incident: nothing that was compared with reality differs from it.');
      const rows = incidents.map((incident) => [
        incident.id,
        `${incident.workspace_id}@${incident.environment}`,
        incident.operation,
        incident.severity,
        incident.status,
        shortTime(incident.last_seen_at),
        incident.findings.map(({ path, mismatch_type }) => `${path} ${mismatch_type}`).join(', '),
      ]);
      printTable(io, ['ID', 'WHERE', 'OPERATION', 'SEVERITY', 'STATUS', 'LAST SEEN (UTC)', 'WHAT'], rows);
    });
