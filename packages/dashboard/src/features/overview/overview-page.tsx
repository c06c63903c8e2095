// The leader's page: four numbers with their parts, then when and what is used, and what is open. Each number leads to the rows behind it.

import { SimpleGrid } from '@mantine/core';
import type { Overview } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries, TIME_ZONE } from '../../api/queries.ts';
import { Empty } from '../../ui/empty.tsx';
import { DEFAULT_RANGE, TimeRange } from '../../ui/filters.tsx';
import { CardLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { MeasureStat } from '../../ui/stat.tsx';
import { WeekHeatmap } from '../../ui/week-heatmap.tsx';
import { OpenIncidents } from './open-incidents.tsx';
import { RequestTrend } from './request-trend.tsx';
import { TopScenarios } from './top-scenarios.tsx';

const route = getRouteApi('/');

export function OverviewPage() {
  const { time_range = DEFAULT_RANGE } = route.useSearch();
  const navigate = route.useNavigate();
  const setRange = (range: string): void => void navigate({ search: { time_range: range }, replace: true });
  const overview = useQuery(queries.overview({ time_range }));
  return (
    <Page title="Overview" actions={<TimeRange value={time_range} onChange={setRange} />}>
      <QueryView query={overview} rows={8}>
        {({ data }) => (
          <>
            <Numbers data={data} range={time_range} />
            {data.requests.total === 0 ? (
              <NoTraffic hasOperations={data.operation_coverage.denominator > 0} />
            ) : (
              <Usage data={data} onSpan={setRange} />
            )}
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing={12}>
              <TopScenarios rows={data.top_scenarios} range={time_range} />
              <OpenIncidents range={time_range} />
            </SimpleGrid>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Numbers({ data, range }: { data: Overview; range: string }) {
  const time_range = range;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 5 }} spacing={12}>
      <CardLink to="/coverage" search={{ time_range, tab: 'operations' }}>
        <MeasureStat label="Operation coverage by CI" measure={data.operation_coverage} things="operations called" />
      </CardLink>
      <CardLink to="/drift" search={{ time_range }}>
        <MeasureStat label="Drift" measure={data.drift} things="compared mocks differ" />
      </CardLink>
      <CardLink to="/drift" search={{ time_range }} hash="staleness">
        <MeasureStat label="Stale reality levels" measure={data.staleness} things="levels stale" />
      </CardLink>
      <CardLink to="/coverage" search={{ time_range, tab: 'scenarios' }}>
        <MeasureStat label="Scenario usage" measure={data.scenario_usage} things="scenarios used" />
      </CardLink>
      <CardLink to="/coverage" search={{ time_range, tab: 'personas' }}>
        <MeasureStat label="Persona coverage by CI" measure={data.persona_coverage} things="personas used" />
      </CardLink>
    </SimpleGrid>
  );
}

function Usage({ data, onSpan }: { data: Overview; onSpan: (range: string) => void }) {
  return (
    <SimpleGrid cols={{ base: 1, xl: 2 }} spacing={12}>
      <RequestTrend data={data} onSpan={onSpan} />
      <WeekHeatmap title="Usage by hour of week" unit="requests" cells={data.heatmap} timeZone={TIME_ZONE} />
    </SimpleGrid>
  );
}

function NoTraffic({ hasOperations }: { hasOperations: boolean }) {
  return (
    <Panel title="Requests over time">
      <Empty
        title="No requests in this time range"
        command={hasOperations ? 'npx mockops demo traffic' : 'npx mockops push <workspace folder>'}
      >
        Requests to a workspace or federation appear here within seconds. Send the header mockops-ci-run to have them
        counted as CI.{' '}
        {hasOperations ? 'To see what it looks like, send the demo’s traffic:' : 'Push a workspace first:'}
      </Empty>
    </Panel>
  );
}
