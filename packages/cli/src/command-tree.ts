// Every command by its name, in the order of help texts, with what loads it. A command's file, and all that it needs, is loaded only when
// somebody means this command or asks what there is: a start with all of them takes longer than most of them run.
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Io } from './io.ts';

type LoadCommand = (io: Io) => Promise<CommandUnknownOpts>;

/** Has no behaviour of its own. */
interface CommandGroup {
  description: string;
  /** What is meant when no command of the group is named. */
  byDefault?: string;
  commands: CommandTree;
}

export interface CommandTree {
  readonly [name: string]: LoadCommand | CommandGroup;
}

/** Has commands and a behaviour. */
const loadReplay: LoadCommand = async (io) => {
  const { eventsReplayCommand, replayResumeCommand, replayShowCommand, replayStopCommand } = await import(
    './commands/events-replay.ts'
  );
  return eventsReplayCommand(io)
    .addCommand(replayShowCommand(io))
    .addCommand(replayStopCommand(io))
    .addCommand(replayResumeCommand(io))
    .enablePositionalOptions();
};

export const COMMANDS: CommandTree = {
  start: (io) => import('./commands/start.ts').then((file) => file.startCommand(io)),
  mock: (io) => import('./commands/mock.ts').then((file) => file.mockCommand(io)),
  push: (io) => import('./commands/push.ts').then((file) => file.pushCommand(io)),
  pull: (io) => import('./commands/pull.ts').then((file) => file.pullCommand(io)),
  workspaces: (io) => import('./commands/workspaces.ts').then((file) => file.workspacesCommand(io)),
  workspace: {
    description: 'work with workspaces',
    commands: {
      delete: (io) => import('./commands/workspace-delete.ts').then((file) => file.workspaceDeleteCommand(io)),
    },
  },
  artifacts: (io) => import('./commands/artifacts.ts').then((file) => file.artifactsCommand(io)),
  scenario: {
    description: 'work with scenarios',
    commands: {
      publish: (io) => import('./commands/scenario-publish.ts').then((file) => file.scenarioPublishCommand(io)),
    },
  },
  promote: (io) => import('./commands/promote.ts').then((file) => file.promoteCommand(io)),
  contract: {
    description: 'the contract of a workspace on the server',
    commands: {
      revisions: (io) => import('./commands/contracts.ts').then((file) => file.contractRevisionsCommand(io)),
      diff: (io) => import('./commands/contracts.ts').then((file) => file.contractDiffCommand(io)),
      watch: (io) => import('./commands/contracts.ts').then((file) => file.contractWatchCommand(io)),
      watches: (io) => import('./commands/contracts.ts').then((file) => file.contractWatchesCommand(io)),
      check: (io) => import('./commands/contracts.ts').then((file) => file.contractCheckCommand(io)),
      settle: (io) => import('./commands/contracts.ts').then((file) => file.contractSettleCommand(io)),
      unwatch: (io) => import('./commands/contracts.ts').then((file) => file.contractUnwatchCommand(io)),
    },
  },
  schema: {
    description: 'contracts; needs no server',
    commands: {
      diff: (io) => import('./commands/schema-diff.ts').then((file) => file.schemaDiffCommand(io)),
      lint: (io) => import('./commands/schema-lint.ts').then((file) => file.schemaLintCommand(io)),
      bundle: (io) => import('./commands/schema-bundle.ts').then((file) => file.schemaBundleCommand(io)),
      changelog: (io) => import('./commands/schema-changelog.ts').then((file) => file.schemaChangelogCommand(io)),
    },
  },
  sdk: {
    description: 'client libraries; only pull needs a server',
    commands: {
      generate: (io) => import('./commands/sdk-generate.ts').then((file) => file.sdkGenerateCommand(io)),
      check: (io) => import('./commands/sdk-check.ts').then((file) => file.sdkCheckCommand(io)),
      languages: (io) => import('./commands/sdk-languages.ts').then((file) => file.sdkLanguagesCommand(io)),
      pull: (io) => import('./commands/sdk-pull.ts').then((file) => file.sdkPullCommand(io)),
    },
  },
  hold: {
    description: 'what automation must not promote',
    commands: {
      list: (io) => import('./commands/holds.ts').then((file) => file.holdListCommand(io)),
      lift: (io) => import('./commands/holds.ts').then((file) => file.holdLiftCommand(io)),
    },
  },
  environment: {
    description: 'work with environments',
    commands: {
      show: (io) => import('./commands/environment-show.ts').then((file) => file.environmentShowCommand(io)),
      set: (io) => import('./commands/environment-set.ts').then((file) => file.environmentSetCommand(io)),
      history: (io) => import('./commands/environment-history.ts').then((file) => file.environmentHistoryCommand(io)),
      rollback: (io) =>
        import('./commands/environment-rollback.ts').then((file) => file.environmentRollbackCommand(io)),
    },
  },
  federation: {
    description: 'work with virtual systems',
    commands: {
      apply: (io) => import('./commands/federation-apply.ts').then((file) => file.federationApplyCommand(io)),
      list: (io) => import('./commands/federation-list.ts').then((file) => file.federationListCommand(io)),
      set: (io) => import('./commands/federation-set.ts').then((file) => file.federationSetCommand(io)),
      delete: (io) => import('./commands/federation-delete.ts').then((file) => file.federationDeleteCommand(io)),
      scenario: {
        description: 'requests through a virtual system',
        commands: {
          apply: (io) =>
            import('./commands/federation-scenarios.ts').then((file) => file.federationScenarioApplyCommand(io)),
          list: (io) =>
            import('./commands/federation-scenarios.ts').then((file) => file.federationScenarioListCommand(io)),
          run: (io) =>
            import('./commands/federation-scenarios.ts').then((file) => file.federationScenarioRunCommand(io)),
          delete: (io) =>
            import('./commands/federation-scenarios.ts').then((file) => file.federationScenarioDeleteCommand(io)),
        },
      },
    },
  },
  pipeline: {
    description: 'work with pipelines',
    commands: {
      apply: (io) => import('./commands/pipeline-apply.ts').then((file) => file.pipelineApplyCommand(io)),
      lint: (io) => import('./commands/pipeline-lint.ts').then((file) => file.pipelineLintCommand(io)),
      test: (io) => import('./commands/pipeline-test.ts').then((file) => file.pipelineTestCommand(io)),
      plan: (io) => import('./commands/pipeline-plan.ts').then((file) => file.pipelinePlanCommand(io)),
      run: (io) => import('./commands/pipeline-run.ts').then((file) => file.pipelineRunCommand(io)),
      list: (io) => import('./commands/pipeline-list.ts').then((file) => file.pipelineListCommand(io)),
      show: (io) => import('./commands/pipeline-show.ts').then((file) => file.pipelineShowCommand(io)),
      enable: (io) => import('./commands/pipeline-switch.ts').then((file) => file.pipelineEnableCommand(io)),
      disable: (io) => import('./commands/pipeline-switch.ts').then((file) => file.pipelineDisableCommand(io)),
      delete: (io) => import('./commands/pipeline-delete.ts').then((file) => file.pipelineDeleteCommand(io)),
    },
  },
  runs: (io) => import('./commands/runs.ts').then((file) => file.runsCommand(io)),
  run: {
    description: 'work with one run',
    commands: {
      show: (io) => import('./commands/run-show.ts').then((file) => file.runShowCommand(io)),
      rerun: (io) => import('./commands/run-rerun.ts').then((file) => file.runRerunCommand(io)),
      cancel: (io) => import('./commands/run-cancel.ts').then((file) => file.runCancelCommand(io)),
      stop: (io) => import('./commands/run-cancel.ts').then((file) => file.runStopCommand(io)),
      kill: (io) => import('./commands/run-cancel.ts').then((file) => file.runKillCommand(io)),
    },
  },
  approvals: (io) => import('./commands/approvals.ts').then((file) => file.approvalsCommand(io)),
  approval: {
    description: 'decide what a run waits for',
    commands: {
      show: (io) => import('./commands/approvals.ts').then((file) => file.approvalShowCommand(io)),
      approve: (io) => import('./commands/approvals.ts').then((file) => file.approvalApproveCommand(io)),
      reject: (io) => import('./commands/approvals.ts').then((file) => file.approvalRejectCommand(io)),
      link: (io) => import('./commands/approvals.ts').then((file) => file.approvalLinkCommand(io)),
    },
  },
  events: {
    description: 'what happened; lists it when no command is given',
    byDefault: 'list',
    commands: {
      list: (io) => import('./commands/events.ts').then((file) => file.eventsListCommand(io)),
      explain: (io) => import('./commands/event-explain.ts').then((file) => file.eventExplainCommand(io)),
      replay: loadReplay,
      replays: (io) => import('./commands/events-replay.ts').then((file) => file.replaysCommand(io)),
    },
  },
  event: {
    description: 'look at one event',
    commands: {
      explain: (io) => import('./commands/event-explain.ts').then((file) => file.eventExplainCommand(io)),
    },
  },
  'event-types': (io) => import('./commands/event-types.ts').then((file) => file.eventTypesCommand(io)),
  'dead-letters': {
    description: 'what was given up; lists it when no command is given',
    byDefault: 'list',
    commands: {
      list: (io) => import('./commands/dead-letters.ts').then((file) => file.deadLettersListCommand(io)),
      retry: (io) => import('./commands/dead-letters.ts').then((file) => file.deadLettersRetryCommand(io)),
      discard: (io) => import('./commands/dead-letters.ts').then((file) => file.deadLettersDiscardCommand(io)),
    },
  },
  webhooks: {
    description: 'who outside is told of events; lists them when no command is given',
    byDefault: 'list',
    commands: {
      list: (io) => import('./commands/webhooks.ts').then((file) => file.webhooksListCommand(io)),
      add: (io) => import('./commands/webhooks.ts').then((file) => file.webhooksAddCommand(io)),
      remove: (io) => import('./commands/webhooks.ts').then((file) => file.webhooksRemoveCommand(io)),
      deliveries: (io) => import('./commands/webhooks.ts').then((file) => file.webhooksDeliveriesCommand(io)),
      redeliver: (io) => import('./commands/webhooks.ts').then((file) => file.webhooksRedeliverCommand(io)),
    },
  },
  connection: {
    description: 'work with connections',
    commands: {
      set: (io) => import('./commands/connection-set.ts').then((file) => file.connectionSetCommand(io)),
      remove: (io) => import('./commands/connection-remove.ts').then((file) => file.connectionRemoveCommand(io)),
    },
  },
  connections: (io) => import('./commands/connections.ts').then((file) => file.connectionsCommand(io)),
  secret: {
    description: 'what pipelines read as {{ secrets.<name> }}',
    commands: {
      set: (io) => import('./commands/secret-set.ts').then((file) => file.secretSetCommand(io)),
      list: (io) => import('./commands/secret-list.ts').then((file) => file.secretListCommand(io)),
      delete: (io) => import('./commands/secret-delete.ts').then((file) => file.secretDeleteCommand(io)),
    },
  },
  drift: {
    description: 'where reality and contract differ; lists it when no command is given',
    byDefault: 'list',
    commands: {
      list: (io) => import('./commands/drift-list.ts').then((file) => file.driftListCommand(io)),
      adopt: (io) => import('./commands/drift-adopt.ts').then((file) => file.driftAdoptCommand(io)),
      acknowledge: (io) => import('./commands/drift-update.ts').then((file) => file.driftAcknowledgeCommand(io)),
      resolve: (io) => import('./commands/drift-update.ts').then((file) => file.driftResolveCommand(io)),
    },
  },
  explain: (io) => import('./commands/explain.ts').then((file) => file.explainCommand(io)),
  demo: {
    description: 'the demo organisation',
    commands: {
      traffic: (io) => import('./commands/demo-traffic.ts').then((file) => file.demoTrafficCommand(io)),
    },
  },
};
