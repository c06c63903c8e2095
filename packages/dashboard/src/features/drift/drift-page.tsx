// Where mocks and reality differ: share per workspace with its bounds, trend, incidents, and how old each reality level is.
import { useIsFetching } from '@tanstack/react-query';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { DEFAULT_RANGE, TimeRange, WorkspaceFilter } from '../../ui/filters.tsx';
import { Page } from '../../ui/page.tsx';
import { AdoptDrawer, type Wanted } from './adopt-drawer.tsx';
import { DriftSection } from './drift-section.tsx';
import { IncidentsSection } from './incidents-section.tsx';
import { StalenessSection } from './staleness-section.tsx';

const route = getRouteApi('/drift');

export function DriftPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useScrollToNamed();
  const change = (changed: Partial<typeof search>): void =>
    void navigate({ search: { ...search, ...changed }, replace: true, resetScroll: false });
  const filter = { time_range: search.time_range ?? DEFAULT_RANGE, workspace: search.workspace };
  return (
    <Page
      title="Drift"
      actions={
        <>
          <WorkspaceFilter value={search.workspace} onChange={(slug) => change({ workspace: slug })} />
          <TimeRange value={filter.time_range} onChange={(range) => change({ time_range: range })} />
        </>
      }
    >
      <DriftSection filter={filter} />
      <IncidentsSection
        workspace={search.workspace}
        status={search.status}
        onStatus={(status) => change({ status })}
        onAdopt={(adopt) => change({ adopt })}
      />
      <StalenessSection filter={filter} />
      <AdoptDrawer wanted={readWanted(search)} onClose={() => change({ adopt: undefined })} />
    </Page>
  );
}

function readWanted({
  adopt,
  workspace,
}: {
  adopt?: string | undefined;
  workspace?: string | undefined;
}): Wanted | undefined {
  if (adopt === undefined) return undefined;
  if (adopt !== 'all') return { incidents: [adopt] };
  return workspace === undefined ? undefined : { workspace_id: workspace };
}

/** A link to a section or an incident finds its place only when everything above it is there. */
function useScrollToNamed(): void {
  const hash = useLocation({ select: (location) => location.hash });
  const isWaiting = useIsFetching() > 0;
  const reached = useRef('');
  useEffect(() => {
    if (isWaiting || hash === '' || reached.current === hash) return;
    reached.current = hash;
    document.getElementById(hash)?.scrollIntoView();
  }, [hash, isWaiting]);
}
