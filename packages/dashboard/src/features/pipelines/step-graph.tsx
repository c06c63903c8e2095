// The run as a graph: what started it, which step follows which. A box is a link that opens its step below; what has not begun is dashed.
// Cells of a matrix or foreach are one box, with how many are done; hooks stand apart.
import type { Execution, ExecutionStep } from '@mockops/contract';
import { useMemo } from 'react';
import { GraphView } from '../../ui/graph.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Status } from '../../ui/status.tsx';
import classes from './step-graph.module.css';
import { cellsOf, keyOfStep } from './step-key.ts';

const BOX = { width: 176, height: 82 };
const TRIGGER = ' trigger';

export function StepGraph({ run, selected }: { run: Execution; selected: string | undefined }) {
  const { boxes, arrows } = useMemo(() => {
    const steps = run.steps.filter(({ item }) => item === '');
    const statusOf = new Map(steps.map(({ name, status }) => [name, status]));
    const first = steps.filter(({ section, needs }) => section === 'steps' && needs.length === 0);
    return {
      boxes: [
        { id: TRIGGER, ...BOX, label: 'Trigger', content: <Trigger run={run} /> },
        ...steps.map((step) => ({
          id: step.name,
          ...BOX,
          content: (
            <Step
              run={run.id}
              step={step}
              cells={cellsOf(step, run.steps)}
              isSelected={selected === step.name || selected?.startsWith(`${step.name}[`) === true}
            />
          ),
        })),
      ],
      arrows: [
        ...first.map(({ name }) => ({ from: TRIGGER, to: name })),
        ...steps.flatMap(({ name, needs }) => needs.map((need) => ({ from: need, to: name }))),
      ].map((arrow) => ({
        ...arrow,
        isDashed: statusOf.get(arrow.to) === 'pending' || statusOf.get(arrow.to) === 'skipped',
        label: `${arrow.from.trim()}, then ${arrow.to}`,
      })),
    };
  }, [run, selected]);
  return <GraphView label="Step graph" boxes={boxes} arrows={arrows} columnGap={36} />;
}

function Trigger({ run }: { run: Execution }) {
  return (
    <div className={classes.box} data-kind="trigger">
      <span className={classes.name}>{run.trigger_event}</span>
      <span className={classes.type}>trigger</span>
    </div>
  );
}

function Step(props: { run: string; step: ExecutionStep; cells: ExecutionStep[]; isSelected: boolean }) {
  const { step, cells } = props;
  return (
    <div className={classes.box} data-kind={step.status} data-selected={props.isSelected || undefined}>
      <TextLink
        to="/runs/$id"
        params={{ id: props.run }}
        search={{ step: keyOfStep(step) }}
        replace
        resetScroll={false}
        className={`${classes.link} nodrag nopan`}
        aria-label={`${step.name}, ${step.status.replace('_', ' ')}`}
        aria-current={props.isSelected ? 'true' : undefined}
      >
        <span className={classes.name} title={step.name}>
          {step.name}
        </span>{' '}
        <Status value={step.status} />
      </TextLink>
      <span className={classes.type}>
        {[
          step.section === 'steps' ? '' : step.section.replace('_', ' '),
          cells.length > 0
            ? `${cells.filter(({ completed_at }) => completed_at !== null).length}/${cells.length} cells`
            : '',
          step.type,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </div>
  );
}
