// The command line as a tree. Each command is one file in commands/; groups have no behaviour of their own.
import { Command } from '@commander-js/extra-typings';
import {
  approvalApproveCommand,
  approvalLinkCommand,
  approvalRejectCommand,
  approvalShowCommand,
  approvalsCommand,
} from './commands/approvals.ts';
import { artifactsCommand } from './commands/artifacts.ts';
import { connectionRemoveCommand } from './commands/connection-remove.ts';
import { connectionSetCommand } from './commands/connection-set.ts';
import { connectionsCommand } from './commands/connections.ts';
import {
  contractCheckCommand,
  contractDiffCommand,
  contractRevisionsCommand,
  contractSettleCommand,
  contractUnwatchCommand,
  contractWatchCommand,
  contractWatchesCommand,
} from './commands/contracts.ts';
import { deadLettersDiscardCommand, deadLettersListCommand, deadLettersRetryCommand } from './commands/dead-letters.ts';
import { demoTrafficCommand } from './commands/demo-traffic.ts';
import { driftAdoptCommand } from './commands/drift-adopt.ts';
import { driftListCommand } from './commands/drift-list.ts';
import { driftAcknowledgeCommand, driftResolveCommand } from './commands/drift-update.ts';
import { environmentHistoryCommand } from './commands/environment-history.ts';
import { environmentRollbackCommand } from './commands/environment-rollback.ts';
import { environmentSetCommand } from './commands/environment-set.ts';
import { environmentShowCommand } from './commands/environment-show.ts';
import { eventExplainCommand } from './commands/event-explain.ts';
import { eventTypesCommand } from './commands/event-types.ts';
import { eventsListCommand } from './commands/events.ts';
import {
  eventsReplayCommand,
  replayResumeCommand,
  replayShowCommand,
  replayStopCommand,
  replaysCommand,
} from './commands/events-replay.ts';
import { explainCommand } from './commands/explain.ts';
import { federationApplyCommand } from './commands/federation-apply.ts';
import { federationDeleteCommand } from './commands/federation-delete.ts';
import { federationListCommand } from './commands/federation-list.ts';
import {
  federationScenarioApplyCommand,
  federationScenarioDeleteCommand,
  federationScenarioListCommand,
  federationScenarioRunCommand,
} from './commands/federation-scenarios.ts';
import { federationSetCommand } from './commands/federation-set.ts';
import { holdLiftCommand, holdListCommand } from './commands/holds.ts';
import { mockCommand } from './commands/mock.ts';
import { pipelineApplyCommand } from './commands/pipeline-apply.ts';
import { pipelineDeleteCommand } from './commands/pipeline-delete.ts';
import { pipelineLintCommand } from './commands/pipeline-lint.ts';
import { pipelineListCommand } from './commands/pipeline-list.ts';
import { pipelinePlanCommand } from './commands/pipeline-plan.ts';
import { pipelineRunCommand } from './commands/pipeline-run.ts';
import { pipelineShowCommand } from './commands/pipeline-show.ts';
import { pipelineDisableCommand, pipelineEnableCommand } from './commands/pipeline-switch.ts';
import { pipelineTestCommand } from './commands/pipeline-test.ts';
import { promoteCommand } from './commands/promote.ts';
import { pullCommand } from './commands/pull.ts';
import { pushCommand } from './commands/push.ts';
import { runCancelCommand, runKillCommand, runStopCommand } from './commands/run-cancel.ts';
import { runRerunCommand } from './commands/run-rerun.ts';
import { runShowCommand } from './commands/run-show.ts';
import { runsCommand } from './commands/runs.ts';
import { scenarioPublishCommand } from './commands/scenario-publish.ts';
import { schemaBundleCommand } from './commands/schema-bundle.ts';
import { schemaChangelogCommand } from './commands/schema-changelog.ts';
import { schemaDiffCommand } from './commands/schema-diff.ts';
import { schemaLintCommand } from './commands/schema-lint.ts';
import { sdkCheckCommand } from './commands/sdk-check.ts';
import { sdkGenerateCommand } from './commands/sdk-generate.ts';
import { sdkLanguagesCommand } from './commands/sdk-languages.ts';
import { sdkPullCommand } from './commands/sdk-pull.ts';
import { secretDeleteCommand } from './commands/secret-delete.ts';
import { secretListCommand } from './commands/secret-list.ts';
import { secretSetCommand } from './commands/secret-set.ts';
import { startCommand } from './commands/start.ts';
import {
  webhooksAddCommand,
  webhooksDeliveriesCommand,
  webhooksListCommand,
  webhooksRedeliverCommand,
  webhooksRemoveCommand,
} from './commands/webhooks.ts';
import { workspaceDeleteCommand } from './commands/workspace-delete.ts';
import { workspacesCommand } from './commands/workspaces.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

