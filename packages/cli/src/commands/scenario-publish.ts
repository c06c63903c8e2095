// mockops scenario publish <workspace> <scenario>: says to everybody that a scenario is ready; pipelines hear it.
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const scenarioPublishCommand = (io: Io) =>
  remoteCommand('publish')
    .description('publish the version of a scenario that is live in dev')
    .argument('<workspace>')
    .argument('<scenario>')
    .action(async (workspace, scenario, options) => {
      const result = await connect(options).publishScenario({ params: { workspace, scenario } });
      if (options.json) return printJson(io, result);
      if (!result.changed) return io.out(`${scenario} version ${result.version} was published already.`);
      io.out(`${scenario} version ${result.version} is published; event ${result.event_id}`);
      if (result.event_id) io.out(`  what it started: mockops event explain ${result.event_id}`);
    });
