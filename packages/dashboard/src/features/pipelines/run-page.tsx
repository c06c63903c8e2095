// One run: step graph on top, timeline below, the chosen step beside it. Follows the run while it goes on.
import { Text } from '@mantine/core';
import type { Execution } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { Age, useNow } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { formatDuration } from '../../ui/format.ts';
import { Gantt } from '../../ui/gantt.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';
import { RunActions } from './run-actions.tsx';
import classes from './run-page.module.css';
import { StepGraph } from './step-graph.tsx';
import { isLiveRun, keyOfStep, nameOfCell } from './step-key.ts';
import { StepPanel } from './step-panel.tsx';

const route = getRouteApi('/runs/$id');
const TICK_MS = 500;

export function RunPage() {
  const { id } = route.useParams();
  const { step } = route.useSearch();
  const run = useQuery(queries.execution(id));
  const data = run.data;
  return (
    <Page
      title={data ? `${data.pipeline} #${data.number}` : 'Run'}
      trail={
        <>
          <TextLink to="/pipelines">Pipelines</TextLink>
          {data && (
            <TextLink to="/pipelines/$name" params={{ name: data.pipeline }}>
              {data.pipeline}
            </TextLink>
          )}
        </>
      }
      badges={
        data && (
          <span role="status" aria-label="Run status">
            <Status value={data.status} />
          </span>
        )
      }
      actions={data && <RunActions run={data} step={step} />}
    >
      <QueryView query={run} rows={10}>
        {(found) => <RunView run={found} />}
      </QueryView>
    </Page>
  );
}

function RunView({ run }: { run: Execution }) {
  const { step } = route.useSearch();
  const now = useNow(isLiveRun(run) ? TICK_MS : 0);
  const start = Date.parse(run.started_at ?? run.created_at);
  const end = run.completed_at ? Date.parse(run.completed_at) : Math.max(now, start);
  const chosen = run.steps.find((one) => keyOfStep(one) === step) ?? findTellingStep(run);
  return (
    <>
      <Reason run={run} length={end - start} />
      {run.annotations.length > 0 && <Annotations run={run} />}
      <Panel title="Steps">
        <StepGraph run={run} selected={chosen && keyOfStep(chosen)} />
      </Panel>
      <div className={classes.split}>
        <Panel title="Timeline">
          <Gantt
            label="Timeline"
            // Cells of the chosen step only; the others are in the box and the number of their step.
            steps={run.steps.filter(({ name, item }) => item === '' || name === chosen?.name)}
            start={start}
            end={end}
            selected={chosen && keyOfStep(chosen)}
            keyOf={keyOfStep}
            renderName={(one) => (
              <TextLink
                to="/runs/$id"
                params={{ id: run.id }}
                search={{ step: keyOfStep(one) }}
                replace
                resetScroll={false}
                aria-current={one === chosen ? 'true' : undefined}
              >
                <Cut text={one.item === '' ? one.name : `↳ ${nameOfCell(one.item)}`} most={16} />
              </TextLink>
            )}
          />
        </Panel>
        {chosen && <StepPanel run={run} step={chosen} />}
      </div>
    </>
  );
}

/** What a reader wants to see first: what failed, else what is going on, else the last that did something. */
function findTellingStep(run: Execution) {
  return (
    run.steps.find(({ status }) => status === 'failed' || status === 'timed_out') ??
    run.steps.find(({ status }) => status === 'running' || status === 'waiting') ??
    run.steps.findLast(({ started_at }) => started_at !== null) ??
    run.steps[0]
  );
}

function Reason({ run, length }: { run: Execution; length: number }) {
  return (
    <div className={classes.reason}>
      <Text size="sm">
        Started by{' '}
        {run.event_id ? (
          <TextLink to="/events/$id" params={{ id: run.event_id }}>
            {run.trigger_event}
          </TextLink>
        ) : (
          run.trigger_event
        )}
        {run.workspace_id && (
          <>
            {' of '}
            <TextLink to="/workspaces/$slug" params={{ slug: run.workspace_id }}>
              {run.workspace_id}
            </TextLink>
          </>
        )}
        {run.events.length > 1 && ` and ${run.events.length - 1} more`}
        {run.rerun_of && (
          <>
            {' · attempt '}
            {run.attempt}, again after{' '}
            <TextLink to="/runs/$id" params={{ id: run.rerun_of }}>
              an earlier run
            </TextLink>
          </>
        )}
        {run.replay_id && ' · replayed'}
        {run.concurrency_group && ` · group ${run.concurrency_group}`}
        <br />
        Why: {run.reason}
      </Text>
      <Text size="sm" c="dimmed">
        <Age at={run.created_at} /> · {isLiveRun(run) ? 'for' : 'took'} {formatDuration(length)} · revision{' '}
        {run.revision}
      </Text>
      {run.error_message && (
        <Text size="sm" c="var(--negative)" role="alert">
          {run.error_message}
        </Text>
      )}
    </div>
  );
}

function Annotations({ run }: { run: Execution }) {
  return (
    <Panel title="Annotations">
      <DataTable
        label="Annotations"
        rows={run.annotations.map((annotation, index) => ({ ...annotation, index }))}
        rowKey={({ index }) => String(index)}
        columns={[
          { key: 'level', header: 'Level', isName: true, cell: ({ level }) => <Status value={level} /> },
          { key: 'message', header: 'Message', isProse: true, cell: ({ message }) => message },
          { key: 'location', header: 'Place', isProse: true, cell: ({ location }) => location ?? '–' },
          {
            key: 'step',
            header: 'Step',
            cell: (one) => (
              <TextLink
                to="/runs/$id"
                params={{ id: run.id }}
                search={{ step: keyOfStep({ name: one.step, item: one.item }) }}
                replace
                resetScroll={false}
              >
                {one.item === '' ? one.step : `${one.step}: ${nameOfCell(one.item)}`}
              </TextLink>
            ),
          },
        ]}
      />
    </Panel>
  );
}
