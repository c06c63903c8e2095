// Everything about one step: state, message, tries, what went in and what came out.
import { Group, Stack, Text } from '@mantine/core';
import type { Execution, ExecutionStep, StepAttempt } from '@mockops/contract';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { formatDuration, formatInstant, formatTime } from '../../ui/format.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { Panel } from '../../ui/page.tsx';
import { Status, Tag } from '../../ui/status.tsx';
import { cellsOf, keyOfStep, nameOfCell } from './step-key.ts';
import { StepLog } from './step-log.tsx';

export function StepPanel({ run, step }: { run: Execution; step: ExecutionStep }) {
  const cells = cellsOf(step, run.steps);
  return (
    <Panel title={`Step ${keyOfStep(step)}`} actions={<Status value={step.status} />}>
      <Stack gap="sm">
        <Group gap={8}>
          <Tag>{step.type}</Tag>
          {step.reused_from && <Tag>taken from {step.reused_from}</Tag>}
          {step.continue_on_error && <Tag>continues on error</Tag>}
          {step.message && step.status !== 'waiting' && (
            <Text size="sm" c={step.status === 'failed' || step.status === 'timed_out' ? 'var(--negative)' : 'dimmed'}>
              {step.message}
            </Text>
          )}
        </Group>
        {step.status === 'waiting' && (
          <Text size="sm">
            Waits for {step.waiting_for ?? 'the outside'}
            {step.wake_at && (
              <>
                , until <time dateTime={step.wake_at}>{formatInstant(step.wake_at)}</time>
              </>
            )}
            . {step.type === 'approval' && <TextLink to="/approvals">Decide in the inbox</TextLink>}
          </Text>
        )}
        {step.summary && (
          <Section title="Summary">
            <Markdown text={step.summary} />
          </Section>
        )}
        {cells.length > 0 && (
          <Section title="Cells">
            <Cells run={run.id} cells={cells} />
          </Section>
        )}
        {cells.length === 0 && <Details run={run} step={step} />}
      </Stack>
    </Panel>
  );
}

/** A step that is made of cells has none of its own. */
function Details({ run, step }: { run: Execution; step: ExecutionStep }) {
  return (
    <>
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
      <Section title="Log">
        <StepLog run={run.id} step={step.name} item={step.item} />
      </Section>
    </>
  );
}

function Cells({ run, cells }: { run: string; cells: ExecutionStep[] }) {
  return (
    <DataTable
      label="Cells"
      rows={cells}
      rowKey={(cell) => cell.item}
      columns={[
        {
          key: 'item',
          header: 'Cell',
          isName: true,
          isProse: true,
          cell: (cell) => (
            <>
              <TextLink
                to="/runs/$id"
                params={{ id: run }}
                search={{ step: keyOfStep(cell) }}
                replace
                resetScroll={false}
              >
                {nameOfCell(cell.item)}
              </TextLink>
              {cell.message && (
                <Text size="xs" c="dimmed" lineClamp={2} title={cell.message}>
                  {cell.message}
                </Text>
              )}
            </>
          ),
        },
        { key: 'status', header: 'Status', align: 'right', cell: (cell) => <Status value={cell.status} /> },
      ]}
    />
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
        {
          key: 'status',
          header: 'Status',
          cell: (attempt) => (
            <Status value={attempt.status}>
              {attempt.reconciled ? `${attempt.status}, as the outside confirmed` : undefined}
            </Status>
          ),
        },
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
