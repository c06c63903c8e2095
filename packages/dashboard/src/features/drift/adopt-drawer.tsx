// What adopting incidents would change, shown before anybody says yes: the changes of the contract, what is written and what is not.
// Saying yes sends the digest of what was shown, so that nothing else than that can become the next revision.
import { Button, Group, Stack, Text } from '@mantine/core';
import type { DriftAdoption } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { TextLink } from '../../ui/link.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SideDrawer } from '../../ui/side-drawer.tsx';
import { Status, Tag } from '../../ui/status.tsx';

/** One incident, or all open ones of a workspace. */
export type Wanted = { incidents: [string] } | { workspace_id: string };

export function AdoptDrawer({ wanted, onClose }: { wanted: Wanted | undefined; onClose: () => void }) {
  return (
    <SideDrawer opened={wanted !== undefined} onClose={onClose} size={760} title="Adopt what real answers showed">
      {wanted && <Adoption wanted={wanted} onClose={onClose} />}
    </SideDrawer>
  );
}

function Adoption({ wanted, onClose }: { wanted: Wanted; onClose: () => void }) {
  const client = useQueryClient();
  // Not refreshed by the stream: what somebody looks at stays as it is until they ask again.
  const shown = useQuery({
    queryKey: ['adoption', wanted],
    queryFn: ({ signal }) => api.adoptDrift({ body: { ...wanted, dry_run: true } }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const adopt = useMutation({
    mutationFn: (digest: string) => api.adoptDrift({ body: { ...wanted, digest } }),
    onSuccess: () =>
      Promise.all(
        ['incidents', 'analytics', 'workspaces'].map((root) => client.invalidateQueries({ queryKey: [root] })),
      ),
  });
  if (adopt.data?.adopted) return <Adopted adoption={adopt.data} onClose={onClose} />;
  return (
    <QueryView query={shown} rows={4}>
      {(adoption) => (
        <Stack gap={14}>
          <Shown adoption={adoption} />
          {adopt.error && (
            <ErrorState
              error={adopt.error}
              onRetry={() => {
                adopt.reset();
                void shown.refetch();
              }}
            />
          )}
          <Group gap={8} justify="flex-end">
            <Button size="xs" variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button
              size="xs"
              disabled={adoption.applied.length === 0 || adopt.isPending || shown.isFetching}
              onClick={() => adopt.mutate(adoption.digest)}
            >
              Make it the next revision of {adoption.workspace_id}
            </Button>
          </Group>
        </Stack>
      )}
    </QueryView>
  );
}

function Shown({ adoption }: { adoption: DriftAdoption }) {
  const { workspace_id, comparison, applied, skipped } = adoption;
  return (
    <>
      <Text size="sm">
        {applied.length === 0
          ? `Nothing of it can be written into the contract of ${workspace_id}; correct it by hand and push it.`
          : `The contract of ${workspace_id} in dev would change like this. Whoever calls it will see these changes; nothing is changed yet.`}
      </Text>
      {comparison.changes.length > 0 && (
        <DataTable
          label="Changes of the contract"
          rows={comparison.changes}
          rowKey={({ fingerprint, rule, place }) => `${fingerprint} ${rule} ${place}`}
          columns={[
            {
              key: 'level',
              header: 'Level',
              width: 110,
              cell: ({ level, ignored }) => (ignored === null ? <Status value={level} /> : <Tag>accepted</Tag>),
            },
            { key: 'what', header: 'What', isName: true, isProse: true, cell: ({ message }) => message },
            { key: 'rule', header: 'Rule', isProse: true, cell: ({ rule }) => <code>{rule}</code> },
          ]}
        />
      )}
      <Sentences title="Written into the contract" lines={applied} />
      <Sentences title="Not written" lines={skipped.map(({ finding, reason }) => `${finding}: ${reason}`)} />
    </>
  );
}

function Sentences({ title, lines }: { title: string; lines: string[] }) {
  if (lines.length === 0) return null;
  return (
    <section aria-label={title}>
      <Text component="h3" size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <Stack gap={2} component="ul" m={0} pl={18}>
        {lines.map((line) => (
          <Text key={line} component="li" size="sm">
            {line}
          </Text>
        ))}
      </Stack>
    </section>
  );
}

function Adopted({ adoption, onClose }: { adoption: DriftAdoption; onClose: () => void }) {
  const { workspace_id, revision, incidents } = adoption;
  const open = incidents.filter(({ status }) => status !== 'resolved');
  return (
    <Stack gap={14} role="status">
      <Text size="sm">
        The contract of {workspace_id} has{' '}
        <TextLink to="/workspaces/$slug/contract" params={{ slug: workspace_id }}>
          revision {revision}
        </TextLink>
        {open.length === 0
          ? ', and the incidents are resolved.'
          : `. Still open: ${open.map(({ operation, environment }) => `${operation} in ${environment}`).join(', ')}, until the contract is promoted there.`}
      </Text>
      <Group justify="flex-end">
        <Button size="xs" variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
