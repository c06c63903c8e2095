// mockops federation scenario …: requests through a virtual system, kept on the server, and run there.
import { Option } from '@commander-js/extra-typings';
import { readDocument, SystemScenarioBody } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson, printTable, shortTime } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { readTextFile } from '../text-file.ts';

export const federationScenarioApplyCommand = (io: Io) =>
  remoteCommand('apply')
    .description('create or replace a system scenario from its file')
    .argument('<federation>')
    .argument('<file>')
    .action(async (federation, file, options) => {
      const source = await readTextFile(file);
      const read = readDocument(source, file, SystemScenarioBody, { wrapper: 'system_scenario' });
      if (!read.ok) throw new Failure(`${file} is not a system scenario; nothing was sent`, { issues: read.issues });
      const { name: scenario } = read.value;
      const saved = await connect(options).putSystemScenario({
        params: { federation, scenario },
        body: { source, file },
      });
      if (options.json) return printJson(io, saved);
      io.out(`${federation}/${saved.name} revision ${saved.revision}, ${saved.document.steps.length} requests`);
    });

export const federationScenarioListCommand = (io: Io) =>
  remoteCommand('list')
    .description('list system scenarios')
    .argument('<federation>')
    .action(async (federation, options) => {
      const scenarios = await connect(options).listSystemScenarios({ params: { federation } });
      if (options.json) return printJson(io, scenarios);
      if (scenarios.length === 0)
        return io.out(`${federation} has no system scenario yet; add one with \`mockops federation scenario apply\`.`);
      const rows = scenarios.map(({ name, revision, document, title, updated_at }) => [
        name,
        String(revision),
        String(document.steps.length),
        shortTime(updated_at),
        title ?? '',
      ]);
      printTable(io, ['NAME', 'REVISION', 'REQUESTS', 'CHANGED (UTC)', ''], rows);
    });

export const federationScenarioRunCommand = (io: Io) =>
  remoteCommand('run')
    .description('run a system scenario through the gateway; fails when a request does not hold')
    .argument('<federation>')
    .argument('<scenario>')
    .option('--persona <persona>', 'who asks')
    .option('--routing-key <key>', 'session of all requests, for example of a sandbox')
    .option('--seed <seed>', 'the same seed gives the same blended answers')
    .addOption(new Option('--reality <service=level...>', 'levels of single services for these requests alone'))
    .action(async (federation, scenario, { persona, routingKey, seed, reality, ...options }) => {
      const report = await connect(options).runSystemScenario({
        params: { federation, scenario },
        body: {
          reality_overrides: readLevels(reality === undefined ? [] : [reality].flat()),
          ...(persona !== undefined && { persona }),
          ...(routingKey !== undefined && { routing_key: routingKey }),
          ...(seed !== undefined && { seed }),
        },
      });
      if (options.json) printJson(io, report);
      else {
        const rows = report.requests.map(({ name, status, duration_ms, passed, problems }) => [
          passed ? 'ok' : 'FAILED',
          String(status ?? '–'),
          `${duration_ms} ms`,
          name,
          problems.join('; '),
        ]);
        printTable(io, ['', 'STATUS', 'TIME', 'REQUEST', ''], rows);
        io.out(`${report.passed_count} of ${report.total} held, p95 ${report.p95_ms} ms, session ${report.session}`);
      }
      if (report.passed_count < report.total)
        throw new Failure(
          `${federation}/${scenario}: ${report.total - report.passed_count} of ${report.total} requests did not hold`,
        );
    });

export const federationScenarioDeleteCommand = (io: Io) =>
  remoteCommand('delete')
    .description('remove a system scenario')
    .argument('<federation>')
    .argument('<scenario>')
    .action(async (federation, scenario, options) => {
      const result = await connect(options).deleteSystemScenario({ params: { federation, scenario } });
      if (options.json) return printJson(io, result);
      io.out(`${federation}/${scenario} is removed.`);
    });

/** The server knows the levels; here only the form is looked at. */
function readLevels(assignments: string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new Failure(`--reality ${text} is no assignment; write service=level, such as auth=real`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
