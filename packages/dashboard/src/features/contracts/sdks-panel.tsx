// Client libraries that pipelines generated from the contract: of which revision, whether they were seen to work, and their files.
import { Anchor, Group } from '@mantine/core';
import type { GeneratedSdk, SdkEvidence } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';

export function SdksPanel({ slug }: { slug: string }) {
  const sdks = useQuery(queries.sdks(slug));
  return (
    <Panel
      title="SDKs"
      note="Client libraries that pipelines generated from this contract; the newest of each language"
    >
      <QueryView
        query={sdks}
        rows={2}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <Empty title="None yet" command="npx mockops sdk generate openapi.yaml --lang all --out sdks">
            A pipeline with a regenerate_sdk step makes them whenever the contract changes; the command makes them from
            a file, without a server.
          </Empty>
        }
      >
        {(rows) => <SdksTable slug={slug} rows={rows} />}
      </QueryView>
    </Panel>
  );
}

function SdksTable({ slug, rows }: { slug: string; rows: GeneratedSdk[] }) {
  return (
    <DataTable
      label="SDKs"
      rows={rows}
      rowKey={({ output, language }) => `${output} ${language}`}
      columns={[
        {
          key: 'language',
          header: 'Language',
          isName: true,
          cell: ({ output, language }) => (output === slug ? language : `${output}/${language}`),
        },
        { key: 'revision', header: 'Revision', align: 'right', cell: ({ revision }) => revision ?? 'elsewhere' },
        { key: 'verified', header: 'Seen to work', isProse: true, cell: ({ verified }) => evidence(verified) },
        { key: 'files', header: 'Files', align: 'right', cell: ({ file_count }) => file_count || '–' },
        { key: 'digest', header: 'Digest', cell: ({ digest }) => <code>{digest.slice(0, 12)}</code> },
        { key: 'when', header: 'Generated', align: 'right', cell: ({ generated_at }) => <Age at={generated_at} /> },
        {
          key: 'download',
          header: 'Download',
          align: 'right',
          cell: (row) => (row.downloadable ? <Downloads slug={slug} sdk={row} /> : 'not kept'),
        },
      ]}
    />
  );
}

function Downloads({ slug, sdk: { language, output } }: { slug: string; sdk: GeneratedSdk }) {
  const path = [slug, 'sdks', language].map(encodeURIComponent).join('/');
  const query = output === slug ? '' : `&output=${encodeURIComponent(output)}`;
  return (
    <Group gap={8} justify="flex-end" wrap="nowrap">
      {['zip', 'tar.gz'].map((format) => (
        <Anchor
          key={format}
          size="sm"
          href={`/api/v1/workspaces/${path}/archive?format=${format}${query}`}
          aria-label={`${language} as ${format}`}
        >
          {format}
        </Anchor>
      ))}
    </Group>
  );
}

function evidence(verified: SdkEvidence | null): string {
  if (verified === null) return 'not asked for';
  const { compiled, calls, skipped } = verified;
  const parts = [
    ...(compiled === true ? ['compiles'] : []),
    ...(calls.length > 0 ? [`${calls.length} ${calls.length === 1 ? 'call' : 'calls'} answered`] : []),
    ...(skipped === null ? [] : [skipped]),
  ];
  return parts.join('; ') || 'nothing was tried';
}
