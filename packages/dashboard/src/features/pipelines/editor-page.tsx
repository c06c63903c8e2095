// Writing a pipeline: YAML at the left, its findings and its graph while one types. The server checks it as it would when it is saved.
import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Pipeline } from '@mockops/contract';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Empty } from '../../ui/empty.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { IssueList } from '../../ui/issue-list.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { type EditorIssue, YamlEditor } from '../../ui/yaml-editor.tsx';
import { OutlineGraph } from './outline-graph.tsx';

const TYPING_MS = 250;

const FIRST = `name: my-pipeline
triggers:
  - event: schema.changed

steps:
  - name: tell-the-team
    type: notify
    config:
      channels: ["#api-team"]
      message: "The contract of {{workspace_id}} changed"
`;

export function NewPipelinePage() {
  return <Editor title="New pipeline" source={FIRST} workspace={null} file="pipeline.yaml" />;
}

const editRoute = getRouteApi('/pipelines/$name/edit');

export function EditPipelinePage() {
  const { name } = editRoute.useParams();
  const pipeline = useQuery(queries.pipeline(name));
  if (!pipeline.data) {
    return (
      <Page title={`Edit ${name}`}>
        <QueryView query={pipeline} rows={10}>
          {() => null}
        </QueryView>
      </Page>
    );
  }
  return <EditKnown pipeline={pipeline.data} />;
}

function EditKnown({ pipeline }: { pipeline: Pipeline }) {
  return (
    <Editor
      // What was saved meanwhile elsewhere is not put under the hands of who types.
      key={pipeline.id}
      title={`Edit ${pipeline.name}`}
      source={pipeline.source}
      workspace={pipeline.workspace_id}
      file={`${pipeline.name}.yaml`}
      name={pipeline.name}
    />
  );
}

function Editor(props: { title: string; source: string; workspace: string | null; file: string; name?: string }) {
  const [text, setText] = useState(props.source);
  const [place, setPlace] = useState<{ line: number; col: number }>();
  const [checkedText] = useDebouncedValue(text, TYPING_MS);
  const navigate = useNavigate();
  const client = useQueryClient();
  const body = { file: props.file, workspace_id: props.workspace };
  const check = useQuery({
    ...queries.pipelineCheck({ ...body, source: checkedText }),
    placeholderData: keepPreviousData,
    enabled: checkedText.trim() !== '',
  });
  const save = useMutation({
    mutationFn: () => api.savePipeline({ body: { ...body, source: text } }),
    onSuccess: async ({ name }) => {
      await client.invalidateQueries({ queryKey: ['pipelines'] });
      await navigate({ to: '/pipelines/$name', params: { name } });
    },
  });
  const issues = check.data?.issues ?? [];
  return (
    <Page
      title={props.title}
      trail={
        <>
          <TextLink to="/pipelines">Pipelines</TextLink>
          {props.name && (
            <TextLink to="/pipelines/$name" params={{ name: props.name }}>
              {props.name}
            </TextLink>
          )}
        </>
      }
      actions={
        <Group gap={8}>
          <Text size="sm" c="dimmed" role="status" aria-label="Check">
            {describeCheck(check.data, checkedText !== text || check.isFetching)}
          </Text>
          <Button size="xs" loading={save.isPending} disabled={check.data?.ok === false} onClick={() => save.mutate()}>
            Save
          </Button>
        </Group>
      }
    >
      {save.error && <ErrorState error={save.error} />}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing={12}>
        <Panel title="Definition" note="Ctrl-Space completes; Tab leaves the editor">
          <YamlEditor
            label="Pipeline YAML"
            value={text}
            onChange={setText}
            issues={issues}
            complete={(source, offset) => api.completePipeline({ body: { ...body, source, offset } })}
            goTo={place}
          />
        </Panel>
        <Stack gap={12}>
          <Panel title="Graph">
            {check.data?.outline ? (
              <OutlineGraph triggers={check.data.outline.triggers} steps={check.data.outline.steps} />
            ) : (
              <Empty title="No graph yet">It is drawn as soon as the definition can be read.</Empty>
            )}
          </Panel>
          <Panel title="Findings">
            {check.error && <ErrorState error={check.error} />}
            {issues.length > 0 ? (
              <IssueList issues={issues} onGoTo={(at) => setPlace({ ...at })} />
            ) : (
              <Text size="sm" c="dimmed">
                Nothing to mend.
              </Text>
            )}
          </Panel>
        </Stack>
      </SimpleGrid>
    </Page>
  );
}

function describeCheck(result: { ok: boolean; issues: readonly EditorIssue[] } | undefined, isStale: boolean): string {
  if (!result || isStale) return 'checking …';
  const count = result.issues.length;
  if (!result.ok) return `${count} ${count === 1 ? 'error' : 'errors'}`;
  return count === 0 ? 'no findings' : `${count} ${count === 1 ? 'warning' : 'warnings'}`;
}
