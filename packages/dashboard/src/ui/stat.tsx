// One number with its parts; a link to the rows behind it. `unknown` is a word, never a zero.
import type { Measure } from '@mockops/contract';
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { compareTotals, formatParts, formatPercentage } from './format.ts';
import classes from './stat.module.css';

interface StatProps {
  label: string;
  value: string;
  /** Numerator and denominator in words. */
  parts: string;
  /** 0–100, drawn as a bar. */
  share?: number | null;
  badge?: ReactNode;
}

export function Stat(props: StatProps) {
  return (
    <div>
      <div className={classes.label}>{props.label}</div>
      <div className={classes.line}>
        <span className={classes.value} data-unknown={props.value === 'unknown' || undefined}>
          {props.value}
        </span>
        {props.badge}
      </div>
      {props.share !== undefined && <ShareBar share={props.share} />}
      <div className={classes.parts}>{props.parts}</div>
    </div>
  );
}

/** A measure as a stat. */
export function MeasureStat(props: { label: string; measure: Measure; things: string; badge?: ReactNode }) {
  return (
    <Stat
      label={props.label}
      value={formatPercentage(props.measure.percentage)}
      parts={formatParts(props.measure, props.things)}
      share={props.measure.percentage}
      badge={props.badge}
    />
  );
}

/** Decorative: the number stands beside it. Unknown is hatched. */
export function ShareBar({ share, width }: { share: number | null; width?: number }) {
  return (
    <span className={classes.bar} data-unknown={share === null || undefined} style={{ width }} aria-hidden>
      <span style={{ width: `${share ?? 0}%` }} />
    </span>
  );
}

export function Trend({ current, previous }: { current: number; previous: number }) {
  const change = compareTotals(current, previous);
  if (!change) return null;
  const Icon = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconArrowRight }[change.direction];
  return (
    <span className={classes.trend}>
      <Icon size={14} aria-hidden />
      {change.text}
    </span>
  );
}
