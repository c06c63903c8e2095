// What CI covers: operations of the contract, personas, scenarios. Filters, time range and tab live in the URL.
import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { DEFAULT_RANGE, EnvironmentFilter, TimeRange, WorkspaceFilter } from '../../ui/filters.tsx';
import { Page } from '../../ui/page.tsx';
import { OperationsTab } from './operations-tab.tsx';
import { PersonasTab } from './personas-tab.tsx';
import { ScenariosTab } from './scenarios-tab.tsx';

const route = getRouteApi('/coverage');
const TABS = [
  { value: 'operations', label: 'Operations under test' },
  { value: 'personas', label: 'Personas in CI' },
  { value: 'scenarios', label: 'Scenario usage' },
] as const;

export function CoveragePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changed: Partial<typeof search>): void =>
    void navigate({ search: { ...search, ...changed }, replace: true });
  const { time_range = DEFAULT_RANGE, workspace, environment, tab = 'operations', under_tested = false } = search;
  const filter = { time_range, workspace, environment };
  return (
    <Page
      title="Coverage"
      actions={
        <>
          <WorkspaceFilter value={workspace} onChange={(slug) => change({ workspace: slug })} />
          <EnvironmentFilter value={environment} onChange={(name) => change({ environment: name })} />
          <TimeRange value={time_range} onChange={(range) => change({ time_range: range })} />
        </>
      }
    >
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => change({ tab: TABS.find((one) => one.value === value)?.value })}
      >
        <Tabs.List aria-label="Kind of coverage" mb={12}>
          {TABS.map((one) => (
            <Tabs.Tab key={one.value} value={one.value}>
              {one.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="operations">
          <OperationsTab
            filter={filter}
            underTestedOnly={under_tested}
            onUnderTestedOnly={(only) => change({ under_tested: only || undefined })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="personas">
          <PersonasTab filter={filter} />
        </Tabs.Panel>
        <Tabs.Panel value="scenarios">
          <ScenariosTab filter={filter} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
