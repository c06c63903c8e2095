// Steps over time: a table whose bars share one axis. What has not begun is a dashed line; each try is a bar of its own.
import type { ExecutionStep } from '@mockops/contract';
import type { ReactNode } from 'react';
import { DataTable } from './data-table.tsx';
import { formatDuration } from './format.ts';
import classes from './gantt.module.css';
import { createGanttScale, type GanttScale } from './gantt-scale.ts';
import { Status } from './status.tsx';
import { findStatusLook } from './status-words.ts';

export interface GanttProps {
  label: string;
  steps: readonly ExecutionStep[];
  /** Epoch ms of the run's start, and of its end or of now. */
  start: number;
  end: number;
  selected: string | undefined;
  keyOf: (step: ExecutionStep) => string;
  /** The step's name as a link that selects it. */
  renderName: (step: ExecutionStep) => ReactNode;
}

export function Gantt({ label, steps, start, end, selected, keyOf, renderName }: GanttProps) {
  // What has not begun needs room to the right of now.
  const isWaiting = steps.some(({ status }) => status === 'pending');
  const scale = createGanttScale(start, isWaiting ? end + (end - start) / 4 : end);
  return (
    <DataTable
      label={label}
      rows={steps}
      rowKey={keyOf}
      isSelected={(step) => keyOf(step) === selected}
      columns={[
        { key: 'step', header: 'Step', isName: true, cell: renderName },
        {
          key: 'status',
          header: 'Status',
          cell: (step) => (
            <Status value={step.status}>
              {step.attempts.length > 1 ? `${step.status.replace('_', ' ')} · try ${step.attempts.length}` : undefined}
            </Status>
          ),
        },
        {
          key: 'time',
          header: <Axis scale={scale} />,
          width: '36%',
          cell: (step) => <Bars step={step} scale={scale} end={end} />,
        },
        { key: 'duration', header: 'Duration', align: 'right', cell: (step) => describeLength(step, end) },
      ]}
    />
  );
}

function describeLength(step: ExecutionStep, end: number): string {
  if (!step.started_at || step.status === 'skipped') return '–';
  return formatDuration(
    Math.max(0, (step.completed_at ? Date.parse(step.completed_at) : end) - Date.parse(step.started_at)),
  );
}

function Axis({ scale }: { scale: GanttScale }) {
  return (
    <span className={classes.axis}>
      {scale.ticks.map((tick) => (
        <span key={tick.offset_ms} style={{ left: `${tick.share * 100}%` }}>
          {tick.offset_ms === 0 ? '0' : formatDuration(tick.offset_ms)}
        </span>
      ))}
    </span>
  );
}

function Bars({ step, scale, end }: { step: ExecutionStep; scale: GanttScale; end: number }) {
  const percent = (at: number): number => scale.place(at) * 100;
  const waiting = step.status === 'pending';
  return (
    <svg width="100%" height={18} aria-hidden className={classes.bars}>
      {scale.ticks.map((tick) => (
        <line
          key={tick.offset_ms}
          x1={`${tick.share * 100}%`}
          x2={`${tick.share * 100}%`}
          y1={0}
          y2={18}
          className={classes.tick}
        />
      ))}
      {waiting && <line x1={`${percent(end)}%`} x2="100%" y1={9} y2={9} className={classes.pending} />}
      {step.attempts.length === 0 && step.started_at && step.status !== 'skipped' && (
        <line
          x1={`${percent(Date.parse(step.started_at))}%`}
          x2={`${percent(step.completed_at ? Date.parse(step.completed_at) : end)}%`}
          y1={9}
          y2={9}
          className={classes.whole}
        />
      )}
      {step.status === 'waiting' && step.attempts.length > 0 && step.started_at && (
        <line
          x1={`${percent(Date.parse(step.started_at))}%`}
          x2={`${percent(end)}%`}
          y1={9}
          y2={9}
          className={classes.waiting}
        />
      )}
      {step.attempts.map((attempt) => {
        const from = percent(Date.parse(attempt.started_at));
        const to = percent(attempt.completed_at ? Date.parse(attempt.completed_at) : end);
        return (
          <rect
            key={attempt.number}
            x={`${from}%`}
            width={`${Math.max(0.6, to - from)}%`}
            y={4}
            height={10}
            rx={2}
            style={{ fill: `var(--${findStatusLook(attempt.status).tone})` }}
          />
        );
      })}
    </svg>
  );
}
