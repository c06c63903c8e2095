// Starting a pipeline by hand: its typed inputs as a form. Shown for pipelines with a manual trigger.
import { Button, Group, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { Input, Pipeline } from '@mockops/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { WorkspaceFilter } from '../../ui/filters.tsx';
import { Panel } from '../../ui/page.tsx';

export function StartForm({ pipeline }: { pipeline: Pipeline }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [workspace, setWorkspace] = useState(pipeline.workspace_id ?? undefined);
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      Object.entries(pipeline.inputs).map(([name, { default: value }]) => [
        name,
        value === undefined ? '' : asText(value),
      ]),
    ),
  );
  const start = useMutation({
    mutationFn: () =>
      api.startRun({
        params: { pipeline: pipeline.name },
        body: { inputs: readInputs(pipeline.inputs, texts), workspace_id: workspace ?? null },
      }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['executions'] });
      await navigate({ to: '/runs/$id', params: { id } });
    },
  });
  return (
    <Panel title="Start by hand">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <Group gap="xs" align="flex-end">
          {Object.entries(pipeline.inputs).map(([name, input]) => (
            <InputField
              key={name}
              name={name}
              input={input}
              value={texts[name] ?? ''}
              onChange={(text) => setTexts((before) => ({ ...before, [name]: text }))}
            />
          ))}
          {pipeline.workspace_id === null && (
            <WorkspaceFilter isField none="None" value={workspace} onChange={setWorkspace} />
          )}
          <Button size="xs" type="submit" loading={start.isPending}>
            Start run
          </Button>
        </Group>
        {start.error && <ErrorState error={start.error} />}
      </form>
    </Panel>
  );
}

function InputField(props: { name: string; input: Input; value: string; onChange: (text: string) => void }) {
  const { name, input, value, onChange } = props;
  const common = { size: 'xs' as const, label: name, description: input.description, required: input.required };
  if (input.type === 'boolean')
    return (
      <Switch
        {...common}
        mb={6}
        checked={value === 'true'}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
      />
    );
  if (input.type === 'choice')
    return (
      <Select {...common} data={input.options ?? []} value={value || null} onChange={(next) => onChange(next ?? '')} />
    );
  if (input.type === 'object' || input.type === 'array')
    return (
      <Textarea
        {...common}
        placeholder="JSON"
        autosize
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      inputMode={input.type === 'number' ? 'decimal' : 'text'}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

type Body = NonNullable<NonNullable<Parameters<typeof api.startRun>[0]>['body']>;
type Values = NonNullable<Body['inputs']>;

/** What was left empty is not sent; what cannot be read goes as text, and the server says what is wrong with it. */
function readInputs(inputs: Record<string, Input>, texts: Record<string, string>): Values {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, { type }]) => {
      const text = texts[name] ?? '';
      if (text === '') return [];
      return [[name, type === 'string' || type === 'choice' ? text : readJson(text)]];
    }),
  );
}

function readJson(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