export function buildProgram(io: Io) {
  const group = (name: string, description: string) => new Command(name).description(description);
  return (
    new Command('mockops')
      .description('Runs the life of API mocks: workspaces, federations, events, pipelines.')
      .version(VERSION)
      // `promote --version 2` is the command's own.
      .enablePositionalOptions()
      .addCommand(startCommand(io))
      .addCommand(mockCommand(io))
      .addCommand(pushCommand(io))
      .addCommand(pullCommand(io))
      .addCommand(workspacesCommand(io))
      .addCommand(group('workspace', 'work with workspaces').addCommand(workspaceDeleteCommand(io)))
      .addCommand(artifactsCommand(io))
      .addCommand(group('scenario', 'work with scenarios').addCommand(scenarioPublishCommand(io)))
      .addCommand(promoteCommand(io))
      .addCommand(
        group('contract', 'the contract of a workspace on the server')
          .addCommand(contractRevisionsCommand(io))
          .addCommand(contractDiffCommand(io))
          .addCommand(contractWatchCommand(io))
          .addCommand(contractWatchesCommand(io))
          .addCommand(contractCheckCommand(io))
          .addCommand(contractSettleCommand(io))
          .addCommand(contractUnwatchCommand(io)),
      )
      .addCommand(
        group('schema', 'contracts; needs no server')
          .addCommand(schemaDiffCommand(io))
          .addCommand(schemaLintCommand(io))
          .addCommand(schemaBundleCommand(io))
          .addCommand(schemaChangelogCommand(io)),
      )
      .addCommand(
        group('sdk', 'client libraries; only pull needs a server')
          .addCommand(sdkGenerateCommand(io))
          .addCommand(sdkCheckCommand(io))
          .addCommand(sdkLanguagesCommand(io))
          .addCommand(sdkPullCommand(io)),
      )
      .addCommand(
        group('hold', 'what automation must not promote')
          .addCommand(holdListCommand(io))
          .addCommand(holdLiftCommand(io)),
      )
      .addCommand(
        group('environment', 'work with environments')
          .addCommand(environmentShowCommand(io))
          .addCommand(environmentSetCommand(io))
          .addCommand(environmentHistoryCommand(io))
          .addCommand(environmentRollbackCommand(io)),
      )
      .addCommand(
        group('federation', 'work with virtual systems')
          .addCommand(federationApplyCommand(io))
          .addCommand(federationListCommand(io))
          .addCommand(federationSetCommand(io))
          .addCommand(federationDeleteCommand(io))
          .addCommand(
            group('scenario', 'requests through a virtual system')
              .addCommand(federationScenarioApplyCommand(io))
              .addCommand(federationScenarioListCommand(io))
              .addCommand(federationScenarioRunCommand(io))
              .addCommand(federationScenarioDeleteCommand(io)),
          ),
      )
      .addCommand(
        group('pipeline', 'work with pipelines')
          .addCommand(pipelineApplyCommand(io))
          .addCommand(pipelineLintCommand(io))
          .addCommand(pipelineTestCommand(io))
          .addCommand(pipelinePlanCommand(io))
          .addCommand(pipelineRunCommand(io))
          .addCommand(pipelineListCommand(io))
          .addCommand(pipelineShowCommand(io))
          .addCommand(pipelineEnableCommand(io))
          .addCommand(pipelineDisableCommand(io))
          .addCommand(pipelineDeleteCommand(io)),
      )
      .addCommand(runsCommand(io))
      .addCommand(
        group('run', 'work with one run')
          .addCommand(runShowCommand(io))
          .addCommand(runRerunCommand(io))
          .addCommand(runCancelCommand(io))
          .addCommand(runStopCommand(io))
          .addCommand(runKillCommand(io)),
      )
      .addCommand(approvalsCommand(io))
      .addCommand(
        group('approval', 'decide what a run waits for')
          .addCommand(approvalShowCommand(io))
          .addCommand(approvalApproveCommand(io))
          .addCommand(approvalRejectCommand(io))
          .addCommand(approvalLinkCommand(io)),
      )
      .addCommand(
        group('events', 'what happened; lists it when no command is given')
          .addCommand(eventsListCommand(io), { isDefault: true })
          .addCommand(eventExplainCommand(io))
          .addCommand(
            eventsReplayCommand(io)
              .addCommand(replayShowCommand(io))
              .addCommand(replayStopCommand(io))
              .addCommand(replayResumeCommand(io))
              .enablePositionalOptions(),
          )
          .addCommand(replaysCommand(io))
          // What stands behind `replay stop` is for `stop`.
          .enablePositionalOptions(),
      )
      .addCommand(group('event', 'look at one event').addCommand(eventExplainCommand(io)))
      .addCommand(eventTypesCommand(io))
      .addCommand(
        group('dead-letters', 'what was given up; lists it when no command is given')
          .addCommand(deadLettersListCommand(io), { isDefault: true })
          .addCommand(deadLettersRetryCommand(io))
          .addCommand(deadLettersDiscardCommand(io)),
      )
      .addCommand(
        group('webhooks', 'who outside is told of events; lists them when no command is given')
          .addCommand(webhooksListCommand(io), { isDefault: true })
          .addCommand(webhooksAddCommand(io))
          .addCommand(webhooksRemoveCommand(io))
          .addCommand(webhooksDeliveriesCommand(io))
          .addCommand(webhooksRedeliverCommand(io)),
      )
      .addCommand(
        group('connection', 'work with connections')
          .addCommand(connectionSetCommand(io))
          .addCommand(connectionRemoveCommand(io)),
      )
      .addCommand(connectionsCommand(io))
      .addCommand(
        group('secret', 'what pipelines read as {{ secrets.<name> }}')
          .addCommand(secretSetCommand(io))
          .addCommand(secretListCommand(io))
          .addCommand(secretDeleteCommand(io)),
      )
      .addCommand(
        group('drift', 'where reality and contract differ; lists it when no command is given')
          .addCommand(driftListCommand(io), { isDefault: true })
          .addCommand(driftAdoptCommand(io))
          .addCommand(driftAcknowledgeCommand(io))
          .addCommand(driftResolveCommand(io)),
      )
      .addCommand(explainCommand(io))
      .addCommand(group('demo', 'the demo organisation').addCommand(demoTrafficCommand(io)))
  );
}
