// Series over time by uPlot; loaded when a page first needs it. Dragging picks a span of time.
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { TrendProps } from './trend.tsx';
import { findLoneValues, findStep, stackValues } from './trend-series.ts';

const HEIGHT = 180;

export function TrendChart({ label, at, series, kind, onSpan }: TrendProps) {
  const { ref: sizeRef, width } = useElementSize();
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  const pick = useRef(onSpan);
  pick.current = onSpan;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read through CSS variables, so a new scheme draws anew
  useEffect(() => {
    if (!host.current || width === 0) return;
    const style = getComputedStyle(host.current);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    const axis = {
      stroke: color('--mantine-color-dimmed'),
      grid: { stroke: color('--grid-line'), width: 1 },
      ticks: { show: false },
      font: '11px "Inter Variable", system-ui',
    };
    const isShare = kind === 'share';
    // The highest bars first: what is stacked below is painted over them.
    const shown = isShare ? series : series.toReversed();
    const values = isShare ? series.map((one) => [...one.values]) : stackValues(series.map((one) => one.values));
    const from = (at[0] ?? 0) / 1_000;
    const to = ((at.at(-1) ?? 0) + findStep(at)) / 1_000;
    const plot = new uPlot(
      {
        width,
        height: HEIGHT,
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { drag: { x: onSpan !== undefined, y: false, setScale: false }, points: { size: 6 } },
        scales: {
          x: { range: () => [from, to] },
          y: { range: (_plot, _min, max) => [0, isShare ? 100 : Math.max(4, max * 1.1)] },
        },
        axes: [
          { ...axis, size: 28, space: 64, values: (_plot, ticks) => ticks.map(writeTick) },
          {
            ...axis,
            size: 48,
            space: 28,
            incrs: [1, 2, 5, 10, 20, 25, 50]
              .flatMap((step) => (isShare ? [step] : [step, step * 100, step * 10_000]))
              .toSorted((a, b) => a - b),
            values: (_plot, ticks) => ticks.map((tick) => (isShare ? `${tick} %` : tick.toLocaleString('en'))),
          },
        ],
        series: [
          {},
          ...shown.map((one) => ({
            label: one.label,
            stroke: color(one.color),
            fill: isShare ? `color-mix(in srgb, ${color(one.color)} 12%, transparent)` : color(one.color),
            width: isShare ? 1.5 : 0,
            spanGaps: false,
            points: isShare
              ? { size: 7, fill: color(one.color), filter: () => findLoneValues(one.values) }
              : { show: false },
            ...(!isShare && uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.86, 48, 3], align: 1 }) }),
          })),
        ],
        hooks: {
          setSelect: [
            (drawn) => {
              if (drawn.select.width < 4) return;
              const start = drawn.posToVal(drawn.select.left, 'x');
              const end = drawn.posToVal(drawn.select.left + drawn.select.width, 'x');
              pick.current?.(start * 1_000, end * 1_000);
            },
          ],
        },
      },
      [at.map((ms) => ms / 1_000), ...(isShare ? values : values.toReversed())],
      host.current,
    );
    return () => plot.destroy();
  }, [width, scheme, at, series, kind]);

  return (
    <div ref={sizeRef} style={{ minHeight: HEIGHT }}>
      <div ref={host} role="img" aria-label={label} />
    </div>
  );
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** Midnight is its day, any other moment its time. */
function writeTick(seconds: number): string {
  const at = new Date(seconds * 1_000);
  return at.getHours() === 0 && at.getMinutes() === 0 ? DAY.format(at) : HOUR.format(at);
}
