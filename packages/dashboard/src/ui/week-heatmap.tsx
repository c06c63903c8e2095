// When things are used: weekday × hour, as heatmap and as table.
import type { HeatmapCell } from '@mockops/contract';
import { ChartPanel } from './chart-panel.tsx';
import { DataTable } from './data-table.tsx';
import { Heatmap } from './heatmap.tsx';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

export function WeekHeatmap(props: { title: string; unit: string; cells: readonly HeatmapCell[]; timeZone: string }) {
  const counts = new Map(props.cells.map((cell) => [`${cell.weekday}-${cell.hour}`, cell.count]));
  const count = (row: number, column: number): number => counts.get(`${row + 1}-${column}`) ?? 0;
  const used = props.cells.filter((cell) => cell.count > 0).toSorted((a, b) => b.count - a.count);
  return (
    <ChartPanel
      title={props.title}
      note={`Weekday and hour in ${props.timeZone}`}
      chart={
        <Heatmap
          label={props.title}
          rows={WEEKDAYS}
          columns={HOURS}
          columnName={(hour) => `${hour}:00`}
          count={count}
          unit={props.unit}
        />
      }
      table={
        <DataTable
          label={`${props.title}, as table`}
          rows={used}
          rowKey={(cell) => `${cell.weekday}-${cell.hour}`}
          columns={[
            {
              key: 'slot',
              header: 'Weekday and hour',
              isName: true,
              cell: (cell) => `${WEEKDAYS[cell.weekday - 1]}, ${HOURS[cell.hour]}:00`,
            },
            { key: 'count', header: props.unit, align: 'right', cell: (cell) => cell.count },
          ]}
        />
      }
    />
  );
}
