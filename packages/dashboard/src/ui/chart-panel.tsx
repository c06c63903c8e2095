// A panel with a chart and its table: the same numbers, one click apart.
import { Button } from '@mantine/core';
import { IconChartHistogram, IconTable } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Panel } from './page.tsx';

export function ChartPanel(props: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  chart: ReactNode;
  table: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  const other = asTable ? 'chart' : 'table';
  return (
    <Panel
      title={props.title}
      note={props.note}
      actions={
        <>
          {props.actions}
          <Button
            size="compact-xs"
            variant="default"
            leftSection={asTable ? <IconChartHistogram size={13} aria-hidden /> : <IconTable size={13} aria-hidden />}
            aria-label={`View as ${other}: ${props.title}`}
            onClick={() => setAsTable(!asTable)}
          >
            View as {other}
          </Button>
        </>
      }
    >
      {asTable ? props.table : props.chart}
    </Panel>
  );
}
