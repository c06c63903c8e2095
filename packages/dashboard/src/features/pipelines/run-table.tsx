// Runs in rows, newest first.
import { Group } from '@mantine/core';
import type { ExecutionSummary } from '@mockops/contract';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { formatDuration } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Status } from '../../ui/status.tsx';

export function RunTable(props: { label: string; runs: ExecutionSummary[]; showPipeline?: boolean }) {
  const columns: Column<ExecutionSummary>[] = [
    { key: 'run', header: 'Run', isName: true, cell: (run) => <RunLink run={run} /> },
    { key: 'status', header: 'Status', cell: (run) => <Status value={run.status} /> },
    {
      key: 'event',
      header: 'Started by',
      cell: (run) =>
        run.event_id ? (
          <TextLink to="/events/$id" params={{ id: run.event_id }}>
            {run.trigger_event}
          </TextLink>
        ) : (
          run.trigger_event
        ),
    },
    { key: 'workspace', header: 'Workspace', cell: (run) => <Cut text={run.workspace_id ?? '–'} most={9} /> },
    {
      key: 'error',
      header: 'Error',
      cell: (run) => <Cut text={run.error_message ?? '–'} most={props.showPipeline ? 17 : 32} />,
    },
    { key: 'duration', header: 'Duration', align: 'right', cell: describeDuration },
    { key: 'created', header: 'When', align: 'right', cell: (run) => <Age at={run.created_at} /> },
  ];
  const shown = props.showPipeline ? columns : columns.filter(({ key }) => key !== 'workspace');
  return <DataTable label={props.label} rows={props.runs} rowKey={(run) => run.id} columns={shown} />;
}

export function RunLink({ run, withStatus = false }: { run: ExecutionSummary; withStatus?: boolean }) {
  const name = `${run.pipeline} #${run.number}`;
  const link = (
    <TextLink to="/runs/$id" params={{ id: run.id }} aria-label={name}>
      {withStatus ? `#${run.number}` : <Cut text={name} most={18} />}
    </TextLink>
  );
  if (!withStatus) return link;
  return (
    <Group gap={8} wrap="nowrap">
      <Status value={run.status} />
      {link}
      <Age at={run.created_at} />
    </Group>
  );
}

function describeDuration(run: ExecutionSummary): string {
  if (!run.started_at || !run.completed_at) return '–';
  return formatDuration(Date.parse(run.completed_at) - Date.parse(run.started_at));
}
