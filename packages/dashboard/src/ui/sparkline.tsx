// The shape of a series in a table cell. Decorative: the numbers stand beside it.
export function Sparkline({ values, width = 96 }: { values: readonly number[]; width?: number }) {
  const height = 18;
  const largest = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  return (
    <svg width={width} height={height} aria-hidden style={{ display: 'block' }}>
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--grid-line)" />
      {values.map((value, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
          key={index}
          x={index * step}
          width={Math.max(1, step - 1)}
          y={height - (value / largest) * (height - 2)}
          height={(value / largest) * (height - 2)}
          fill="var(--heat-3)"
        />
      ))}
    </svg>
  );
}
