// Events that were delivered again: how far each replay is, what it would do or did, stopping and resuming it.
import { Button, Text } from '@mantine/core';
import type { Replay } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status, Tag } from '../../ui/status.tsx';
import { ReplayForm } from './replay-form.tsx';

const route = getRouteApi('/replays');

export function ReplaysPage() {
  const { id } = route.useSearch();
  const replays = useQuery(queries.replays());
  return (
    <Page title="Replays" trail={<TextLink to="/events">Events</TextLink>}>
      <ReplayForm />
      {id !== undefined && <OneReplay id={id} />}
      <Panel title="All replays">
        <QueryView
          query={replays}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <Empty title="Nothing was replayed yet" command="npx mockops events replay --type schema.changed --dry-run">
              Deliver past events again: to try a new pipeline on them, or after a mistake was mended.
            </Empty>
          }
        >
          {(rows) => <ReplayTable rows={rows} selected={id} />}
        </QueryView>
      </Panel>
    </Page>
  );
}

function ReplayTable({ rows, selected }: { rows: Replay[]; selected: string | undefined }) {
  return (
    <DataTable
      label="Replays"
      rows={rows}
      rowKey={({ id }) => id}
      isSelected={({ id }) => id === selected}
      columns={[
        {
          key: 'what',
          header: 'Selection',
          isName: true,
          isProse: true,
          cell: (row) => (
            <TextLink to="/replays" search={{ id: row.id }}>
              {describeSelection(row)}
            </TextLink>
          ),
        },
        { key: 'kind', header: 'Kind', cell: (row) => (row.dry_run ? <Tag>dry run</Tag> : <Tag>real</Tag>) },
        { key: 'status', header: 'Status', cell: (row) => <Status value={row.status} /> },
        { key: 'delivered', header: 'Delivered', align: 'right', cell: (row) => `${row.delivered} of ${row.total}` },
        {
          key: 'runs',
          header: 'Runs',
          align: 'right',
          cell: (row) => (row.dry_run ? `${row.started_runs} would start` : row.started_runs),
        },
        { key: 'by', header: 'By', cell: (row) => row.actor },
        { key: 'when', header: 'When', align: 'right', cell: (row) => <Age at={row.created_at} /> },
      ]}
    />
  );
}

function describeSelection({ selection }: Replay): string {
  const { types, event_ids, workspace_id, pipelines, from, to } = selection;
  return [
    event_ids
      ? `${event_ids.length} ${event_ids.length === 1 ? 'event' : 'events'}`
      : (types?.join(', ') ?? 'all types'),
    workspace_id && `of ${workspace_id}`,
    pipelines && `to ${pipelines.join(', ')}`,
    from && `from ${from}`,
    to && `to ${to}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function OneReplay({ id }: { id: string }) {
  const replay = useQuery({
    ...queries.replay(id),
    // Progress is no event: asked for only while it goes on.
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? 1_000 : false),
  });
  return (
    <Panel title="Replay" actions={replay.data && <StopButton replay={replay.data} />}>
      <QueryView query={replay} rows={4}>
        {(found) => (
          <>
            <Text size="sm" role="status" aria-label="Replay progress">
              {found.status}: {found.delivered} of {found.total} delivered
              {found.dry_run ? ', nothing was started' : `, ${found.started_runs} runs`}
            </Text>
            <DataTable
              label="Decisions"
              rows={found.decisions}
              rowKey={(row) => `${row.event_id} ${row.pipeline}`}
              columns={[
                {
                  key: 'event',
                  header: 'Event',
                  isName: true,
                  cell: (row) => (
                    <TextLink to="/events/$id" params={{ id: row.event_id }}>
                      {row.event_type}
                    </TextLink>
                  ),
                },
                { key: 'pipeline', header: 'Pipeline', cell: (row) => row.pipeline },
                { key: 'decision', header: 'Decision', cell: (row) => <Status value={row.decision} /> },
                { key: 'why', header: 'Why', isProse: true, cell: (row) => row.reason },
                {
                  key: 'run',
                  header: 'Run',
                  align: 'right',
                  cell: (row) =>
                    row.execution_id ? (
                      <TextLink to="/runs/$id" params={{ id: row.execution_id }}>
                        Open run
                      </TextLink>
                    ) : (
                      '–'
                    ),
                },
              ]}
            />
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function StopButton({ replay }: { replay: Replay }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (status: 'running' | 'stopped') =>
      api.changeReplay({ params: { replay: replay.id }, body: { status } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['replays'] }),
  });
  if (replay.status === 'completed') return null;
  const next = replay.status === 'running' ? 'stopped' : 'running';
  return (
    <>
      <Button size="xs" variant="default" loading={change.isPending} onClick={() => change.mutate(next)}>
        {next === 'stopped' ? 'Stop replay' : 'Resume replay'}
      </Button>
      {change.error && <ErrorState error={change.error} />}
    </>
  );
}
