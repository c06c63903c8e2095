// One event: what it says, where it comes from, and what each pipeline did with it.
import { SimpleGrid, Text } from '@mantine/core';
import type { EventDecision, EventEnvelope } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatInstant } from '../../ui/format.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';

const route = getRouteApi('/events/$id');

export function EventPage() {
  const { id } = route.useParams();
  const query = useQuery(queries.event(id));
  return (
    <Page title={query.data?.event.type ?? 'Event'} trail={<TextLink to="/events">Events</TextLink>}>
      <QueryView query={query} rows={8}>
        {({ event, decisions }) => (
          <>
            <Panel title="What pipelines did with it" note="Why a pipeline ran, and why another did not">
              {decisions.length === 0 ? (
                <Empty title="No pipeline waits for this type">
                  A pipeline that names {event.type} in its triggers would be listed here with its decision.
                </Empty>
              ) : (
                <Decisions decisions={decisions} />
              )}
            </Panel>
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing={12}>
              <Panel title="Data">
                <JsonView label="Event data" value={event.data} />
              </Panel>
              <Panel title="Origin">
                <Origin event={event} />
              </Panel>
            </SimpleGrid>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Decisions({ decisions }: { decisions: EventDecision[] }) {
  return (
    <DataTable
      label="Decisions"
      rows={decisions}
      rowKey={(row) => row.pipeline}
      columns={[
        {
          key: 'pipeline',
          header: 'Pipeline',
          isName: true,
          cell: (row) => (
            <TextLink to="/pipelines/$name" params={{ name: row.pipeline }}>
              <Cut text={row.pipeline} most={20} />
            </TextLink>
          ),
        },
        { key: 'decision', header: 'Decision', cell: (row) => <Status value={row.decision} /> },
        { key: 'reason', header: 'Why', isProse: true, cell: (row) => row.reason },
        {
          key: 'run',
          header: 'Run',
          align: 'right',
          cell: (row) =>
            row.execution_id ? (
              <TextLink to="/runs/$id" params={{ id: row.execution_id }} aria-label={`Open run of ${row.pipeline}`}>
                Open run
              </TextLink>
            ) : (
              '–'
            ),
        },
      ]}
    />
  );
}

function Origin({ event }: { event: EventEnvelope }) {
  const facts = [
    { name: 'Time', value: formatInstant(event.time) },
    { name: 'By', value: event.actor },
    { name: 'Source', value: event.source },
    { name: 'Subject', value: event.subject ?? '–' },
    { name: 'Workspace', value: event.workspace_id ?? '–' },
    { name: 'Correlation', value: event.correlation_id },
    { name: 'Depth', value: `${event.depth} events away from the outside` },
    { name: 'Id', value: event.id },
  ];
  return (
    <>
      <DataTable
        label="Origin"
        rows={facts}
        rowKey={(fact) => fact.name}
        columns={[
          { key: 'name', header: 'Attribute', isName: true, width: 120, cell: (fact) => fact.name },
          { key: 'value', header: 'Value', isProse: true, cell: (fact) => fact.value },
        ]}
      />
      {event.causation_id && (
        <Text size="sm" mt={8}>
          Caused by{' '}
          <TextLink to="/events/$id" params={{ id: event.causation_id }}>
            an earlier event
          </TextLink>
        </Text>
      )}
    </>
  );
}
