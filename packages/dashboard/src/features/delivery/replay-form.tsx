// A new replay: which events, to which pipelines; its preview says what it would set off before anything happens.
import { Button, Checkbox, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { EVENT_TYPES, type ReplaySelection } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { WordFilter, WorkspaceFilter } from '../../ui/filters.tsx';
import { Panel } from '../../ui/page.tsx';

const route = getRouteApi('/replays');

const countOf = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;

export function ReplayForm() {
  const { type, workspace, event, pipeline } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const pipelines = useQuery(queries.pipelines());
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [rate, setRate] = useState(10);
  const [isForced, setForced] = useState(false);
  const selection: ReplaySelection = {
    ...(event !== undefined && { event_ids: [event] }),
    ...(type !== undefined && { types: [type] }),
    ...(workspace !== undefined && { workspace_id: workspace }),
    ...(pipeline !== undefined && { pipelines: [pipeline] }),
    ...(from !== '' && { from: new Date(from).toISOString() }),
    ...(to !== '' && { to: new Date(to).toISOString() }),
  };
  const preview = useMutation({ mutationFn: () => api.previewReplay({ body: selection }) });
  const start = useMutation({
    mutationFn: (dry_run: boolean) =>
      api.createReplay({ body: { ...selection, dry_run, rate, force_effects: isForced } }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['replays'] });
      await navigate({ search: (before) => ({ ...before, id }) });
    },
  });
  const change = (part: { type?: string | undefined; workspace?: string | undefined; pipeline?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <Panel title="New replay" note="Messages and pull requests that were sent before are not sent again, unless forced">
      <Stack gap="xs">
        <Group gap="xs" align="flex-end">
          {event !== undefined && (
            <Text size="sm">
              Event <code>{event}</code>
            </Text>
          )}
          <WordFilter
            isField
            label="Event type"
            all="All types"
            words={EVENT_TYPES}
            value={EVENT_TYPES.find((known) => known === type)}
            onChange={(word) => change({ type: word })}
          />
          <WorkspaceFilter isField value={workspace} onChange={(slug) => change({ workspace: slug })} />
          <WordFilter
            isField
            label="Pipeline"
            all="Every pipeline that listens"
            words={pipelines.data?.map(({ name }) => name) ?? []}
            value={pipeline}
            onChange={(word) => change({ pipeline: word })}
          />
          <TextInput
            size="xs"
            label="From"
            type="datetime-local"
            value={from}
            onChange={(e) => setFrom(e.currentTarget.value)}
          />
          <TextInput
            size="xs"
            label="To"
            type="datetime-local"
            value={to}
            onChange={(e) => setTo(e.currentTarget.value)}
          />
          <NumberInput
            size="xs"
            label="Events a second"
            w={120}
            min={0.1}
            max={1_000}
            value={rate}
            onChange={(value) => typeof value === 'number' && setRate(value)}
          />
          <Checkbox
            size="xs"
            mb={6}
            label="Send again what was sent"
            checked={isForced}
            onChange={(e) => setForced(e.currentTarget.checked)}
          />
        </Group>
        <Group gap="xs">
          <Button size="xs" variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
            Preview
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={start.isPending && start.variables}
            onClick={() => start.mutate(true)}
          >
            Dry run
          </Button>
          <Button
            size="xs"
            disabled={!preview.data || preview.data.events === 0}
            loading={start.isPending && !start.variables}
            onClick={() => start.mutate(false)}
          >
            {preview.data ? `Replay ${countOf(preview.data.events, 'event')}` : 'Replay'}
          </Button>
        </Group>
        {preview.data && (
          <div role="status" aria-label="Preview">
            <Text size="sm">
              {countOf(preview.data.events, 'event')}
              {Object.entries(preview.data.by_type).map(([name, count]) => ` · ${name} ${count}`)}
            </Text>
            <DataTable
              label="What it would set off"
              rows={preview.data.pipelines}
              rowKey={(row) => row.pipeline}
              columns={[
                { key: 'pipeline', header: 'Pipeline', isName: true, cell: (row) => row.pipeline },
                { key: 'runs', header: 'Runs', align: 'right', cell: (row) => row.runs },
                { key: 'effects', header: 'Effects', isProse: true, cell: (row) => row.effects.join(', ') || 'none' },
              ]}
            />
          </div>
        )}
        {(preview.error ?? start.error) && <ErrorState error={preview.error ?? start.error} />}
      </Stack>
    </Panel>
  );
}
