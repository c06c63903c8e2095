// The drawer of one service: what it is now, and the form that changes its reality. Says when gateways serve the change.
import { Group, Stack, Text } from '@mantine/core';
import type { Federation, FederationServiceView } from '@mockops/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Empty } from '../../ui/empty.tsx';
import { TextLink } from '../../ui/link.tsx';
import { type RealityChange, RealityForm } from '../../ui/reality-form.tsx';
import { findRealityLevel } from '../../ui/reality-words.ts';
import { SideDrawer } from '../../ui/side-drawer.tsx';
import { Status } from '../../ui/status.tsx';
import { AppliedState } from './applied-state.tsx';
import { describeReality } from './reality-detail.ts';

export function ServiceDrawer(props: { federation: Federation; service: string | undefined; onClose: () => void }) {
  const found = props.federation.services.find(({ name }) => name === props.service);
  return (
    <SideDrawer opened={props.service !== undefined} onClose={props.onClose} title={props.service}>
      {found ? (
        <ServiceReality key={found.name} federation={props.federation} service={found} />
      ) : (
        <Empty title="No such service">This federation has no service of this name; choose another in the map.</Empty>
      )}
    </SideDrawer>
  );
}

function ServiceReality({ federation, service }: { federation: Federation; service: FederationServiceView }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (body: RealityChange) =>
      api.updateFederationService({ params: { federation: federation.name, service: service.name }, body }),
    onSuccess: (changed) => client.setQueryData(queries.federation(federation.name).queryKey, changed),
  });
  return (
    <Stack gap="md">
      <Stack gap={4}>
        <Group gap={8}>
          <Status value={service.reality_level} />
          <Text size="sm">
            {describeReality(service)}, set by the {service.reality_reason}
          </Text>
        </Group>
        <Text size="xs" c="dimmed">
          <code>{service.base_path}</code> answers from{' '}
          <TextLink to="/workspaces/$slug" params={{ slug: service.workspace_id }}>
            {service.workspace_id}
          </TextLink>
        </Text>
      </Stack>
      <RealityForm
        current={{
          reality_level: findRealityLevel(service.reality_level) ?? 'mock_v3',
          blend_ratio: service.blend_ratio ?? 0.5,
          upstream_url: service.upstream_url,
          chaos: service.chaos ?? {},
        }}
        isPending={change.isPending}
        error={change.error}
        onSubmit={(body) => change.mutate(body)}
      />
      <div role="status" aria-label="Result">
        {change.isSuccess && <AppliedState federation={federation} />}
      </div>
    </Stack>
  );
}
