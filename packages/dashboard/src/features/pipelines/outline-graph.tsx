// A definition as a graph: what starts it, which step follows which; hooks stand apart, because only an end leads to them.
import type { StepOutline } from '@mockops/contract';
import { useMemo } from 'react';
import { GraphView } from '../../ui/graph.tsx';
import classes from './step-graph.module.css';

const BOX = { width: 176, height: 58 };
const TRIGGER = ' trigger';

const SECTION_WORDS: Record<StepOutline['section'], string> = {
  steps: '',
  on_failure: 'on failure',
  on_cancel: 'on cancel',
  finally: 'finally',
};

export function OutlineGraph({ triggers, steps }: { triggers: readonly string[]; steps: readonly StepOutline[] }) {
  const { boxes, arrows } = useMemo(() => {
    const main = steps.filter(({ section }) => section === 'steps');
    return {
      boxes: [
        {
          id: TRIGGER,
          ...BOX,
          label: 'Trigger',
          content: <Box name={triggers.join(', ') || 'called by others'} kind="trigger" note="trigger" />,
        },
        ...steps.map((step) => ({
          id: step.name,
          ...BOX,
          content: (
            <Box
              name={step.name}
              kind="pending"
              note={[SECTION_WORDS[step.section], step.type].filter(Boolean).join(' · ')}
            />
          ),
        })),
      ],
      arrows: [
        ...main.filter(({ needs }) => needs.length === 0).map(({ name }) => ({ from: TRIGGER, to: name })),
        ...steps.flatMap(({ name, needs }) => needs.map((need) => ({ from: need, to: name }))),
      ].map((arrow) => ({ ...arrow, label: `${arrow.from.trim()}, then ${arrow.to}` })),
    };
  }, [triggers, steps]);
  return <GraphView label="Pipeline graph" boxes={boxes} arrows={arrows} columnGap={36} />;
}

function Box({ name, kind, note }: { name: string; kind: string; note: string }) {
  return (
    <div className={classes.box} data-kind={kind}>
      <span className={classes.name} title={name}>
        {name}
      </span>
      <span className={classes.type}>{note}</span>
    </div>
  );
}
