// The contract of a workspace over time: what changed between two revisions with what shows it, every revision, and where it is fetched from.
import { NativeSelect } from '@mantine/core';
import type { ContractRevision } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { Empty } from '../../ui/empty.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Comparison } from './comparison.tsx';
import { RevisionsTable } from './revisions-table.tsx';
import { SdksPanel } from './sdks-panel.tsx';
import { WatchesPanel } from './watches-panel.tsx';

const route = getRouteApi('/workspaces/$slug/contract');

export function ContractPage() {
  const { slug } = route.useParams();
  const revisions = useQuery(queries.contractRevisions(slug));
  return (
    <Page
      title="Contract"
      trail={
        <>
          <TextLink to="/workspaces">Workspaces</TextLink>
          <TextLink to="/workspaces/$slug" params={{ slug }}>
            {slug}
          </TextLink>
        </>
      }
    >
      <QueryView
        query={revisions}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <Empty title="No contract yet" command={`npx mockops push <folder of ${slug}>`}>
            A push with an OpenAPI or Protobuf file in schemas/ makes the first revision; each change of its meaning
            makes another.
          </Empty>
        }
      >
        {(rows) => (
          <>
            <ChangesPanel slug={slug} revisions={rows} />
            <Panel title="Revisions" note="Every meaning that the contract in dev had; a reformatting makes none">
              <RevisionsTable slug={slug} revisions={rows} />
            </Panel>
          </>
        )}
      </QueryView>
      <SdksPanel slug={slug} />
      <WatchesPanel slug={slug} />
    </Page>
  );
}

function ChangesPanel({ slug, revisions }: { slug: string; revisions: ContractRevision[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const newest = revisions[0]?.revision ?? 1;
  const to = search.to ?? String(newest);
  const from = search.from ?? String(Math.max(1, Number(to) - 1 || newest - 1));
  const sides = [...revisions.map(({ revision }) => String(revision)), 'dev', 'test', 'prod'];
  const choose = (side: 'from' | 'to', value: string): void =>
    void navigate({ search: { from, to, [side]: value }, replace: true, resetScroll: false });
  return (
    <Panel
      title="Changes"
      note="Judged by the workspace’s schema-policy.yaml; the worst first"
      actions={
        <>
          <SideSelect label="From" sides={sides} value={from} onChange={(value) => choose('from', value)} />
          <SideSelect label="To" sides={sides} value={to} onChange={(value) => choose('to', value)} />
        </>
      }
    >
      {from === to ? (
        <Empty title="One revision">There is nothing before revision {to}; the next change shows here.</Empty>
      ) : (
        <Comparison slug={slug} from={from} to={to} />
      )}
    </Panel>
  );
}

function SideSelect(props: { label: string; sides: string[]; value: string; onChange: (value: string) => void }) {
  const data = [...new Set([...props.sides, props.value])].map((value) => ({
    value,
    label: /^\d/.test(value) ? `Revision ${value}` : value,
  }));
  return (
    <NativeSelect
      size="xs"
      aria-label={props.label}
      data={data}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
