// One pending approval: what is asked, by whom, what it is bound to; and the two buttons.
import { Button, Group, NumberInput, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { type Approval, Input } from '@mockops/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { Age } from '../../ui/age.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatInstant, shortDigest } from '../../ui/format.ts';
import { TextLink } from '../../ui/link.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { Panel } from '../../ui/page.tsx';

export type Decide = (decision: 'approve' | 'reject', comment: string, fields: Fields) => Promise<unknown>;
type Fields = Record<string, string | number | boolean>;

export function ApprovalCard({ approval }: { approval: Approval }) {
  return (
    <ApprovalForm
      approval={approval}
      decide={(decision, comment, fields) =>
        api.decideApproval({
          params: { approval: approval.id },
          body: { decision, digest: approval.digest, fields, ...(comment !== '' && { comment }) },
        })
      }
    />
  );
}

export function ApprovalForm({ approval, decide }: { approval: Approval; decide: Decide }) {
  const client = useQueryClient();
  const [comment, setComment] = useState('');
  const [fields, setFields] = useState<Fields>(() => defaultsOf(approval));
  const vote = useMutation({
    mutationFn: (decision: 'approve' | 'reject') => decide(decision, comment, fields),
    onSettled: () => client.invalidateQueries({ queryKey: ['approvals'] }),
  });
  const given = approval.votes.filter(({ decision }) => decision === 'approve').length;
  return (
    <Panel
      title={`${approval.pipeline} #${approval.run_number}: ${approval.step}`}
      note={
        <>
          Asked <Age at={approval.created_at} /> · caused by {approval.requested_by} · {given} of{' '}
          {approval.min_approvals} {approval.min_approvals === 1 ? 'approval' : 'approvals'} · for{' '}
          {approval.approvers.join(', ') || 'everybody'}
          {approval.prevent_self_approval && ' but who caused it'}
          {approval.expires_at && ` · until ${formatInstant(approval.expires_at)}`} · digest{' '}
          <code>{shortDigest(approval.digest)}</code>
        </>
      }
      actions={
        <TextLink to="/runs/$id" params={{ id: approval.execution_id }} search={{ step: approval.step }}>
          Open run
        </TextLink>
      }
    >
      <Stack gap="xs" maw={560}>
        <Markdown text={approval.message} />
        {Object.entries(fieldsOf(approval)).map(([name, input]) => (
          <Field
            key={name}
            name={name}
            input={input}
            value={fields[name]}
            onChange={(value) => setFields((before) => ({ ...before, [name]: value }))}
          />
        ))}
        <Textarea
          size="xs"
          label="Comment"
          autosize
          minRows={1}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Group gap={8}>
          <Button
            size="xs"
            loading={vote.isPending && vote.variables === 'approve'}
            onClick={() => vote.mutate('approve')}
          >
            Approve
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={vote.isPending && vote.variables === 'reject'}
            onClick={() => vote.mutate('reject')}
          >
            Reject
          </Button>
          {vote.isSuccess && (
            <Text size="sm" role="status">
              Recorded.
            </Text>
          )}
        </Group>
        {vote.error && <ErrorState error={vote.error} />}
      </Stack>
    </Panel>
  );
}

function fieldsOf(approval: Approval): Record<string, Input> {
  return Object.fromEntries(
    Object.entries(approval.fields ?? {}).flatMap(([name, field]) => {
      const read = Input.safeParse(field);
      return read.success ? [[name, read.data]] : [];
    }),
  );
}

function defaultsOf(approval: Approval): Fields {
  const given = Object.entries(fieldsOf(approval)).flatMap(([name, { default: value }]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, value] as const]
      : [],
  );
  return Object.fromEntries(given);
}

function Field(props: {
  name: string;
  input: Input;
  value: string | number | boolean | undefined;
  onChange: (value: string | number | boolean) => void;
}) {
  const { name, input, value } = props;
  const common = { size: 'xs' as const, label: name, description: input.description, required: input.required };
  switch (input.type) {
    case 'boolean':
      return (
        <Switch
          {...common}
          checked={value === true}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          {...(input.min !== undefined && { min: input.min })}
          {...(input.max !== undefined && { max: input.max })}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => typeof next === 'number' && props.onChange(next)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={input.options ?? []}
          value={typeof value === 'string' ? value : null}
          onChange={(next) => next !== null && props.onChange(next)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        />
      );
  }
}
