// One run: step graph on top, timeline below, the chosen step beside it. Follows the run while it goes on.
import { Button, Text } from '@mantine/core';
import type { Execution } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Age, useNow } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatDuration } from '../../ui/format.ts';
import { Gantt } from '../../ui/gantt.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';
import classes from './run-page.module.css';
import { StepGraph } from './step-graph.tsx';
import { StepPanel } from './step-panel.tsx';

const route = getRouteApi('/runs/$id');
const TICK_MS = 500;

export function RunPage() {
  const { id } = route.useParams();
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
      actions={data && isLive(data) && <CancelButton id={data.id} />}
    >
      <QueryView query={run} rows={10}>
        {(found) => <RunView run={found} />}
      </QueryView>
    </Page>
  );
}

const isLive = (run: Execution): boolean => run.status === 'queued' || run.status === 'running';

function RunView({ run }: { run: Execution }) {
  const { step } = route.useSearch();
  const now = useNow(isLive(run) ? TICK_MS : 0);
  const start = Date.parse(run.started_at ?? run.created_at);
  const end = run.completed_at ? Date.parse(run.completed_at) : Math.max(now, start);
  const chosen = run.steps.find(({ name }) => name === step) ?? findTellingStep(run);
  return (
    <>
      <Reason run={run} length={end - start} />
      <Panel title="Steps">
        <StepGraph run={run} selected={chosen?.name} />
      </Panel>
      <div className={classes.split}>
        <Panel title="Timeline">
          <Gantt
            label="Timeline"
            steps={run.steps}
            start={start}
            end={end}
            selected={chosen?.name}
            renderName={({ name }) => (
              <TextLink
                to="/runs/$id"
                params={{ id: run.id }}
                search={{ step: name }}
                replace
                resetScroll={false}
                aria-current={name === chosen?.name ? 'true' : undefined}
              >
                <Cut text={name} most={15} />
              </TextLink>
            )}
          />
        </Panel>
        {chosen && <StepPanel step={chosen} />}
      </div>
    </>
  );
}

/** What a reader wants to see first: what failed, else what is going on, else the last that did something. */
function findTellingStep(run: Execution) {
  return (
    run.steps.find(({ status }) => status === 'failed' || status === 'timed_out') ??
    run.steps.find(({ status }) => status === 'running') ??
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
        {' · '}
        {run.reason}
      </Text>
      <Text size="sm" c="dimmed">
        <Age at={run.created_at} /> · {isLive(run) ? 'for' : 'took'} {formatDuration(length)} · revision {run.revision}
      </Text>
      {run.error_message && (
        <Text size="sm" c="var(--negative)" role="alert">
          {run.error_message}
        </Text>
      )}
    </div>
  );
}

function CancelButton({ id }: { id: string }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => api.cancelExecution({ params: { execution: id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['executions'] }),
  });
  return (
    <>
      <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        Cancel run
      </Button>
      {cancel.error && <ErrorState error={cancel.error} />}
    </>
  );
}
