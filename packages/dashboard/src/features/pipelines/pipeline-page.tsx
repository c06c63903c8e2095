// One pipeline: what starts it, its steps, its source as saved, its runs.
import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { type Pipeline, type PipelineHealth, RunStatus } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Fragment } from 'react';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { WordFilter } from '../../ui/filters.tsx';
import { formatDuration, formatInstant, shortDigest } from '../../ui/format.ts';
import { IssueList } from '../../ui/issue-list.tsx';
import { SourceView } from '../../ui/json-view.tsx';
import { ButtonLink, TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Tag } from '../../ui/status.tsx';
import { OutlineGraph } from './outline-graph.tsx';
import { EnabledSwitch } from './pipelines-page.tsx';
import { RunTable } from './run-table.tsx';
import { StartForm } from './start-form.tsx';

const route = getRouteApi('/pipelines/$name');

export function PipelinePage() {
  const { name } = route.useParams();
  const pipeline = useQuery(queries.pipeline(name));
  return (
    <Page
      title={name}
      trail={<TextLink to="/pipelines">Pipelines</TextLink>}
      actions={
        pipeline.data && (
          <Group gap={8}>
            <Text size="sm">Enabled</Text>
            <EnabledSwitch pipeline={pipeline.data} />
            <ButtonLink to="/pipelines/$name/edit" params={{ name }}>
              Edit
            </ButtonLink>
          </Group>
        )
      }
    >
      <QueryView query={pipeline} rows={10}>
        {(found) => (
          <>
            {found.description && (
              <Text size="sm" c="dimmed">
                {found.description}
              </Text>
            )}
            {found.issues.length > 0 && (
              <Panel title="Warnings">
                <IssueList issues={found.issues} />
              </Panel>
            )}
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing={12}>
              <Source pipeline={found} />
              <Stack gap={12}>
                <Triggers pipeline={found} />
                <Health health={found.health} />
              </Stack>
            </SimpleGrid>
            {found.triggers.some(({ kind }) => kind === 'manual') && <StartForm pipeline={found} />}
            <Runs pipeline={found.name} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Source({ pipeline }: { pipeline: Pipeline }) {
  return (
    <Panel
      title="Source"
      note={
        <>
          Revision {pipeline.revision} · digest <code>{shortDigest(pipeline.digest)}</code> · saved{' '}
          <Age at={pipeline.updated_at} />
        </>
      }
    >
      <SourceView label="YAML source" text={pipeline.source} />
    </Panel>
  );
}

function Triggers({ pipeline }: { pipeline: Pipeline }) {
  return (
    <Panel title="Starts on">
      {pipeline.triggers.length === 0 && <Text size="sm">calls of other pipelines</Text>}
      {pipeline.triggers.map((trigger) => (
        <Fragment key={`${trigger.kind} ${trigger.label} ${JSON.stringify(trigger.filters)}`}>
          <Tag>{trigger.kind}</Tag>{' '}
          {trigger.event ? (
            <TextLink to="/events" search={{ type: trigger.event }}>
              {trigger.label}
            </TextLink>
          ) : (
            trigger.label
          )}{' '}
          <Text span size="sm" c="dimmed">
            {!trigger.enabled && 'switched off '}
            {trigger.next_at && `next ${formatInstant(trigger.next_at)} `}
            {trigger.event !== null && (trigger.filters === null ? 'every one' : 'where')}
          </Text>
          {trigger.url && <CopyText label="address" text={trigger.url} />}
          <ul style={{ margin: '4px 0 8px', paddingLeft: 20 }}>
            {Object.entries(trigger.filters ?? {}).map(([key, wanted]) => (
              <li key={key}>
                <code>{key}</code> {describeFilter(wanted)}
              </li>
            ))}
          </ul>
        </Fragment>
      ))}
      <Text component="h3" size="sm" fw={600} mt="sm" mb={4}>
        Steps
      </Text>
      <OutlineGraph triggers={pipeline.triggers.map(({ label }) => label)} steps={pipeline.steps} />
    </Panel>
  );
}

function Health({ health }: { health: PipelineHealth }) {
  const time = (ms: number | null) => (ms === null ? '–' : formatDuration(ms));
  const facts = [
    {
      name: 'Succeeded',
      value:
        health.success_rate === null ? 'no run ended' : `${Math.round(health.success_rate * 100)} % of ${health.ended}`,
    },
    { name: 'Duration, median', value: time(health.duration_p50_ms) },
    { name: 'Duration, 95th percentile', value: time(health.duration_p95_ms) },
    { name: 'Queue wait, 95th percentile', value: time(health.queue_wait_p95_ms) },
    { name: 'Steps tried again', value: health.retry_rate === null ? '–' : `${Math.round(health.retry_rate * 100)} %` },
    {
      name: 'Flaky steps',
      value: health.flaky_steps.map(({ step, times }) => `${step} (${times})`).join(', ') || 'none',
    },
  ];
  return (
    <Panel title="Health" note="Last 30 days">
      <DataTable
        label="Health"
        rows={facts}
        rowKey={({ name }) => name}
        columns={[
          { key: 'name', header: 'Measure', isName: true, cell: ({ name }) => name },
          { key: 'value', header: 'Value', isProse: true, cell: ({ value }) => value },
        ]}
      />
    </Panel>
  );
}

/** `is one of auth, payments`, `contains auto-promote`, `is openapi` */
function describeFilter(wanted: unknown): string {
  if (Array.isArray(wanted)) return `is one of ${wanted.join(', ')}`;
  if (typeof wanted !== 'object' || wanted === null) return `is ${wanted}`;
  return Object.entries(wanted)
    .map(([operator, operand]) => `${operator} ${typeof operand === 'object' ? JSON.stringify(operand) : operand}`)
    .join(' and ');
}

function Runs({ pipeline }: { pipeline: string }) {
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  const runs = useQuery(queries.executions({ pipeline, ...(status && { status }) }));
  return (
    <Panel
      title="Runs"
      actions={
        <WordFilter
          label="Run status"
          all="All runs"
          words={RunStatus.options}
          value={status}
          onChange={(word) => void navigate({ search: { status: word }, replace: true })}
        />
      }
    >
      <QueryView
        query={runs}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <Empty title={status ? `No run is ${status.replace('_', ' ')}` : 'It has not run yet'}>
            The next event that meets “Starts on” begins a run. If you expected one, the event’s page says what this
            pipeline did with it, and why.
          </Empty>
        }
      >
        {(rows) => <RunTable label={`Runs of ${pipeline}`} runs={rows} />}
      </QueryView>
    </Panel>
  );
}
