// What was given up after its last attempt: deliver it again once the cause is mended, or discard it.
import { Button, Group } from '@mantine/core';
import { DeadLetter } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { WordFilter } from '../../ui/filters.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';

const route = getRouteApi('/dead-letters');

export function DeadLettersPage() {
  const { status = 'open' } = route.useSearch();
  const navigate = route.useNavigate();
  const letters = useQuery(queries.deadLetters(status));
  return (
    <Page
      title="Dead letters"
      actions={
        <WordFilter
          label="Status"
          all="open"
          words={DeadLetter.shape.status.options.filter((word) => word !== 'open')}
          value={status === 'open' ? undefined : status}
          onChange={(word) => void navigate({ search: { status: word }, replace: true })}
        />
      }
    >
      <Panel
        title="Given up"
        note="Five deliveries of an event to a pipeline, or the whole schedule of a webhook, without success"
      >
        <QueryView
          query={letters}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <Empty title={status === 'open' ? 'Nothing was given up' : `Nothing was ${status}`}>
              An event whose pipeline cannot be decided, or a message that an outbound webhook never took, is kept here;
              it holds up nobody else.
            </Empty>
          }
        >
          {(rows) => <Letters rows={rows} />}
        </QueryView>
      </Panel>
    </Page>
  );
}

function Letters({ rows }: { rows: DeadLetter[] }) {
  return (
    <DataTable
      label="Dead letters"
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'what',
          header: 'What',
          isName: true,
          cell: (row) =>
            row.event_id ? (
              <TextLink to="/events/$id" params={{ id: row.event_id }}>
                {row.what}
              </TextLink>
            ) : (
              row.what
            ),
        },
        {
          key: 'pipeline',
          header: 'Pipeline',
          cell: (row) =>
            row.pipeline ? (
              <TextLink to="/pipelines/$name" params={{ name: row.pipeline }}>
                {row.pipeline}
              </TextLink>
            ) : (
              '–'
            ),
        },
        { key: 'reason', header: 'Why', isProse: true, cell: (row) => row.reason },
        { key: 'attempts', header: 'Tries', align: 'right', cell: (row) => row.attempts },
        { key: 'when', header: 'When', align: 'right', cell: (row) => <Age at={row.created_at} /> },
        {
          key: 'act',
          header: 'Status',
          align: 'right',
          cell: (row) => (row.status === 'open' ? <Actions letter={row} /> : <Status value={row.status} />),
        },
      ]}
    />
  );
}

function Actions({ letter }: { letter: DeadLetter }) {
  const client = useQueryClient();
  const resolve = useMutation({
    mutationFn: (action: 'retry' | 'discard') =>
      api.resolveDeadLetter({ params: { letter: letter.id }, body: { action } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['dead-letters'] }),
  });
  return (
    <>
      <Group gap={6} wrap="nowrap" justify="flex-end">
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Retry ${letter.what}`}
          onClick={() => resolve.mutate('retry')}
        >
          Retry
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Discard ${letter.what}`}
          onClick={() => resolve.mutate('discard')}
        >
          Discard
        </Button>
      </Group>
      {resolve.error && <ErrorState error={resolve.error} />}
    </>
  );
}
