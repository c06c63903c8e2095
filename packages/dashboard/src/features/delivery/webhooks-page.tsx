// Who is told of events outside, signed by Standard Webhooks; what was sent to each, and sending it again.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import type { Webhook, WebhookDelivery } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatInstant } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';

const route = getRouteApi('/webhooks');

export function WebhooksPage() {
  const { name } = route.useSearch();
  const webhooks = useQuery(queries.webhooks());
  return (
    <Page title="Webhooks">
      <Panel
        title="Outbound webhooks"
        note="Each matching event is posted as CloudEvents JSON and repeated for up to 75 hours"
      >
        <QueryView
          query={webhooks}
          isEmpty={(rows) => rows.length === 0}
          empty={<Empty title="Nobody outside is told yet">Add the first address below.</Empty>}
        >
          {(rows) => <WebhookTable rows={rows} selected={name} />}
        </QueryView>
      </Panel>
      {name !== undefined && <Deliveries name={name} />}
      <AddWebhook />
    </Page>
  );
}

function WebhookTable({ rows, selected }: { rows: Webhook[]; selected: string | undefined }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (webhook: string) => api.deleteWebhook({ params: { webhook } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  return (
    <>
      <DataTable
        label="Webhooks"
        rows={rows}
        rowKey={({ id }) => id}
        isSelected={({ name }) => name === selected}
        columns={[
          {
            key: 'name',
            header: 'Name',
            isName: true,
            cell: (row) => (
              <TextLink to="/webhooks" search={{ name: row.name }}>
                {row.name}
              </TextLink>
            ),
          },
          { key: 'url', header: 'Address', isProse: true, cell: (row) => row.url },
          { key: 'types', header: 'Events', isProse: true, cell: (row) => row.event_types.join(', ') },
          {
            key: 'state',
            header: 'State',
            isProse: true,
            cell: (row) =>
              row.enabled ? <Status value="enabled" /> : <Status value="disabled">{row.disabled_reason}</Status>,
          },
          {
            key: 'remove',
            header: 'Remove',
            align: 'right',
            cell: (row) => (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Remove ${row.name}`}
                onClick={() => remove.mutate(row.name)}
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

function Deliveries({ name }: { name: string }) {
  const deliveries = useQuery(queries.webhookDeliveries(name));
  return (
    <Panel title={`Deliveries to ${name}`}>
      <QueryView
        query={deliveries}
        isEmpty={(rows) => rows.length === 0}
        empty={<Empty title="Nothing was sent yet">The next event of a type that it listens to is sent at once.</Empty>}
      >
        {(rows) => (
          <DataTable
            label="Deliveries"
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              {
                key: 'event',
                header: 'Event',
                isName: true,
                cell: (row) => (
                  <TextLink to="/events/$id" params={{ id: row.event_id }}>
                    {row.event_type}
                  </TextLink>
                ),
              },
              { key: 'status', header: 'Status', cell: (row) => <Status value={row.status} /> },
              { key: 'attempts', header: 'Tries', align: 'right', cell: (row) => row.attempts },
              {
                key: 'answer',
                header: 'Last answer',
                isProse: true,
                cell: (row) => row.last_error ?? row.last_status ?? '–',
              },
              {
                key: 'next',
                header: 'Next try',
                cell: (row) => (row.next_at ? <time dateTime={row.next_at}>{formatInstant(row.next_at)}</time> : '–'),
              },
              { key: 'when', header: 'When', align: 'right', cell: (row) => <Age at={row.created_at} /> },
              {
                key: 'again',
                header: 'Again',
                align: 'right',
                cell: (row) => <Redeliver name={name} delivery={row} />,
              },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

function Redeliver({ name, delivery }: { name: string; delivery: WebhookDelivery }) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => api.redeliverWebhook({ params: { webhook: name, delivery: delivery.id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`Send again: ${delivery.event_type}`}
        loading={again.isPending}
        onClick={() => again.mutate()}
      >
        Send again
      </Button>
      {again.error && <ErrorState error={again.error} />}
    </>
  );
}

function AddWebhook() {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [types, setTypes] = useState('schema.changed');
  const add = useMutation({
    mutationFn: () => api.putWebhook({ body: { name, url, event_types: types.split(/[\s,]+/).filter(Boolean) } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  return (
    <Panel title="Add or change" note="Saving a name that exists changes it, and enables it again">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Stack gap="xs">
          <Group gap="xs" align="flex-end">
            <TextInput
              size="xs"
              label="Name"
              required
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              size="xs"
              label="Address"
              type="url"
              required
              miw={320}
              value={url}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
            <TextInput
              size="xs"
              label="Event types"
              description="With commas; * is any text"
              required
              value={types}
              onChange={(event) => setTypes(event.currentTarget.value)}
            />
            <Button size="xs" type="submit" loading={add.isPending}>
              Save webhook
            </Button>
          </Group>
          {add.data?.signing_secret && (
            <div role="status">
              <Text size="sm">The signing secret; it is not shown again:</Text>
              <CopyText label="signing secret" text={add.data.signing_secret} />
            </div>
          )}
          {add.data?.warnings.map((warning) => (
            <Text key={warning} size="sm" role="status">
              Saved, but look at this: {warning}
            </Text>
          ))}
          {add.error && <ErrorState error={add.error} />}
        </Stack>
      </form>
    </Panel>
  );
}
