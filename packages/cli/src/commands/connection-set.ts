// mockops connection set <kind> --name … key=value…: where pipelines reach Slack, Teams, mail, a webhook receiver or GitHub.
import { Argument } from '@commander-js/extra-typings';
import { ConnectionSettings } from '@mockops/contract';
import { readAssignments } from '../assignments.ts';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

const KINDS = ['slack', 'teams', 'smtp', 'webhook', 'github'] as const;
/** Everything else stays text: a token may look like a number. */
const TYPED_SETTINGS = new Set(['port', 'secure']);

export const connectionSetCommand = (io: Io) =>
  remoteCommand('set')
    .description('create or replace a connection')
    .addArgument(new Argument('<kind>').choices(KINDS))
    .argument('<settings...>', 'such as webhook_url=https://hooks.slack.com/services/…')
    .requiredOption('--name <name>', 'under which steps find it')
    .option('--workspace <workspace>', 'for this workspace only; else for the whole organisation')
    .action(async (kind, words, options) => {
      const given = { kind, ...readAssignments(words, { isText: (key) => !TYPED_SETTINGS.has(key) }) };
      const settings = ConnectionSettings.safeParse(given);
      if (!settings.success) {
        const issues = settings.error.issues.map(({ path, message }) => ({
          code: 'SCH002',
          path: path.join('.'),
          message,
        }));
        throw new Failure(`These are not the settings of a ${kind} connection.`, { issues });
      }
      const connection = await connect(options).putConnection({
        body: { name: options.name, settings: settings.data, workspace_id: options.workspace ?? null },
      });
      if (options.json) return printJson(io, connection);
      io.out(
        `${connection.kind} connection ${connection.name} of ${connection.workspace_id ?? 'the organisation'} is saved.`,
      );
    });
