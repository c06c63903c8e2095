// Secrets by name and scope. A value goes in and never comes out again.
import { Button, Group, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { ENVIRONMENTS, type Secret } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { WorkspaceFilter } from '../../ui/filters.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';

export function SecretsPage() {
  const secrets = useQuery(queries.secrets());
  return (
    <Page title="Secrets">
      <Panel
        title="Stored secrets"
        note="Pipelines that declare a name read it as secrets.<name>; the narrowest scope wins"
      >
        <QueryView
          query={secrets}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <Empty title="No secret yet" command="npx mockops secret set PARTNER_KEY">
              Store a value here or from the command line. It is sealed, and no page or command shows it again.
            </Empty>
          }
        >
          {(rows) => <SecretTable rows={rows} />}
        </QueryView>
      </Panel>
      <PutSecret />
    </Page>
  );
}

function scopeOf({ workspace_id, environment }: Secret): string {
  return [workspace_id ?? 'organisation', environment].filter(Boolean).join(' / ');
}

function SecretTable({ rows }: { rows: Secret[] }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (secret: string) => api.deleteSecret({ params: { secret } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['secrets'] }),
  });
  return (
    <>
      <DataTable
        label="Secrets"
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          { key: 'name', header: 'Name', isName: true, cell: (row) => row.name },
          {
            key: 'scope',
            header: 'Scope',
            cell: scopeOf,
          },
          { key: 'used', header: 'Declared by', isProse: true, cell: (row) => row.used_by.join(', ') || 'no pipeline' },
          { key: 'by', header: 'Set by', cell: (row) => row.updated_by },
          { key: 'when', header: 'When', align: 'right', cell: (row) => <Age at={row.updated_at} /> },
          {
            key: 'remove',
            header: 'Remove',
            align: 'right',
            cell: (row) => (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Remove ${row.name} of ${scopeOf(row)}`}
                onClick={() => remove.mutate(row.id)}
              >
                Remove
              </Button>
            ),
          },
        ]}
      />
      {remove.error && <ErrorState error={remove.error} />}
    </>
  );
}

function PutSecret() {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [workspace, setWorkspace] = useState<string>();
  const [environment, setEnvironment] = useState('');
  const put = useMutation({
    mutationFn: () =>
      api.putSecret({
        body: {
          name,
          value,
          workspace_id: workspace ?? null,
          environment: ENVIRONMENTS.find((one) => one === environment) ?? null,
        },
      }),
    onSuccess: async () => {
      setValue('');
      await client.invalidateQueries({ queryKey: ['secrets'] });
    },
  });
  return (
    <Panel title="Set a secret" note="A name that exists in that scope is replaced">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          put.mutate();
        }}
      >
        <Group gap="xs" align="flex-end">
          <TextInput
            size="xs"
            label="Name"
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <PasswordInput
            size="xs"
            label="Value"
            required
            autoComplete="off"
            miw={220}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <WorkspaceFilter isField none="Organisation" value={workspace} onChange={setWorkspace} />
          <NativeSelect
            size="xs"
            label="Environment"
            data={[{ value: '', label: 'All environments' }, ...ENVIRONMENTS]}
            disabled={workspace === undefined}
            value={environment}
            onChange={(event) => setEnvironment(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" loading={put.isPending}>
            Store
          </Button>
        </Group>
        {put.error && <ErrorState error={put.error} />}
      </form>
    </Panel>
  );
}
