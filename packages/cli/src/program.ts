// The command line as a tree. Each command is one file in commands/; groups have no behaviour of their own.
import { readFileSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { connectionSetCommand } from './commands/connection-set.ts';
import { connectionsCommand } from './commands/connections.ts';
import { demoTrafficCommand } from './commands/demo-traffic.ts';
import { environmentSetCommand } from './commands/environment-set.ts';
import { eventExplainCommand } from './commands/event-explain.ts';
import { eventsCommand } from './commands/events.ts';
import { explainCommand } from './commands/explain.ts';
import { federationApplyCommand } from './commands/federation-apply.ts';
import { federationListCommand } from './commands/federation-list.ts';
import { federationSetCommand } from './commands/federation-set.ts';
import { mockCommand } from './commands/mock.ts';
import { pipelineApplyCommand } from './commands/pipeline-apply.ts';
import { pipelineLintCommand } from './commands/pipeline-lint.ts';
import { pipelineListCommand } from './commands/pipeline-list.ts';
import { promoteCommand } from './commands/promote.ts';
import { pullCommand } from './commands/pull.ts';
import { pushCommand } from './commands/push.ts';
import { runShowCommand } from './commands/run-show.ts';
import { runsCommand } from './commands/runs.ts';
import { scenarioPublishCommand } from './commands/scenario-publish.ts';
import { startCommand } from './commands/start.ts';
import { workspacesCommand } from './commands/workspaces.ts';
import type { Io } from './io.ts';

export function buildProgram(io: Io) {
  const group = (name: string, description: string) => new Command(name).description(description);
  return new Command('mockops')
    .description('Runs the life of API mocks: workspaces, federations, events, pipelines.')
    .version(readVersion())
    .addCommand(startCommand(io))
    .addCommand(mockCommand(io))
    .addCommand(pushCommand(io))
    .addCommand(pullCommand(io))
    .addCommand(workspacesCommand(io))
    .addCommand(group('scenario', 'work with scenarios').addCommand(scenarioPublishCommand(io)))
    .addCommand(promoteCommand(io))
    .addCommand(group('environment', 'work with environments').addCommand(environmentSetCommand(io)))
    .addCommand(
      group('federation', 'work with virtual systems')
        .addCommand(federationApplyCommand(io))
        .addCommand(federationListCommand(io))
        .addCommand(federationSetCommand(io)),
    )
    .addCommand(
      group('pipeline', 'work with pipelines')
        .addCommand(pipelineApplyCommand(io))
        .addCommand(pipelineLintCommand(io))
        .addCommand(pipelineListCommand(io)),
    )
    .addCommand(runsCommand(io))
    .addCommand(group('run', 'look at one run').addCommand(runShowCommand(io)))
    .addCommand(eventsCommand(io))
    .addCommand(group('event', 'look at one event').addCommand(eventExplainCommand(io)))
    .addCommand(group('connection', 'work with connections').addCommand(connectionSetCommand(io)))
    .addCommand(connectionsCommand(io))
    .addCommand(explainCommand(io))
    .addCommand(group('demo', 'the demo organisation').addCommand(demoTrafficCommand(io)));
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : '0.0.0';
}
