// What happened, newest first: the audit trail and what pipelines start from.
import { Group } from '@mantine/core';
import type { EventEnvelope } from '@mockops/contract';
import { EVENT_TYPES } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { WordFilter, WorkspaceFilter } from '../../ui/filters.tsx';
import { ButtonLink, TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { describeEvent } from './event-words.ts';

const route = getRouteApi('/events');

export function EventsPage() {
  const { type, workspace, correlation } = route.useSearch();
  const navigate = route.useNavigate();
  const events = useQuery(
    queries.events({
      ...(type !== undefined && { type }),
      ...(workspace !== undefined && { workspace_id: workspace }),
      ...(correlation !== undefined && { correlation_id: correlation }),
    }),
  );
  const types =
    type === undefined || EVENT_TYPES.some((known) => known === type) ? EVENT_TYPES : [...EVENT_TYPES, type];
  return (
    <Page
      title="Events"
      actions={
        <Group gap="xs">
          {correlation !== undefined && (
            <TextLink to="/events" search={{ type, workspace }}>
              Show all causes
            </TextLink>
          )}
          <WordFilter
            label="Event type"
            all="All types"
            words={types}
            value={type}
            onChange={(word) => void navigate({ search: { workspace, correlation, type: word }, replace: true })}
          />
          <WorkspaceFilter
            value={workspace}
            onChange={(slug) => void navigate({ search: { type, correlation, workspace: slug }, replace: true })}
          />
          <ButtonLink to="/replays" search={{ type, workspace }}>
            Replay …
          </ButtonLink>
        </Group>
      }
    >
      <Panel title="All events" note="Open one to see what each pipeline did with it, and why">
        <QueryView
          query={events}
          rows={12}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <Empty title="No such event" command="npx mockops push <workspace folder>">
              Every change writes an event in the same transaction: a pushed contract, a published scenario, a
              promotion, a drift budget that was crossed. Cause the first one:
            </Empty>
          }
        >
          {(rows) => <EventTable events={rows} />}
        </QueryView>
      </Panel>
    </Page>
  );
}

function EventTable({ events }: { events: EventEnvelope[] }) {
  return (
    <DataTable
      label="Events"
      rows={events}
      rowKey={(event) => event.id}
      columns={[
        {
          key: 'type',
          header: 'Event',
          isName: true,
          cell: (event) => (
            <TextLink to="/events/$id" params={{ id: event.id }}>
              {event.type}
            </TextLink>
          ),
        },
        { key: 'what', header: 'What', cell: (event) => <Cut text={describeEvent(event)} most={28} /> },
        { key: 'workspace', header: 'Workspace', cell: (event) => <Cut text={event.workspace_id ?? '–'} most={12} /> },
        { key: 'actor', header: 'By', cell: (event) => <Cut text={event.actor} most={16} /> },
        { key: 'depth', header: 'Depth', align: 'right', cell: (event) => event.depth },
        { key: 'time', header: 'When', align: 'right', cell: (event) => <Age at={event.time} /> },
      ]}
    />
  );
}
