// One event: what it says, where it comes from, and what each pipeline did with it and would do now.
import { SimpleGrid, Text } from '@mantine/core';
import type { EventEnvelope, EventExplanation } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { formatInstant } from '../../ui/format.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { ButtonLink, TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';

const route = getRouteApi('/events/$id');

export function EventPage() {
  const { id } = route.useParams();
  const query = useQuery(queries.eventExplanation(id));
  return (
    <Page
      title={query.data?.event.type ?? 'Event'}
      trail={<TextLink to="/events">Events</TextLink>}
      actions={
        <ButtonLink to="/replays" search={{ event: id }}>
          Replay
        </ButtonLink>
      }
    >
      <QueryView query={query} rows={8}>
        {({ event, pipelines }) => (
          <>
            <Panel
              title="What pipelines did with it"
              note="Why a pipeline ran, why another did not, and what each would do now"
            >
              {pipelines.length === 0 ? (
                <Empty title="There is no pipeline">
                  A pipeline that names {event.type} in its triggers would be listed here with its decision.
                </Empty>
              ) : (
                <Decisions pipelines={pipelines} />
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

function Decisions({ pipelines }: { pipelines: EventExplanation[] }) {
  return (
    <DataTable
      label="Decisions"
      rows={pipelines.toSorted((a, b) => Number(b.decision !== null) - Number(a.decision !== null))}
      rowKey={(row) => `${row.pipeline} ${row.decision?.replay_id ?? ''}`}
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
        {
          key: 'decision',
          header: 'Then',
          cell: (row) => (row.decision ? <Status value={row.decision.decision} /> : 'not asked'),
        },
        { key: 'reason', header: 'Why', isProse: true, cell: (row) => row.decision?.reason ?? '–' },
        { key: 'now', header: 'Now', isProse: true, cell: (row) => row.now },
        {
          key: 'run',
          header: 'Run',
          align: 'right',
          cell: (row) =>
            row.decision?.execution_id ? (
              <TextLink
                to="/runs/$id"
                params={{ id: row.decision.execution_id }}
                aria-label={`Open run of ${row.pipeline}`}
              >
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
    { name: 'Depth', value: `${event.depth} events away from the outside` },
    { name: 'Version', value: `${event.type} v${event.version}` },
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
      <Text size="sm" mt={8}>
        {event.causation_id && (
          <>
            Caused by{' '}
            <TextLink to="/events/$id" params={{ id: event.causation_id }}>
              an earlier event
            </TextLink>
            ;{' '}
          </>
        )}
        <TextLink to="/events" search={{ correlation: event.correlation_id }}>
          all that follows from the same cause
        </TextLink>
      </Text>
    </>
  );
}
