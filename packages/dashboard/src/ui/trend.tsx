// A panel with series over time: chart (its engine is loaded lazily), legend, and the same numbers as a table.
import { Skeleton } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import { ChartPanel } from './chart-panel.tsx';
import { DataTable } from './data-table.tsx';
import { formatCount, formatInstant } from './format.ts';
import classes from './trend.module.css';

interface TrendSeries {
  label: string;
  /** A CSS variable of base.css. */
  color: `--${string}`;
  /** null: nothing known at this moment. */
  values: readonly (number | null)[];
}

export interface TrendProps {
  label: string;
  /** Epoch milliseconds, one per value. */
  at: readonly number[];
  series: readonly TrendSeries[];
  /** `bars`: counts, one bar per moment, stacked. `share`: percentages 0–100 as lines, with a dot where a value stands alone. */
  kind: 'bars' | 'share';
  /** The reader dragged over a span of time. */
  onSpan?: (from: number, to: number) => void;
}

const TrendChart = lazy(() => import('./trend-chart.tsx').then((module) => ({ default: module.TrendChart })));

export function TrendPanel({
  title,
  note,
  actions,
  ...trend
}: TrendProps & { title: string; note?: ReactNode; actions?: ReactNode }) {
  const rows = trend.at
    .map((at, index) => ({ at, index }))
    .filter(({ index }) => trend.series.some((one) => one.values[index]));
  return (
    <ChartPanel
      title={title}
      note={note}
      actions={actions}
      chart={
        <>
          <Suspense fallback={<Skeleton height={170} />}>
            <TrendChart {...trend} />
          </Suspense>
          <div className={classes.legend}>
            {trend.series.map((one) => (
              <span key={one.label}>
                <i style={{ background: `var(${one.color})` }} aria-hidden />
                {one.label}
              </span>
            ))}
          </div>
        </>
      }
      table={
        <DataTable
          label={`${title}, as table`}
          rows={rows}
          rowKey={(row) => String(row.at)}
          columns={[
            { key: 'at', header: 'From', isName: true, cell: (row) => formatInstant(new Date(row.at).toISOString()) },
            ...trend.series.map((one) => ({
              key: one.label,
              header: one.label,
              align: 'right' as const,
              cell: (row: { index: number }) => {
                const value = one.values[row.index];
                if (value === null || value === undefined) return 'unknown';
                return trend.kind === 'share' ? `${value.toFixed(1)} %` : formatCount(value);
              },
            })),
          ]}
        />
      }
    />
  );
}
