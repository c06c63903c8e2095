// Requests over time, CI apart from people. Dragging over the chart sets the page's time range.

import { Group } from '@mantine/core';
import type { Overview } from '@mockops/contract';
import { useMemo } from 'react';
import { formatCount } from '../../ui/format.ts';
import { Trend } from '../../ui/stat.tsx';
import { TrendPanel } from '../../ui/trend.tsx';

export function RequestTrend({ data, onSpan }: { data: Overview; onSpan: (range: string) => void }) {
  const { requests } = data;
  const at = useMemo(() => data.trend.map((bucket) => Date.parse(bucket.at)), [data.trend]);
  const series = useMemo(
    () => [
      { label: 'CI', color: '--series-1' as const, values: data.trend.map((bucket) => bucket.ci) },
      { label: 'Manual', color: '--series-2' as const, values: data.trend.map((bucket) => bucket.manual) },
      ...(data.trend.some((bucket) => bucket.synthetic > 0)
        ? [{ label: 'Synthetic', color: '--series-3' as const, values: data.trend.map((bucket) => bucket.synthetic) }]
        : []),
    ],
    [data.trend],
  );
  return (
    <TrendPanel
      title="Requests over time"
      note={
        <Group gap={12}>
          <span>
            {formatCount(requests.total)} requests, {formatCount(requests.ci)} of CI, {formatCount(requests.errors)}{' '}
            errors, {formatCount(requests.unmatched)} unmatched
          </span>
          <Trend current={requests.total} previous={requests.previous_total} />
        </Group>
      }
      label={`Requests over time: ${requests.total} in all, ${requests.ci} of CI`}
      kind="bars"
      at={at}
      series={series}
      onSpan={(from, to) => onSpan(`${new Date(from).toISOString()}/${new Date(to).toISOString()}`)}
    />
  );
}
