// Series over time by uPlot; loaded when a page first needs it. Dragging picks a span of time.
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { TrendProps } from './trend.tsx';

const HEIGHT = 170;

export function TrendChart({ label, at, series, percent = false, onSpan }: TrendProps) {
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
      ticks: { stroke: color('--grid-line'), width: 1 },
      font: '11px "Inter Variable", system-ui',
    };
    const plot = new uPlot(
      {
        width,
        height: HEIGHT,
        legend: { show: false },
        cursor: { drag: { x: onSpan !== undefined, y: false, setScale: false }, points: { size: 6 } },
        scales: { y: { range: (_plot, _min, max) => [0, percent ? 100 : Math.max(4, max * 1.1)] } },
        axes: [
          { ...axis, space: 64, values: (_plot, ticks) => ticks.map(writeTick) },
          { ...axis, size: 48, values: (_plot, ticks) => ticks.map((tick) => (percent ? `${tick} %` : `${tick}`)) },
        ],
        series: [
          {},
          ...series.map((one) => ({
            label: one.label,
            stroke: color(one.color),
            fill: `color-mix(in srgb, ${color(one.color)} 12%, transparent)`,
            width: 1.5,
            spanGaps: false,
            points: { show: at.length < 3 },
          })),
        ],
        hooks: {
          setSelect: [
            (drawn) => {
              if (drawn.select.width < 4) return;
              const from = drawn.posToVal(drawn.select.left, 'x');
              const to = drawn.posToVal(drawn.select.left + drawn.select.width, 'x');
              pick.current?.(from * 1_000, to * 1_000);
            },
          ],
        },
      },
      [at.map((ms) => ms / 1_000), ...series.map((one) => [...one.values])],
      host.current,
    );
    return () => plot.destroy();
  }, [width, scheme, at, series, percent]);

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
