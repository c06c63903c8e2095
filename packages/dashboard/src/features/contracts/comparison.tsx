// What changed between two sides: how much of each level, the list, and the chosen change with its proof and both texts side by side.
import { NativeSelect, Text } from '@mantine/core';
import type { ContractComparison, SchemaChange } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { Cut } from '../../ui/cut.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TextLink } from '../../ui/link.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status, Tag } from '../../ui/status.tsx';
import { ChangeDetail } from './change-detail.tsx';
import { countByLevel } from './change-words.ts';
import classes from './contracts.module.css';

const route = getRouteApi('/workspaces/$slug/contract');
const MOST_ROWS = 300;

export function Comparison({ slug, from, to }: { slug: string; from: string; to: string }) {
  const comparison = useQuery(queries.contractComparison(slug, from, to));
  return (
    <QueryView
      query={comparison}
      isEmpty={({ changes }) => changes.length === 0}
      empty={<Empty title="No change of meaning">Both mean the same to callers.</Empty>}
    >
      {(found) => <Changes slug={slug} comparison={found} from={from} to={to} />}
    </QueryView>
  );
}

function Changes(props: { slug: string; comparison: ContractComparison; from: string; to: string }) {
  const { level, change } = route.useSearch();
  const { changes, suggested } = props.comparison;
  const shown = level === undefined ? changes : changes.filter((one) => one.level === level);
  const chosen = changes.find(({ fingerprint }) => fingerprint === change) ?? shown[0];
  return (
    <>
      <div className={classes.summary}>
        <LevelFilter changes={changes} />
        <Text size="sm" c="dimmed">
          Suggests a {suggested.contract} version of the contract
          {suggested.sdk === suggested.contract ? '' : `, a ${suggested.sdk} one of its SDKs`}
        </Text>
      </div>
      <div className={classes.split}>
        <ChangeTable changes={shown.slice(0, MOST_ROWS)} chosen={chosen} {...props} />
        {chosen && <ChangeDetail change={chosen} slug={props.slug} from={props.from} to={props.to} />}
      </div>
      {shown.length > MOST_ROWS && (
        <Text size="sm" c="dimmed">
          {shown.length - MOST_ROWS} more are in <code>mockops contract diff {props.slug}</code>.
        </Text>
      )}
    </>
  );
}

function LevelFilter({ changes }: { changes: readonly SchemaChange[] }) {
  const { level } = route.useSearch();
  const navigate = route.useNavigate();
  const levels = countByLevel(changes);
  const data = [
    { value: '', label: `All levels (${changes.length})` },
    ...levels.map((one) => ({ value: one.level, label: `${one.word} (${one.count})` })),
  ];
  return (
    <NativeSelect
      size="xs"
      aria-label="Level"
      data={data}
      value={level ?? ''}
      onChange={(event) => {
        const chosen = levels.find(({ level: name }) => name === event.currentTarget.value)?.level;
        void navigate({
          search: ({ from, to }) => ({ from, to, level: chosen }),
          replace: true,
          resetScroll: false,
        });
      }}
    />
  );
}

function ChangeTable(props: {
  slug: string;
  from: string;
  to: string;
  changes: readonly SchemaChange[];
  chosen: SchemaChange | undefined;
}) {
  const search = route.useSearch();
  return (
    <DataTable
      label="Changes of the contract"
      rows={props.changes}
      rowKey={({ fingerprint, rule, place }) => `${fingerprint} ${rule} ${place}`}
      isSelected={(row) => row === props.chosen}
      columns={[
        {
          key: 'level',
          header: 'Level',
          width: 110,
          cell: ({ level, ignored }) => (ignored === null ? <Status value={level} /> : <Tag>accepted</Tag>),
        },
        {
          key: 'what',
          header: 'What',
          isName: true,
          isProse: true,
          cell: (row) => (
            <TextLink
              to="/workspaces/$slug/contract"
              params={{ slug: props.slug }}
              search={{ ...search, change: row.fingerprint }}
              replace
              resetScroll={false}
              aria-current={row === props.chosen ? 'true' : undefined}
            >
              {row.message}
            </TextLink>
          ),
        },
        {
          key: 'reach',
          header: 'Reaches',
          cell: ({ operations }) => {
            const [first, ...others] = operations;
            if (first === undefined) return '–';
            return others.length === 0 ? <Cut text={first} most={24} /> : `${operations.length} operations`;
          },
        },
      ]}
    />
  );
}
