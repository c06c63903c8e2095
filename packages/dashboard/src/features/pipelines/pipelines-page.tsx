// All pipelines with their health, and the latest runs.
import { Switch } from '@mantine/core';
import type { Pipeline } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatDuration } from '../../ui/format.ts';
import { ButtonLink, TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Tag } from '../../ui/status.tsx';
import { RunLink, RunTable } from './run-table.tsx';

export function PipelinesPage() {
  const pipelines = useQuery(queries.pipelines());
  const runs = useQuery(queries.executions());
  return (
    <Page title="Pipelines" actions={<ButtonLink to="/pipelines/new">New pipeline</ButtonLink>}>
      <Panel
        title="All pipelines"
        note="What happens when a contract changes, a scenario is published or reality drifts"
      >
        <QueryView
          query={pipelines}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <Empty title="No pipeline yet" command="npx mockops pipeline apply pipeline.yaml">
              A pipeline is YAML that says which event starts it and which steps follow. Put it into the pipelines/
              folder of a workspace, or apply it by itself:
            </Empty>
          }
        >
          {(rows) => <PipelineTable rows={rows} />}
        </QueryView>
      </Panel>
      <Panel title="Latest runs">
        <QueryView
          query={runs}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <Empty title="No run yet" command="npx mockops push <workspace folder>">
              An event that a pipeline waits for starts a run. Push a changed contract to cause schema.changed; what
              each pipeline did with an event is on the event’s page.
            </Empty>
          }
        >
          {(rows) => <RunTable label="Latest runs" runs={rows} showPipeline />}
        </QueryView>
      </Panel>
    </Page>
  );
}

function PipelineTable({ rows }: { rows: Pipeline[] }) {
  return (
    <DataTable
      label="Pipelines"
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: 'enabled', header: 'Enabled', width: 70, cell: (row) => <EnabledSwitch pipeline={row} /> },
        {
          key: 'name',
          header: 'Pipeline',
          isName: true,
          cell: (row) => (
            <TextLink to="/pipelines/$name" params={{ name: row.name }}>
              <Cut text={row.name} most={22} />
            </TextLink>
          ),
        },
        {
          key: 'triggers',
          header: 'Starts on',
          cell: (row) => <Cut text={row.triggers.map(({ label }) => label).join(', ')} most={15} />,
        },
        {
          key: 'last',
          header: 'Last run',
          cell: (row) => (row.last_run ? <RunLink run={row.last_run} withStatus /> : 'never ran'),
        },
        {
          key: 'succeeded',
          header: 'Succeeded',
          align: 'right',
          cell: ({ health }) =>
            health.success_rate === null ? '–' : `${Math.round(health.success_rate * 100)} % of ${health.ended}`,
        },
        {
          key: 'duration',
          header: 'p50 / p95',
          align: 'right',
          cell: ({ health }) =>
            health.duration_p50_ms === null || health.duration_p95_ms === null
              ? '–'
              : `${formatDuration(health.duration_p50_ms)} / ${formatDuration(health.duration_p95_ms)}`,
        },
        {
          key: 'wait',
          header: 'Queue p95',
          align: 'right',
          cell: ({ health }) => (health.queue_wait_p95_ms === null ? '–' : formatDuration(health.queue_wait_p95_ms)),
        },
        { key: 'notes', header: 'Notes', align: 'right', cell: (row) => <Notes pipeline={row} /> },
      ]}
    />
  );
}

/** What somebody should look at. */
function Notes({ pipeline }: { pipeline: Pipeline }) {
  const flaky = pipeline.health.flaky_steps.length;
  const warnings = pipeline.issues.length;
  if (flaky + warnings === 0) return '–';
  return (
    <>
      {flaky > 0 && <Tag tone="warning">{flaky} flaky</Tag>}{' '}
      {warnings > 0 && <Tag tone="warning">{`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`}</Tag>}
    </>
  );
}

export function EnabledSwitch({ pipeline }: { pipeline: Pipeline }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (enabled: boolean) => api.updatePipeline({ params: { pipeline: pipeline.name }, body: { enabled } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['pipelines'] }),
  });
  return (
    <>
      <Switch
        size="xs"
        aria-label={`${pipeline.name} enabled`}
        checked={change.isPending ? change.variables : pipeline.enabled}
        disabled={change.isPending}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
      {change.error && <ErrorState error={change.error} />}
    </>
  );
}
