// Which answers a message of the live stream makes old: message in, roots of query keys out.
import type { StreamMessage } from '@mockops/contract';
import type { QueryRoot } from './queries.ts';

const BY_EVENT: readonly (readonly [prefix: string, roots: readonly QueryRoot[]])[] = [
  ['workspace.', ['workspaces', 'analytics', 'connections']],
  ['schema.', ['workspaces', 'analytics', 'incidents']],
  ['scenario.', ['workspaces', 'analytics']],
  ['promotion.', ['workspaces', 'analytics']],
  ['environment.', ['workspaces', 'federations', 'analytics']],
  ['federation.', ['federations', 'analytics']],
  ['drift.', ['analytics', 'incidents', 'federations']],
  ['coverage.', ['analytics']],
  ['reality.', ['analytics', 'federations']],
  ['system_scenario.', ['federations', 'analytics']],
  ['pipeline.', ['pipelines', 'executions']],
  ['schedule.', ['pipelines', 'executions']],
  ['pr.', ['executions']],
  ['approval.', ['approvals', 'executions']],
  ['delivery.', ['dead-letters']],
  ['webhook.', ['webhooks']],
  ['secret.', ['secrets']],
  ['replay.', ['replays', 'dead-letters']],
];

export function findStaleRoots(message: StreamMessage): readonly QueryRoot[] {
  switch (message.kind) {
    case 'ready':
      return [];
    case 'facts.flushed':
      return ['analytics', 'federations', 'incidents'];
    case 'event': {
      const known = BY_EVENT.find(([prefix]) => message.event.type.startsWith(prefix));
      return ['events', ...(known?.[1] ?? [])];
    }
  }
}
