// Where mocks and reality differ: share per workspace with its bounds, trend, incidents, and how old each reality level is.
import { getRouteApi } from '@tanstack/react-router';
import { DEFAULT_RANGE, TimeRange, WorkspaceFilter } from '../../ui/filters.tsx';
import { Page } from '../../ui/page.tsx';
import { DriftSection } from './drift-section.tsx';
import { IncidentsSection } from './incidents-section.tsx';
import { StalenessSection } from './staleness-section.tsx';

const route = getRouteApi('/drift');

export function DriftPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
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
      <IncidentsSection workspace={search.workspace} status={search.status} onStatus={(status) => change({ status })} />
      <StalenessSection filter={filter} />
    </Page>
  );
}
