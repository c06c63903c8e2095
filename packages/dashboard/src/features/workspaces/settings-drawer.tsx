// The drawer that changes where an environment's answers come from.
import { Text } from '@mantine/core';
import type { Environment, EnvironmentName, Workspace } from '@mockops/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import { type RealityChange, RealityForm } from '../../ui/reality-form.tsx';
import { SideDrawer } from '../../ui/side-drawer.tsx';
import { Status } from '../../ui/status.tsx';

/** The API takes any settings as JSON and checks them itself. */
const Settings = z.record(z.string(), z.json());

export function SettingsDrawer(props: {
  workspace: Workspace;
  environment: EnvironmentName | undefined;
  onClose: () => void;
}) {
  const found = props.workspace.environments.find(({ name }) => name === props.environment);
  return (
    <SideDrawer
      opened={found !== undefined}
      onClose={props.onClose}
      title={
        <>
          {props.workspace.slug}@{props.environment}
        </>
      }
    >
      {found && <EnvironmentReality key={found.name} slug={props.workspace.slug} environment={found} />}
    </SideDrawer>
  );
}

function EnvironmentReality({ slug, environment }: { slug: string; environment: Environment }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (body: RealityChange) =>
      api.updateEnvironment({ params: { workspace: slug, environment: environment.name }, body: Settings.parse(body) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['workspaces'] }),
  });
  const { settings } = environment;
  return (
    <>
      <RealityForm
        current={{
          reality_level: settings.reality_level ?? 'mock_v3',
          blend_ratio: settings.blend_ratio ?? 0.5,
          upstream_url: settings.upstream_url ?? null,
          chaos: settings.chaos ?? {},
        }}
        isPending={change.isPending}
        error={change.error}
        onSubmit={(body) => change.mutate(body)}
      />
      <div role="status" aria-label="Result">
        {change.data && (
          <Text size="sm" mt="md" component="div">
            <Status value={change.data.applied ? 'applied' : 'applying'} /> served by{' '}
            {change.data.served.filter(({ digest }) => digest === change.data.digest).length} of{' '}
            {change.data.served.length} gateways
          </Text>
        )}
      </div>
    </>
  );
}
