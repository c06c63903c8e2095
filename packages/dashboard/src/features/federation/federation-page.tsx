// One virtual system: where to call it, the map of its services, the same as a table, and a drawer that changes a service's reality.
import { Group, Stack, Text } from '@mantine/core';
import type { EndpointCoverageRow, Federation } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { DEFAULT_RANGE } from '../../ui/filters.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { AppliedState } from './applied-state.tsx';
import { FederationMap } from './federation-map.tsx';
import { ServiceDrawer } from './service-drawer.tsx';
import { ServiceTable } from './service-table.tsx';

const route = getRouteApi('/federations/$name');
const APPLYING_POLL_MS = 1_500;

export function FederationPage() {
  const { name } = route.useParams();
  const { service } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (chosen: string | undefined): void =>
    void navigate({ search: chosen === undefined ? {} : { service: chosen }, replace: true });
  const federation = useQuery({
    ...queries.federation(name),
    // A gateway that takes over a change is no event: ask until all have.
    refetchInterval: ({ state }) => (state.data && !state.data.applied ? APPLYING_POLL_MS : false),
  });
  const data = federation.data;
  return (
    <Page
      title={name}
      trail={<TextLink to="/federations">Federations</TextLink>}
      badges={data && <AppliedState federation={data} />}
    >
      <QueryView query={federation} rows={10}>
        {(found) => (
          <>
            {found.description && (
              <Text size="sm" c="dimmed">
                {found.description}
              </Text>
            )}
            <Panel
              title="Map"
              note={`Environment ${found.environment} · revision ${found.revision} · choose a service to change its reality`}
            >
              <FederationMap federation={found} onChoose={open} />
            </Panel>
            <Panel title="Services" note="Requests and errors of the last 24 hours">
              <ServiceTable federation={found} selected={service} onChoose={open} />
            </Panel>
            <Panel title="Calling it">
              <Calling federation={found} />
            </Panel>
            <ServiceDrawer federation={found} service={service} onClose={() => open(undefined)} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Calling({ federation }: { federation: Federation }) {
  const operations = useQuery(queries.endpointCoverage({ time_range: DEFAULT_RANGE }));
  const target = findReadable(federation, operations.data?.data ?? []);
  return (
    <Stack gap={6}>
      <Group gap={8} wrap="nowrap">
        <Text size="sm" w={64} style={{ flexShrink: 0 }}>
          Base URL
        </Text>
        <CopyText label="base URL" text={federation.base_url} />
      </Group>
      {target && (
        <Group gap={8} wrap="nowrap">
          <Text size="sm" w={64} style={{ flexShrink: 0 }}>
            Try it
          </Text>
          <CopyText label="curl example" text={`curl -i ${federation.base_url}${target}`} />
        </Group>
      )}
    </Stack>
  );
}

/** A path that answers without anything to fill in. */
function findReadable(federation: Federation, operations: readonly EndpointCoverageRow[]): string | undefined {
  for (const { workspace_id, base_path } of federation.services) {
    const found = operations.find(
      (row) => row.workspace_id === workspace_id && row.method === 'GET' && !row.endpoint.includes('{'),
    );
    if (found) return `${base_path}${found.endpoint}`;
  }
  return undefined;
}
