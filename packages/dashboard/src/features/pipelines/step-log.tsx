// What a step said while it worked, line by line; new lines come as the run goes on.
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries.ts';
import { formatTime } from '../../ui/format.ts';
import { SourceView } from '../../ui/json-view.tsx';
import { QueryView } from '../../ui/query-view.tsx';

export function StepLog({ run, step, item }: { run: string; step: string; item: string }) {
  const log = useQuery(queries.executionLog(run, step));
  return (
    <QueryView query={log} rows={2}>
      {(lines) => {
        const own = lines.filter((line) => line.item === item);
        if (own.length === 0) return <span style={{ color: 'var(--neutral)' }}>It said nothing.</span>;
        const text = own.map(
          (line) => `${formatTime(line.at)} ${line.attempt > 1 ? `[try ${line.attempt}] ` : ''}${line.message}`,
        );
        return <SourceView label="Log" text={text.join('\n')} />;
      }}
    </QueryView>
  );
}
