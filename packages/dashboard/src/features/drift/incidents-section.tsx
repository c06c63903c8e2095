// Incidents: one per operation that differs, with its findings. Acknowledge says someone is on it; resolve closes it; adopt writes it into the contract.
import { Button, Group, Stack, Text } from '@mantine/core';
import type { DriftFinding, DriftIncident } from '@mockops/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { WordFilter } from '../../ui/filters.tsx';
import { formatCount } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status, Tag } from '../../ui/status.tsx';
import classes from './incidents-section.module.css';

const STATES = ['open', 'acknowledged', 'resolved'] as const;
type IncidentState = DriftIncident['status'];

export function IncidentsSection(props: {
  workspace: string | undefined;
  status: IncidentState | undefined;
  onStatus: (status: IncidentState | undefined) => void;
  /** An incident's id, or `all` of the workspace. */
  onAdopt: (wanted: string) => void;
}) {
  const incidents = useQuery(
    queries.incidents({
      ...(props.workspace !== undefined && { workspace_id: props.workspace }),
      ...(props.status !== undefined && { status: props.status }),
    }),
  );
  return (
    <Panel
      title="Incidents"
      id="incidents"
      actions={
        <>
          {props.workspace !== undefined && incidents.data?.some(({ status }) => status !== 'resolved') && (
            <Button size="compact-xs" variant="default" onClick={() => props.onAdopt('all')}>
              Adopt all of {props.workspace}
            </Button>
          )}
          <WordFilter
            label="Incident status"
            all="All incidents"
            words={STATES}
            value={props.status}
            onChange={props.onStatus}
          />
        </>
      }
    >
      <QueryView
        query={incidents}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <Empty title={props.status ? `No incident is ${props.status}` : 'No incident'}>
            An answer of a real upstream that does not fit the contract opens an incident; the same difference again is
            counted in the same incident.
          </Empty>
        }
      >
        {(rows) => (
          <Stack gap={10}>
            {rows.map((incident) => (
              <Incident key={incident.id} incident={incident} onAdopt={() => props.onAdopt(incident.id)} />
            ))}
          </Stack>
        )}
      </QueryView>
    </Panel>
  );
}

function Incident({ incident, onAdopt }: { incident: DriftIncident; onAdopt: () => void }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (status: 'acknowledged' | 'resolved') =>
      api.updateIncident({ params: { incident: incident.id }, body: { status } }),
    onSuccess: () =>
      Promise.all(['incidents', 'analytics'].map((root) => client.invalidateQueries({ queryKey: [root] }))),
  });
  const name = `${incident.operation} in ${incident.workspace_id}`;
  return (
    <article className={classes.incident} id={incident.id} aria-label={`Incident ${name}`}>
      <Group justify="space-between" gap={8}>
        <Group gap={8}>
          <Status value={incident.severity} />
          <Text component="h3" size="sm" fw={600}>
            <code>{incident.operation}</code>
          </Text>
          <Text size="sm" c="dimmed">
            <TextLink to="/workspaces/$slug" params={{ slug: incident.workspace_id }}>
              {incident.workspace_id}
            </TextLink>{' '}
            {incident.environment} · since <Age at={incident.detected_at} /> · last seen{' '}
            <Age at={incident.last_seen_at} />
          </Text>
        </Group>
        <Group gap={6}>
          <Status value={incident.status} />
          {incident.status !== 'resolved' && (
            <Button size="compact-xs" variant="default" aria-label={`Adopt ${name}`} onClick={onAdopt}>
              Adopt
            </Button>
          )}
          {incident.status === 'open' && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Acknowledge ${name}`}
              disabled={change.isPending}
              onClick={() => change.mutate('acknowledged')}
            >
              Acknowledge
            </Button>
          )}
          {incident.status !== 'resolved' && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Resolve ${name}`}
              disabled={change.isPending}
              onClick={() => change.mutate('resolved')}
            >
              Resolve
            </Button>
          )}
        </Group>
      </Group>
      {change.error && <ErrorState error={change.error} />}
      {incident.resolution && (
        <Text size="sm" c="dimmed">
          {incident.resolution}
        </Text>
      )}
      <Findings findings={incident.findings} label={`Findings of ${name}`} />
    </article>
  );
}

function Findings({ findings, label }: { findings: DriftFinding[]; label: string }) {
  return (
    <DataTable
      label={label}
      rows={findings}
      rowKey={(finding) => finding.id}
      columns={[
        {
          key: 'path',
          header: 'Path',
          isName: true,
          width: '22%',
          cell: (finding) => (
            <code>
              <Cut text={finding.path || '/'} most={18} />
            </code>
          ),
        },
        { key: 'description', header: 'Finding', width: '34%', isProse: true, cell: (finding) => finding.description },
        { key: 'expected', header: 'Contract', width: '10%', cell: (finding) => <Value value={finding.expected} /> },
        { key: 'actual', header: 'Upstream', width: '10%', cell: (finding) => <Value value={finding.actual} /> },
        {
          key: 'breaking',
          header: 'Kind',
          cell: (finding) =>
            finding.breaking ? <Tag tone="negative">breaking</Tag> : <Tag tone="neutral">not breaking</Tag>,
        },
        { key: 'count', header: 'Times', align: 'right', cell: (finding) => formatCount(finding.count) },
        { key: 'seen', header: 'Last seen', align: 'right', cell: (finding) => <Age at={finding.last_seen_at} /> },
      ]}
    />
  );
}

function Value({ value }: { value: DriftFinding['expected'] }) {
  if (value === null) return '–';
  return (
    <code>
      <Cut text={typeof value === 'string' ? value : describeType(value)} most={12} />
    </code>
  );
}

/** `integer` rather than `{"type":"integer"}`. */
function describeType(value: Exclude<DriftFinding['expected'], null>): string {
  const isTypeOnly =
    typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 1 && 'type' in value;
  return isTypeOnly && typeof value.type === 'string' ? value.type : JSON.stringify(value);
}
