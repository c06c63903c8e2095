// The run as a chain: what started it, then its steps in order. A box is a link that opens its step below; what has not begun is dashed.
import type { Execution, ExecutionStep } from '@mockops/contract';
import { useMemo } from 'react';
import { GraphView } from '../../ui/graph.tsx';
import { TextLink } from '../../ui/link.tsx';
import { Status } from '../../ui/status.tsx';
import classes from './step-graph.module.css';

const BOX = { width: 176, height: 82 };
const TRIGGER = ' trigger';

export function StepGraph({ run, selected }: { run: Execution; selected: string | undefined }) {
  const { boxes, arrows } = useMemo(() => {
    const ids = [TRIGGER, ...run.steps.map(({ name }) => name)];
    return {
      boxes: [
        { id: TRIGGER, ...BOX, label: 'Trigger', content: <Trigger run={run} /> },
        ...run.steps.map((step) => ({
          id: step.name,
          ...BOX,
          content: <Step run={run.id} step={step} isSelected={step.name === selected} />,
        })),
      ],
      arrows: run.steps.map((step, index) => ({
        from: ids[index] ?? TRIGGER,
        to: step.name,
        isDashed: step.status === 'pending',
        label: `${(ids[index] ?? TRIGGER).trim()}, then ${step.name}`,
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

function Step({ run, step, isSelected }: { run: string; step: ExecutionStep; isSelected: boolean }) {
  return (
    <div className={classes.box} data-kind={step.status} data-selected={isSelected || undefined}>
      <TextLink
        to="/runs/$id"
        params={{ id: run }}
        search={{ step: step.name }}
        replace
        resetScroll={false}
        className={`${classes.link} nodrag nopan`}
        aria-label={`${step.name}, ${step.status.replace('_', ' ')}`}
        aria-current={isSelected ? 'true' : undefined}
      >
        <span className={classes.name} title={step.name}>
          {step.name}
        </span>{' '}
        <Status value={step.status} />
      </TextLink>
      <span className={classes.type}>{step.type}</span>
    </div>
  );
}
