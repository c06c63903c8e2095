// Everything about one step: state, message, tries, what went in and what came out.
import { Group, Stack, Text } from '@mantine/core';
import type { ExecutionStep, StepAttempt } from '@mockops/contract';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { formatDuration, formatTime } from '../../ui/format.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { Panel } from '../../ui/page.tsx';
import { Status, Tag } from '../../ui/status.tsx';

export function StepPanel({ step }: { step: ExecutionStep }) {
  return (
    <Panel title={`Step ${step.name}`} actions={<Status value={step.status} />}>
      <Stack gap="sm">
        <Group gap={8}>
          <Tag>{step.type}</Tag>
          {step.continue_on_error && <Tag>continues on error</Tag>}
          {step.message && (
            <Text size="sm" c={step.status === 'failed' || step.status === 'timed_out' ? 'var(--negative)' : 'dimmed'}>
              {step.message}
            </Text>
          )}
        </Group>
        <Section title="Input">
          {step.input === null ? (
            <None>It is made when the step begins.</None>
          ) : (
            <JsonView label="Input" value={step.input} />
          )}
        </Section>
        <Section title="Output">
          {step.output === null ? (
            <None>{step.completed_at ? 'Nothing came out.' : 'Nothing yet.'}</None>
          ) : (
            <JsonView label="Output" value={step.output} />
          )}
        </Section>
        <Section title="Attempts">
          {step.attempts.length === 0 ? <None>It has not begun.</None> : <Attempts attempts={step.attempts} />}
        </Section>
      </Stack>
    </Panel>
  );
}

function Section(props: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <Text component="h3" size="xs" fw={600} c="dimmed" mb={4}>
        {props.title}
      </Text>
      {props.children}
    </div>
  );
}

function None(props: { children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {props.children}
    </Text>
  );
}

function Attempts({ attempts }: { attempts: StepAttempt[] }) {
  // The error of an only try is the step's message, above.
  const error: Column<StepAttempt> = {
    key: 'error',
    header: 'Error',
    isProse: true,
    cell: (attempt) => attempt.error ?? '–',
  };
  return (
    <DataTable
      label="Attempts"
      rows={attempts}
      rowKey={(attempt) => String(attempt.number)}
      columns={[
        { key: 'number', header: 'Try', isName: true, cell: (attempt) => attempt.number },
        { key: 'status', header: 'Status', cell: (attempt) => <Status value={attempt.status} /> },
        { key: 'started', header: 'Began', cell: (attempt) => formatTime(attempt.started_at) },
        {
          key: 'took',
          header: 'Took',
          align: 'right',
          cell: (attempt) =>
            attempt.completed_at
              ? formatDuration(Date.parse(attempt.completed_at) - Date.parse(attempt.started_at))
              : '–',
        },
        ...(attempts.length > 1 ? [error] : []),
      ]}
    />
  );
}
