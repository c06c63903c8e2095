// The promotion board: each artifact's live version in dev, test and prod, with a button where the next environment has another one.
import { Button, Group } from '@mantine/core';
import { type Artifact, ENVIRONMENTS, type EnvironmentName, type Workspace } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Cut } from '../../ui/cut.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Tag } from '../../ui/status.tsx';

interface Move {
  artifact: Artifact;
  from: EnvironmentName;
  to: EnvironmentName;
}

export function PromotionBoard({ workspace }: { workspace: Workspace }) {
  const slug = workspace.slug;
  const client = useQueryClient();
  const artifacts = useQuery(queries.artifacts(slug));
  const refresh = () => client.invalidateQueries({ queryKey: ['workspaces'] });
  const promote = useMutation({
    mutationFn: ({ artifact, from, to }: Move) =>
      api.promote({
        params: { workspace: slug },
        body: { entity_type: artifact.kind, entity_id: artifact.name, from_environment: from, to_environment: to },
      }),
    onSettled: refresh,
  });
  const publish = useMutation({
    mutationFn: (scenario: string) => api.publishScenario({ params: { workspace: slug, scenario } }),
    onSettled: refresh,
  });
  const isBusy = promote.isPending || publish.isPending;
  const columns: Column<Artifact>[] = [
    { key: 'name', header: 'Artifact', isName: true, cell: (artifact) => <Cut text={artifact.name} most={20} /> },
    { key: 'kind', header: 'Kind', cell: (artifact) => <Tag>{artifact.kind}</Tag> },
    { key: 'latest', header: 'Newest', align: 'right', cell: (artifact) => `v${artifact.latest_version}` },
    ...ENVIRONMENTS.map((environment, index) => ({
      key: environment,
      header: environment,
      width: '17%',
      cell: (artifact: Artifact) => (
        <Cell
          artifact={artifact}
          environment={environment}
          next={ENVIRONMENTS[index + 1]}
          isBusy={isBusy}
          onPromote={promote.mutate}
        />
      ),
    })),
    {
      key: 'publish',
      header: 'Published',
      align: 'right',
      cell: (artifact) =>
        artifact.kind === 'scenario' && <Published artifact={artifact} isBusy={isBusy} onPublish={publish.mutate} />,
    },
  ];
  return (
    <Panel
      title="Promotion board"
      note="Promoting copies a version to the next environment; the next request there is answered by it"
    >
      {promote.error && <ErrorState error={promote.error} />}
      {publish.error && <ErrorState error={publish.error} />}
      <QueryView
        query={artifacts}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <Empty title="Nothing pushed yet" command={`npx mockops push <folder of ${slug}>`}>
            Contracts, mocks, scenarios and personas become versions when the folder is pushed; they are live in dev
            first.
          </Empty>
        }
      >
        {(rows) => (
          <DataTable
            label="Promotion board"
            rows={rows}
            rowKey={(artifact) => `${artifact.kind}/${artifact.name}`}
            columns={columns}
          />
        )}
      </QueryView>
    </Panel>
  );
}

function Cell(props: {
  artifact: Artifact;
  environment: EnvironmentName;
  next: EnvironmentName | undefined;
  isBusy: boolean;
  onPromote: (move: Move) => void;
}) {
  const { artifact, environment, next } = props;
  const version = artifact.live[environment];
  if (version === undefined) return <span style={{ color: 'var(--mantine-color-dimmed)' }}>not live</span>;
  return (
    <Group gap={8} wrap="nowrap">
      <Tag tone={version === artifact.latest_version ? 'positive' : 'warning'}>
        v{version}
        {version === artifact.latest_version ? '' : ` of ${artifact.latest_version}`}
      </Tag>
      {next && artifact.live[next] !== version && (
        <Button
          size="compact-xs"
          variant="default"
          disabled={props.isBusy}
          aria-label={`Promote ${artifact.kind} ${artifact.name} v${version} from ${environment} to ${next}`}
          onClick={() => props.onPromote({ artifact, from: environment, to: next })}
        >
          Promote
        </Button>
      )}
    </Group>
  );
}

function Published(props: { artifact: Artifact; isBusy: boolean; onPublish: (scenario: string) => void }) {
  const { artifact } = props;
  const live = artifact.live.dev;
  return (
    <Group gap={8} wrap="nowrap" justify="flex-end">
      {artifact.published_version === null ? 'never' : `v${artifact.published_version}`}
      {live !== undefined && live !== artifact.published_version && (
        <Button
          size="compact-xs"
          variant="default"
          disabled={props.isBusy}
          aria-label={`Publish ${artifact.name} v${live}`}
          onClick={() => props.onPublish(artifact.name)}
        >
          Publish
        </Button>
      )}
    </Group>
  );
}
