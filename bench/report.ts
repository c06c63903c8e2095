// What a benchmark says: rows that set one of our numbers against a peer's or a limit's from the same run. Out: a table, or JSON.
import os from 'node:os';
import { median } from './numbers.ts';

export interface Row {
  measured: string;
  /** Rates are better when they are higher, the others when they are lower. */
  unit: 'req/s' | 'runs/s' | 'ms' | 'µs' | 'MB' | 'statements';
  ours: number;
  against: string;
  theirs: number;
  /** ours ÷ theirs. */
  ratio: number;
  /** Lowest and highest ratio of a round: how far the noise of the machine reaches. */
  range: [number, number] | null;
}

export interface Report {
  rows: Row[];
  /** What was left out and why, and what one must know to read the rows. */
  notes: string[];
}

/** Rounds are paired: the ratio is the median of the rounds' ratios, so a slow moment of the machine weighs on both sides. */
export function compare(
  measured: string,
  unit: Row['unit'],
  ours: readonly number[],
  against: string,
  theirs: readonly number[],
): Row {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
  return {
    measured,
    unit,
    ours: median(ours),
    against,
    theirs: median(theirs),
    ratio: median(ratios),
    range: ratios.length > 1 ? [Math.min(...ratios), Math.max(...ratios)] : null,
  };
}

/** One number beside what was promised; null: nothing was. */
export function target(measured: string, unit: Row['unit'], ours: number, promised: number | null): Row {
  const theirs = promised ?? Number.NaN;
  return {
    measured,
    unit,
    ours,
    against: promised === null ? '' : 'target',
    theirs,
    ratio: ours / theirs,
    range: null,
  };
}

const HEAD = ['measured', 'unit', 'ratio', 'of rounds', 'MockOps', 'against', 'theirs'];

export function formatTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(formatRow)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map(
    (line) => `| ${line.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width, column) => (isNumeric(column) ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`;
  return [text[0], rule, ...text.slice(1)].join('\n');
}

export function describeMachine(): string {
  const [cpu] = os.cpus();
  const cores = os.availableParallelism();
  const load = os.loadavg()[0] ?? 0;
  return `${cores} cores (${cpu?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, ${os.type()} ${os.release()}, load ${load.toFixed(1)} at the start`;
}

function formatRow(row: Row): string[] {
  const range = row.range ? `${formatRatio(row.range[0])}–${formatRatio(row.range[1])}` : '';
  const unit = row.unit.endsWith('/s') ? `${row.unit} ↑` : `${row.unit} ↓`;
  return [
    row.measured,
    unit,
    Number.isFinite(row.ratio) ? `${formatRatio(row.ratio)}×` : '–',
    range,
    formatValue(row.ours, row.unit),
    row.against,
    formatValue(row.theirs, row.unit),
  ];
}

function formatRatio(ratio: number): string {
  if (!Number.isFinite(ratio)) return '–';
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2);
}

function formatValue(value: number, unit: Row['unit']): string {
  if (!Number.isFinite(value)) return '–';
  return unit.endsWith('/s') || value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
}

const isNumeric = (column: number) => [2, 3, 4, 6].includes(column);
const pad = (cell: string, width: number, column: number) =>
  isNumeric(column) ? cell.padStart(width) : cell.padEnd(width);
