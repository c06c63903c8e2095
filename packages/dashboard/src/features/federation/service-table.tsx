// The map's twin for reading and for keyboards: every service in a row, with the same act.
import { Button, VisuallyHidden } from '@mantine/core';
import type { Federation } from '@mockops/contract';
import { Age } from '../../ui/age.tsx';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { formatCount } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Status } from '../../ui/status.tsx';
import { describeReality } from './reality-detail.ts';

export function ServiceTable(props: {
  federation: Federation;
  selected: string | undefined;
  onChoose: (service: string) => void;
}) {
  const { federation } = props;
  return (
    <DataTable
      label="Services"
      rows={federation.services}
      rowKey={(service) => service.name}
      isSelected={(service) => service.name === props.selected}
      columns={[
        { key: 'name', header: 'Service', isName: true, cell: (service) => <Cut text={service.name} most={12} /> },
        {
          key: 'path',
          header: 'Base path',
          cell: (service) => (
            <code>
              <Cut text={service.base_path} most={10} />
            </code>
          ),
        },
        {
          key: 'workspace',
          header: 'Workspace',
          cell: (service) => (
            <TextLink to="/workspaces/$slug" params={{ slug: service.workspace_id }}>
              <Cut text={service.workspace_id} most={10} />
            </TextLink>
          ),
        },
        { key: 'reality', header: 'Reality', cell: (service) => <Status value={service.reality_level} /> },
        { key: 'detail', header: 'Detail', cell: describeReality },
        {
          key: 'calls',
          header: 'Calls',
          cell: (service) => <Cut text={service.dependencies.join(', ') || '–'} most={13} />,
        },
        {
          key: 'requests',
          header: 'Requests',
          align: 'right',
          cell: (service) => formatCount(service.requests_24h),
        },
        { key: 'errors', header: 'Errors', align: 'right', cell: (service) => formatCount(service.errors_24h) },
        {
          key: 'drift',
          header: 'Drifting',
          align: 'right',
          cell: (service) => (
            <TextLink
              to="/drift"
              search={{ workspace: service.workspace_id }}
              aria-label={`${service.drifting_operations} drifting operations of ${service.name}`}
            >
              {service.drifting_operations}
            </TextLink>
          ),
        },
        {
          key: 'last',
          header: 'Last request',
          align: 'right',
          cell: (service) => <Age at={service.last_request_at} />,
        },
        {
          key: 'act',
          header: <VisuallyHidden>Act</VisuallyHidden>,
          align: 'right',
          cell: (service) => (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Change reality of ${service.name}`}
              onClick={() => props.onChoose(service.name)}
            >
              Change
            </Button>
          ),
        },
      ]}
    />
  );
}
