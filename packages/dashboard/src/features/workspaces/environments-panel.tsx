// The settings of dev, test and prod side by side, with the digest that gateways serve.
import { Group } from '@mantine/core';
import type { Environment, Workspace } from '@mockops/contract';
import type { ReactNode } from 'react';
import { Age } from '../../ui/age.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { shortDigest } from '../../ui/format.ts';
import { ButtonLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { Status } from '../../ui/status.tsx';

interface Setting {
  name: string;
  show: (environment: Environment) => ReactNode;
}

const DEFAULT = <span style={{ color: 'var(--mantine-color-dimmed)' }}>default</span>;
const toPercent = (share: number | undefined): ReactNode =>
  share === undefined ? DEFAULT : `${Math.round(share * 100)} %`;

const SETTINGS: readonly Setting[] = [
  {
    name: 'State',
    show: (environment) => (
      <Group gap={6}>
        <Status value={environment.applied ? 'applied' : 'applying'} />
        {environment.served.filter(({ digest }) => digest === environment.digest).length} of {environment.served.length}{' '}
        gateways
      </Group>
    ),
  },
  { name: 'Digest', show: ({ digest }) => <code title={digest}>{shortDigest(digest)}</code> },
  {
    name: 'Revision',
    show: ({ revision, changed_at }) => (
      <>
        {revision}, <Age at={changed_at} />
      </>
    ),
  },
  {
    name: 'Reality level',
    show: ({ settings }) => (
      <Status value={settings.reality_level ?? 'mock_v3'}>{settings.reality_level ?? 'mock_v3 (default)'}</Status>
    ),
  },
  { name: 'Blend ratio', show: ({ settings }) => toPercent(settings.blend_ratio) },
  {
    name: 'Upstream URL',
    show: ({ settings }) => (settings.upstream_url ? <code>{settings.upstream_url}</code> : 'none'),
  },
  { name: 'Chaos error rate', show: ({ settings }) => toPercent(settings.chaos?.error_rate) },
  {
    name: 'Drift budget',
    show: ({ settings: { drift_budget: budget } }) =>
      budget
        ? `${budget.max_breaking_changes ?? 0} breaking, ${budget.max_non_breaking_changes ?? 10} other${budget.enabled === false ? ', off' : ''}`
        : DEFAULT,
  },
  { name: 'Default scenario', show: ({ settings }) => settings.default_scenario ?? 'none' },
  { name: 'Default persona', show: ({ settings }) => settings.default_persona ?? 'none' },
];

export function EnvironmentsPanel({ workspace }: { workspace: Workspace }) {
  return (
    <Panel
      title="Environments"
      actions={workspace.environments.map(({ name }) => (
        <Group key={name} gap={4}>
          <ButtonLink
            to="/workspaces/$slug"
            params={{ slug: workspace.slug }}
            search={{ settings: name }}
            replace
            resetScroll={false}
            size="compact-xs"
          >
            Change {name}
          </ButtonLink>
          <ButtonLink
            to="/workspaces/$slug"
            params={{ slug: workspace.slug }}
            search={{ history: name }}
            replace
            resetScroll={false}
            size="compact-xs"
          >
            History of {name}
          </ButtonLink>
        </Group>
      ))}
    >
      <DataTable
        label="Environments"
        rows={SETTINGS}
        rowKey={(setting) => setting.name}
        columns={[
          { key: 'name', header: 'Setting', isName: true, width: 150, cell: (setting) => setting.name },
          ...workspace.environments.map((environment) => ({
            key: environment.name,
            header: environment.name,
            width: '28%',
            cell: (setting: Setting) => setting.show(environment),
          })),
        ]}
      />
    </Panel>
  );
}
