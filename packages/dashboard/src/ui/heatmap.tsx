// Rows × columns of counts as SVG. A grid with one tab stop: arrow keys move, Home and End go to a row's ends, Enter picks.
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, useState } from 'react';
import { describeHeatBounds, findHeatBounds, findHeatLevel, fitText } from './heat-scale.ts';
import classes from './heatmap.module.css';

export interface HeatmapProps {
  label: string;
  rows: readonly string[];
  columns: readonly string[];
  /** Column name as read in a cell's name; default: the column itself. */
  columnName?: (column: string) => string;
  count: (row: number, column: number) => number;
  unit: string;
  rowLabelWidth?: number;
  /** Few columns with long names need wider cells than hours do. */
  widestCell?: number;
  onPick?: (row: number, column: number) => void;
}

const CELL_HEIGHT = 20;
const TOP = 20;

export function Heatmap(props: HeatmapProps) {
  const { rows, columns, count, unit, rowLabelWidth = 40, widestCell = 64 } = props;
  const { ref: sizeRef, width } = useElementSize();
  const [at, setAt] = useState({ row: 0, column: 0 });
  const counts = rows.map((_, row) => columns.map((_column, column) => count(row, column)));
  const bounds = findHeatBounds(Math.max(0, ...counts.flat()));
  const cellWidth = Math.max(14, Math.min(widestCell, (width - rowLabelWidth) / Math.max(1, columns.length)));
  const tickEvery = Math.ceil(26 / cellWidth);
  const name = (row: number, column: number): string =>
    `${rows[row]}, ${(props.columnName ?? String)(columns[column] ?? '')}: ${counts[row]?.[column] ?? 0} ${unit}`;

  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const next = findNext(event.key, at, rows.length - 1, columns.length - 1);
    if (next) {
      event.preventDefault();
      setAt(next);
      event.currentTarget.querySelector<SVGElement>(`[data-at="${next.row}-${next.column}"]`)?.focus();
    } else if (event.key === 'Enter') props.onPick?.(at.row, at.column);
  };

  return (
    <div ref={sizeRef} className={classes.frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: cells of a heatmap are drawn; the table view is the <table> */}
      <div role="grid" aria-label={props.label} onKeyDown={move}>
        <svg
          role="presentation"
          width={rowLabelWidth + columns.length * cellWidth}
          height={TOP + rows.length * CELL_HEIGHT}
          className={classes.grid}
        >
          <g aria-hidden>
            {columns.map((column, index) =>
              index % tickEvery === 0 ? (
                <text key={column} x={rowLabelWidth + index * cellWidth} y={13}>
                  {fitText(column, cellWidth * tickEvery - 4)}
                </text>
              ) : null,
            )}
          </g>
          {rows.map((row, rowIndex) => (
            // biome-ignore lint/a11y/useSemanticElements: an SVG has no <tr>
            <g role="row" key={row}>
              {/* biome-ignore lint/a11y/useSemanticElements: an SVG has no <th> */}
              <text role="rowheader" x={rowLabelWidth - 8} y={TOP + (rowIndex + 0.7) * CELL_HEIGHT} textAnchor="end">
                <title>{row}</title>
                {fitText(row, rowLabelWidth - 10)}
              </text>
              {columns.map((column, columnIndex) => (
                // biome-ignore lint/a11y/useSemanticElements: an SVG has no <td>
                <rect
                  key={column}
                  role="gridcell"
                  aria-label={name(rowIndex, columnIndex)}
                  tabIndex={at.row === rowIndex && at.column === columnIndex ? 0 : -1}
                  data-at={`${rowIndex}-${columnIndex}`}
                  data-pickable={props.onPick !== undefined || undefined}
                  x={rowLabelWidth + columnIndex * cellWidth}
                  y={TOP + rowIndex * CELL_HEIGHT}
                  width={cellWidth - 1.5}
                  height={CELL_HEIGHT - 1.5}
                  rx={2}
                  style={{ fill: `var(--heat-${findHeatLevel(counts[rowIndex]?.[columnIndex] ?? 0, bounds)})` }}
                  onFocus={() => setAt({ row: rowIndex, column: columnIndex })}
                  onClick={() => props.onPick?.(rowIndex, columnIndex)}
                >
                  <title>{name(rowIndex, columnIndex)}</title>
                </rect>
              ))}
            </g>
          ))}
        </svg>
      </div>
      <div className={classes.legend}>
        {describeHeatBounds(bounds).map(({ level, text }) => (
          <span key={level}>
            <i style={{ background: `var(--heat-${level})` }} aria-hidden />
            {text}
          </span>
        ))}
        <span>{unit}</span>
      </div>
    </div>
  );
}

interface Place {
  row: number;
  column: number;
}

function findNext(key: string, at: Place, lastRow: number, lastColumn: number): Place | undefined {
  switch (key) {
    case 'ArrowUp':
      return { ...at, row: Math.max(0, at.row - 1) };
    case 'ArrowDown':
      return { ...at, row: Math.min(lastRow, at.row + 1) };
    case 'ArrowLeft':
      return { ...at, column: Math.max(0, at.column - 1) };
    case 'ArrowRight':
      return { ...at, column: Math.min(lastColumn, at.column + 1) };
    case 'Home':
      return { ...at, column: 0 };
    case 'End':
      return { ...at, column: lastColumn };
    default:
      return undefined;
  }
}
