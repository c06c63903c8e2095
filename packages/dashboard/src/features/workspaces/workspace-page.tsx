// One workspace: which version of each artifact is live where, the settings of its environments side by side, connections, findings.
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ConnectionsPanel } from './connections-panel.tsx';
import { EnvironmentsPanel } from './environments-panel.tsx';
import { HistoryDrawer } from './history-drawer.tsx';
import { IssuesPanel } from './issues-panel.tsx';
import { PromotionBoard } from './promotion-board.tsx';
import { SettingsDrawer } from './settings-drawer.tsx';

const route = getRouteApi('/workspaces/$slug');
const APPLYING_POLL_MS = 1_500;

export function WorkspacePage() {
  const { slug } = route.useParams();
  const { settings, history } = route.useSearch();
  const navigate = route.useNavigate();
  const close = (): void => void navigate({ search: {}, replace: true, resetScroll: false });
  const workspace = useQuery({
    ...queries.workspace(slug),
    // A gateway that takes over a change is no event: ask until all have.
    refetchInterval: ({ state }) =>
      state.data?.environments.some(({ applied }) => !applied) ? APPLYING_POLL_MS : false,
  });
  const data = workspace.data;
  return (
    <Page
      title={data?.title ?? slug}
      trail={<TextLink to="/workspaces">Workspaces</TextLink>}
      actions={data && <CopyText label="mock URL" text={data.mock_url} />}
    >
      <QueryView query={workspace} rows={10}>
        {(found) => (
          <>
            {found.description && <Text size="sm">{found.description}</Text>}
            <Group gap="md" mt={-6}>
              <Text size="sm" c="dimmed">
                {found.slug} · {found.operation_count} operations ·{' '}
                {found.owner === null ? 'no owner' : `owner ${found.owner}`}
              </Text>
              <TextLink to="/workspaces/$slug/contract" params={{ slug: found.slug }}>
                Contract
              </TextLink>
              <TextLink to="/coverage" search={{ workspace: found.slug }}>
                Coverage
              </TextLink>
              <TextLink to="/drift" search={{ workspace: found.slug }}>
                Drift
              </TextLink>
              <TextLink to="/events" search={{ workspace: found.slug }}>
                Events
              </TextLink>
            </Group>
            <PromotionBoard workspace={found} />
            <EnvironmentsPanel workspace={found} />
            <ConnectionsPanel workspace={found.slug} />
            <IssuesPanel workspace={found.slug} />
            <SettingsDrawer workspace={found} environment={settings} onClose={close} />
            <HistoryDrawer workspace={found} environment={history} onClose={close} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
