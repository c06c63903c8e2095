// What an event says, in one line. In: an event of any type. Out: words; nothing where the type is not known or its data is of another version.
import { EVENT_DATA, type EventEnvelope } from '@mockops/contract';
import type { z } from 'zod';

export const describeEvent = (event: EventEnvelope): string => findWords(event) ?? event.subject ?? '–';

function findWords({ type, data }: EventEnvelope): string | undefined {
  const words = <D>(schema: z.ZodType<D>, say: (data: D) => string): string | undefined => {
    const read = schema.safeParse(data);
    return read.success ? say(read.data) : undefined;
  };
  switch (type) {
    case 'workspace.created':
      return words(EVENT_DATA[type], ({ name }) => name);
    case 'schema.changed':
      return words(
        EVENT_DATA[type],
        ({ spec_path, changes, change_level }) =>
          `${spec_path}: ${changes.length} ${changes.length === 1 ? 'operation' : 'operations'}, ${change_level.replace('_', ' ')}`,
      );
    case 'scenario.published':
      return words(EVENT_DATA[type], ({ scenario_id, version }) => `${scenario_id} v${version}`);
    case 'promotion.completed':
      return words(
        EVENT_DATA[type],
        ({ entity_type, entity_id, version, from_environment, to_environment }) =>
          `${entity_type} ${entity_id} v${version} from ${from_environment} to ${to_environment}`,
      );
    case 'environment.changed':
      return words(
        EVENT_DATA[type],
        ({ environment, revision, reason }) => `${environment} revision ${revision}: ${reason}`,
      );
    case 'federation.changed':
      return words(
        EVENT_DATA[type],
        ({ federation, revision, reason }) => `${federation} revision ${revision}: ${reason}`,
      );
    case 'drift.threshold_exceeded':
      return words(
        EVENT_DATA[type],
        ({ endpoint, drift_count, threshold }) =>
          `${endpoint}: ${drift_count} ${drift_count === 1 ? 'difference' : 'differences'}, ${threshold} allowed`,
      );
    case 'pipeline.run.queued':
      return words(EVENT_DATA[type], ({ pipeline, number }) => `${pipeline} #${number}`);
    case 'pipeline.run.started':
      return words(EVENT_DATA[type], ({ pipeline, number }) => `${pipeline} #${number}`);
    case 'pipeline.step.changed':
      return words(
        EVENT_DATA[type],
        ({ step, status, attempt }) => `${step} ${status.replace('_', ' ')}${attempt > 1 ? `, try ${attempt}` : ''}`,
      );
    case 'pipeline.run.completed':
      return words(
        EVENT_DATA[type],
        ({ pipeline, number, status, failed_step }) =>
          `${pipeline} #${number} ${status.replace('_', ' ')}${failed_step === null ? '' : ` at ${failed_step}`}`,
      );
    default:
      return undefined;
  }
}
