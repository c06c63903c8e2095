// `wait`: lets time pass, and holds no place while it does. In: a duration or an instant. Out: until when it waited.
import { z } from 'zod';
import { defineStep } from '../define-step.ts';
import { millisecondsOf } from '../duration-text.ts';
import { type Outputs, type StepContext, Suspended } from '../step-type.ts';
import { nowOf } from '../waiting.ts';
import { WaitConfig } from './schema.ts';

const State = z.object({ until: z.iso.datetime() });

export const wait = defineStep<WaitConfig>({
  type: 'wait',
  summary: 'Lets time pass without holding a place',
  effect: 'wait',
  config: WaitConfig,
  outputs: z.object({ until: z.string() }),
  timeout_ms: 10_000,
  run: async (context) => {
    const { duration, until } = context.config;
    const end = until ? new Date(until) : new Date(nowOf(context).getTime() + millisecondsOf(duration ?? ''));
    return waitUntil(context, end);
  },
  resume: async (context, _, state) => waitUntil(context, new Date(State.parse(state).until)),
});

function waitUntil(context: StepContext<unknown>, end: Date): Outputs | Suspended {
  const until = end.toISOString();
  if (end <= nowOf(context)) return { until };
  return new Suspended({ waiting_for: `time: ${until}`, wake_at: end, state: { until } });
}
