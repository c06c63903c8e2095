// Every revision of an environment: who changed what and why, and the way back.
import { Button } from '@mantine/core';
import type { Environment, EnvironmentName, Workspace } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { shortDigest } from '../../ui/format.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { SideDrawer } from '../../ui/side-drawer.tsx';

export function HistoryDrawer(props: {
  workspace: Workspace;
  environment: EnvironmentName | undefined;
  onClose: () => void;
}) {
  const found = props.workspace.environments.find(({ name }) => name === props.environment);
  return (
    <SideDrawer
      opened={found !== undefined}
      onClose={props.onClose}
      size={640}
      title={
        <>
          History of {props.workspace.slug}@{props.environment}
        </>
      }
    >
      {found && <History slug={props.workspace.slug} environment={found} />}
    </SideDrawer>
  );
}

function History({ slug, environment }: { slug: string; environment: Environment }) {
  const client = useQueryClient();
  const history = useQuery(queries.environmentHistory(slug, environment.name));
  const rollBack = useMutation({
    mutationFn: (revision: number) =>
      api.rollbackEnvironment({ params: { workspace: slug, environment: environment.name }, body: { revision } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['workspaces'] }),
  });
  return (
    <>
      {rollBack.error && <ErrorState error={rollBack.error} />}
      <QueryView
        query={history}
        isEmpty={(rows) => rows.length === 0}
        empty={<Empty title="No revision yet">The first push or promotion to {environment.name} makes one.</Empty>}
      >
        {(rows) => (
          <DataTable
            label={`History of ${environment.name}`}
            rows={rows}
            rowKey={(row) => String(row.revision)}
            columns={[
              { key: 'revision', header: 'Revision', isName: true, cell: (row) => row.revision },
              { key: 'reason', header: 'Reason', isProse: true, cell: (row) => row.reason },
              { key: 'actor', header: 'By', cell: (row) => <Cut text={row.actor} most={8} /> },
              { key: 'digest', header: 'Digest', cell: (row) => <code>{shortDigest(row.digest)}</code> },
              { key: 'at', header: 'When', align: 'right', cell: (row) => <Age at={row.at} /> },
              {
                key: 'act',
                header: 'Way back',
                align: 'right',
                cell: (row) =>
                  row.revision === environment.revision ? (
                    'current'
                  ) : (
                    <Button
                      size="compact-xs"
                      variant="default"
                      disabled={rollBack.isPending}
                      aria-label={`Roll back ${environment.name} to revision ${row.revision}`}
                      onClick={() => rollBack.mutate(row.revision)}
                    >
                      Roll back
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
    </>
  );
}
