// What can be done with a run: end it in three ways while it lives; run it again in four ways once it has ended.
import { Button, Menu } from '@mantine/core';
import type { Execution } from '@mockops/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { isLiveRun } from './step-key.ts';

export function RunActions({ run, step }: { run: Execution; step: string | undefined }) {
  return isLiveRun(run) ? <EndMenu run={run} /> : <RerunMenu run={run} step={step} />;
}

const WAYS_TO_END = [
  { mode: 'cancel', label: 'Cancel run', note: 'Now; its hooks run' },
  { mode: 'stop', label: 'Stop after running steps', note: 'Nothing new starts' },
  { mode: 'kill', label: 'Kill', note: 'Now, without hooks' },
] as const;

function EndMenu({ run }: { run: Execution }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: (mode: (typeof WAYS_TO_END)[number]['mode']) =>
      api.cancelExecution({ params: { execution: run.id }, body: { mode } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['executions'] }),
  });
  return (
    <>
      <Button.Group>
        <Button
          size="xs"
          variant="default"
          loading={end.isPending}
          disabled={run.status === 'cancelling'}
          onClick={() => end.mutate('cancel')}
        >
          Cancel run
        </Button>
        <ActionMenu label="Other ways to end">
          {WAYS_TO_END.slice(1).map(({ mode, label, note }) => (
            <Menu.Item key={mode} onClick={() => end.mutate(mode)}>
              {label} <small>{note}</small>
            </Menu.Item>
          ))}
        </ActionMenu>
      </Button.Group>
      {end.error && <ErrorState error={end.error} />}
    </>
  );
}

type Rerun = { what: 'all' | 'failed' | 'from_step'; step?: string; latest?: boolean; debug?: boolean };

function RerunMenu({ run, step }: { run: Execution; step: string | undefined }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const rerun = useMutation({
    mutationFn: (body: Rerun) => api.rerunExecution({ params: { execution: run.id }, body }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['executions'] });
      await navigate({ to: '/runs/$id', params: { id } });
    },
  });
  const hasFailed = run.steps.some(
    ({ status }) => status === 'failed' || status === 'timed_out' || status === 'cancelled',
  );
  const first: Rerun = { what: hasFailed ? 'failed' : 'all' };
  const name = step?.split('[')[0];
  return (
    <>
      <Button.Group>
        <Button size="xs" variant="default" loading={rerun.isPending} onClick={() => rerun.mutate(first)}>
          {hasFailed ? 'Re-run failed' : 'Re-run all'}
        </Button>
        <ActionMenu label="Other ways to re-run">
          {hasFailed && <Menu.Item onClick={() => rerun.mutate({ what: 'all' })}>Re-run all</Menu.Item>}
          {name && (
            <Menu.Item onClick={() => rerun.mutate({ what: 'from_step', step: name })}>Re-run from {name}</Menu.Item>
          )}
          <Menu.Item onClick={() => rerun.mutate({ what: 'all', latest: true })}>
            Replay with the newest definition
          </Menu.Item>
          <Menu.Item onClick={() => rerun.mutate({ what: 'all', debug: true })}>Re-run all with more logs</Menu.Item>
        </ActionMenu>
      </Button.Group>
      {rerun.error && <ErrorState error={rerun.error} />}
    </>
  );
}

function ActionMenu({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button size="xs" variant="default" px={8} aria-label={label}>
          ▾
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
