// The settings of dev, test and prod side by side, with the digest that gateways serve.
import { Group } from '@mantine/core';
import type { Environment, EnvironmentName, Workspace } from '@mockops/contract';
import type { ReactNode } from 'react';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { shortDigest } from '../../ui/format.ts';
import { ButtonLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { Status } from '../../ui/status.tsx';

interface Setting {
  name: string;
  show: (environment: Environment, slug: string) => ReactNode;
}

const DEFAULT = <span style={{ color: 'var(--mantine-color-dimmed)' }}>default</span>;
const NONE = <span style={{ color: 'var(--mantine-color-dimmed)' }}>none</span>;
const toPercent = (share: number | undefined): ReactNode =>
  share === undefined ? DEFAULT : `${Math.round(share * 100)} %`;

const SETTINGS: readonly Setting[] = [
  {
    name: 'State',
    show: (environment) => (
      <Group gap={6}>
        <Status value={environment.applied ? 'applied' : 'applying'} />
        {countServing(environment)}
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
    show: ({ settings }) =>
      settings.upstream_url ? (
        <code>
          <Cut text={settings.upstream_url} most={18} />
        </code>
      ) : (
        NONE
      ),
  },
  { name: 'Chaos error rate', show: ({ settings }) => toPercent(settings.chaos?.error_rate) },
  {
    name: 'Drift budget',
    show: ({ settings: { drift_budget: budget } }) =>
      budget
        ? `${budget.max_breaking_changes ?? 0} breaking, ${budget.max_non_breaking_changes ?? 10} other${budget.enabled === false ? ', off' : ''}`
        : DEFAULT,
  },
  { name: 'Default scenario', show: ({ settings }) => settings.default_scenario ?? NONE },
  { name: 'Default persona', show: ({ settings }) => settings.default_persona ?? NONE },
  { name: 'Act', show: ({ name }, slug) => <Acts slug={slug} environment={name} /> },
];

function countServing({ served, digest }: Environment): string {
  const serving = served.filter((gateway) => gateway.digest === digest).length;
  const all = `${served.length} ${served.length === 1 ? 'gateway' : 'gateways'}`;
  return serving === served.length ? `by ${all}` : `by ${serving} of ${all}`;
}

function Acts({ slug, environment }: { slug: string; environment: EnvironmentName }) {
  const link = { to: '/workspaces/$slug', params: { slug }, replace: true, resetScroll: false } as const;
  return (
    <Group gap={4}>
      <ButtonLink
        {...link}
        search={{ settings: environment }}
        size="compact-xs"
        aria-label={`Change settings of ${environment}`}
      >
        Change
      </ButtonLink>
      <ButtonLink
        {...link}
        search={{ history: environment }}
        size="compact-xs"
        aria-label={`History of ${environment}`}
      >
        History
      </ButtonLink>
    </Group>
  );
}

export function EnvironmentsPanel({ workspace }: { workspace: Workspace }) {
  return (
    <Panel title="Environments" note="Each environment has its own versions and its own settings">
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
            cell: (setting: Setting) => setting.show(environment, workspace.slug),
          })),
        ]}
      />
    </Panel>
  );
}
