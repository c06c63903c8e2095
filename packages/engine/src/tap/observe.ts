// The tap: exactly one observation per exchange, made when the answer is over, whatever became of it.
import { DEFAULT_REALITY, type Observation } from '@mockops/contract';
import type { Exchange } from '../exchange.ts';
import { joinRaw } from '../federation/path.ts';
import { closeSample } from './sample.ts';

/** Status of an exchange whose client left before the answer was complete, as nginx counts it. */
const CLIENT_CLOSED = 499;

export interface Tap {
  watch(exchange: Exchange): void;
  /** Resolves when every sample under way is observed. */
  drain(): Promise<void>;
}

export function createTap(options: {
  now: () => number;
  observe: (observation: Observation) => void;
  onIssue: (message: string) => void;
}): Tap {
  const pending = new Set<Promise<void>>();
  const give = (observation: Observation) => {
    try {
      options.observe(observation);
    } catch (error) {
      options.onIssue(`the observer failed, so one exchange is not counted: ${String(error)}`);
    }
  };
  return {
    watch(exchange) {
      exchange.res.once('close', () => {
        const observation = describe(exchange, options.now());
        const { sample } = exchange;
        if (!sample) return give(observation);
        const closing = closeSample(sample, exchange.res.writableFinished)
          .then((answer) => give({ ...observation, answer }))
          .finally(() => pending.delete(closing));
        pending.add(closing);
      });
    },
    async drain() {
      await Promise.all(pending);
    },
  };
}

function describe(exchange: Exchange, now: number): Observation {
  const { address, context, selection, res, path } = exchange;
  const observation: Observation = {
    at: exchange.at,
    workspace: address?.workspace.workspace ?? '',
    environment: address?.workspace.environment ?? 'dev',
    method: exchange.method,
    path: path ? joinRaw(path, address?.from ?? 0) : (exchange.req.url ?? ''),
    operation: exchange.route?.operation?.key ?? null,
    status: exchange.status ?? (res.writableFinished ? res.statusCode : CLIENT_CLOSED),
    source: exchange.source,
    reality: exchange.level ?? DEFAULT_REALITY,
    class: context.class,
    duration_ms: Math.max(0, now - exchange.at),
    snapshot: address?.workspace.digest ?? '',
  };
  if (address?.federation) observation.federation = address.federation.federation;
  if (address?.service) observation.service = address.service.name;
  const scenario = selection?.scenario?.name ?? context.scenario;
  if (scenario !== undefined) observation.scenario = scenario;
  const persona = selection?.persona?.name ?? context.persona;
  if (persona !== undefined) observation.persona = persona;
  if (context.ci_run !== undefined) observation.ci_run = context.ci_run;
  if (context.test !== undefined) observation.test = context.test;
  return observation;
}
