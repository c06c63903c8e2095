// Where the contract is fetched from: the state of each place, a way to look now, and conflicts that a person settles.
import { Button, Group, Text } from '@mantine/core';
import type { ContractWatch } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';

export function WatchesPanel({ slug }: { slug: string }) {
  const watches = useQuery(queries.contractWatches(slug));
  return (
    <Panel
      title="Fetched from"
      note="Where the contract is published; a change there is merged with the edits made here"
    >
      <QueryView
        query={watches}
        rows={1}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <Empty title="Nowhere" command={`npx mockops contract watch ${slug} https://example.com/openapi.yaml`}>
            A URL or a file in Git can be followed; each real change becomes a revision and an event.
          </Empty>
        }
      >
        {(rows) => <Watches slug={slug} rows={rows} />}
      </QueryView>
    </Panel>
  );
}

function Watches({ slug, rows }: { slug: string; rows: ContractWatch[] }) {
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: ({ id, take }: { id: string; take?: 'edited' | 'incoming' }) => {
      const params = { workspace: slug, watch: id };
      return take === undefined
        ? api.checkContractWatch({ params })
        : api.settleContractWatch({ params, body: { take } });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['workspaces'] }),
  });
  const conflicts = rows.flatMap((row) => row.conflicts.map((conflict) => ({ ...conflict, id: row.id })));
  return (
    <>
      {act.error && <ErrorState error={act.error} />}
      <DataTable
        label="Places that the contract is fetched from"
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          { key: 'file', header: 'File', isName: true, cell: ({ file }) => file },
          { key: 'status', header: 'State', cell: ({ status }) => <Status value={status} /> },
          {
            key: 'from',
            header: 'From',
            isProse: true,
            cell: ({ url, ref, path }) => [url, ref, path].filter((part) => part !== null).join(' '),
          },
          {
            key: 'opened',
            header: 'Opened by',
            cell: ({ secret, connection }) => <Cut text={secret ?? connection ?? 'nothing'} most={18} />,
          },
          { key: 'message', header: 'Message', isProse: true, cell: ({ message }) => message || '–' },
          { key: 'checked', header: 'Looked at', align: 'right', cell: ({ checked_at }) => <Age at={checked_at} /> },
          {
            key: 'act',
            header: 'Do',
            align: 'right',
            cell: (row) => (
              <Group gap={6} justify="flex-end" wrap="nowrap">
                {row.status === 'conflict' ? (
                  <>
                    <ActButton
                      label="Keep edits"
                      isBusy={act.isPending}
                      onClick={() => act.mutate({ id: row.id, take: 'edited' })}
                    />
                    <ActButton
                      label="Take published"
                      isBusy={act.isPending}
                      onClick={() => act.mutate({ id: row.id, take: 'incoming' })}
                    />
                  </>
                ) : (
                  <ActButton label="Look now" isBusy={act.isPending} onClick={() => act.mutate({ id: row.id })} />
                )}
              </Group>
            ),
          },
        ]}
      />
      {conflicts.length > 0 && (
        <>
          <Text size="sm" mt={8}>
            Changed here and there:
          </Text>
          <DataTable
            label="Conflicts"
            rows={conflicts}
            rowKey={({ file, pointer }) => `${file} ${pointer}`}
            columns={[
              {
                key: 'pointer',
                header: 'Place',
                isName: true,
                isProse: true,
                cell: ({ file, pointer }) => `${file} ${pointer}`,
              },
              { key: 'base', header: 'Was', isProse: true, cell: ({ base }) => show(base) },
              { key: 'edited', header: 'Here', isProse: true, cell: ({ edited }) => show(edited) },
              { key: 'incoming', header: 'Published', isProse: true, cell: ({ incoming }) => show(incoming) },
            ]}
          />
        </>
      )}
    </>
  );
}

function ActButton(props: { label: string; isBusy: boolean; onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="default" disabled={props.isBusy} onClick={props.onClick}>
      {props.label}
    </Button>
  );
}

const show = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value).slice(0, 200));
