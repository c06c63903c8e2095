// The filters that many pages have. What they hold lives in the URL; these only show it and say what was chosen.

import { NativeSelect } from '@mantine/core';
import type { EnvironmentName, TimeRange as TimeRangeSchema } from '@mockops/contract';
import { ENVIRONMENTS } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { queries } from '../api/queries.ts';
import { formatInstant } from './format.ts';

/** What a page shows when its URL names no time range. */
export const DEFAULT_RANGE = '7d';

const RANGES = [
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
];

export function TimeRange(props: { value: z.infer<typeof TimeRangeSchema>; onChange: (value: string) => void }) {
  const isListed = RANGES.some(({ value }) => value === props.value);
  const options = isListed ? RANGES : [...RANGES, { value: props.value, label: describeSpan(props.value) }];
  return (
    <NativeSelect
      size="xs"
      aria-label="Time range"
      data={options}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

function describeSpan(range: string): string {
  const [from, to] = range.split('/');
  const isSpan = from && to && !Number.isNaN(Date.parse(from)) && !Number.isNaN(Date.parse(to));
  return isSpan ? `${formatInstant(from)} – ${formatInstant(to)}` : range;
}

/** In a form a choice has its name above it; among a page's filters its words say what it is. */
const nameOf = (label: string, isField: boolean | undefined) => (isField ? { label } : { 'aria-label': label });

export function WorkspaceFilter(props: {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  /** What no workspace means. */
  none?: string;
  isField?: boolean;
}) {
  const workspaces = useQuery(queries.workspaces());
  const slugs = new Set(workspaces.data?.map(({ slug }) => slug));
  if (props.value !== undefined) slugs.add(props.value);
  return (
    <NativeSelect
      size="xs"
      maw={220}
      {...nameOf('Workspace', props.isField)}
      data={[{ value: '', label: props.none ?? 'All workspaces' }, ...slugs]}
      value={props.value ?? ''}
      onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
    />
  );
}

export function EnvironmentFilter(props: {
  value: EnvironmentName | undefined;
  onChange: (value: EnvironmentName | undefined) => void;
}) {
  return (
    <NativeSelect
      size="xs"
      aria-label="Environment"
      data={[{ value: '', label: 'All environments' }, ...ENVIRONMENTS]}
      value={props.value ?? ''}
      onChange={(event) => props.onChange(ENVIRONMENTS.find((name) => name === event.currentTarget.value))}
    />
  );
}

/** One of a few words, or all. */
export function WordFilter<W extends string>(props: {
  label: string;
  all: string;
  words: readonly W[];
  value: W | undefined;
  onChange: (value: W | undefined) => void;
  isField?: boolean;
}) {
  return (
    <NativeSelect
      size="xs"
      {...nameOf(props.label, props.isField)}
      data={[{ value: '', label: props.all }, ...props.words]}
      value={props.value ?? ''}
      onChange={(event) => props.onChange(props.words.find((word) => word === event.currentTarget.value))}
    />
  );
}
