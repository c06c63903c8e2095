// mockops event-types: every type of event, or the JSON Schema of one.
import { didYouMean } from '@mockops/contract';
import { Failure } from '../failure.ts';
import { type Io, printJson, printTable } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

export const eventTypesCommand = (io: Io) =>
  remoteCommand('event-types')
    .description('list the types of events, or print the JSON Schema of one')
    .argument('[type]', 'such as schema.changed')
    .action(async (name, options) => {
      const types = await connect(options).listEventTypes();
      if (name !== undefined) {
        const found = types.find(({ type }) => type === name);
        if (found) return printJson(io, options.json ? found : (found.schemas[String(found.version)] ?? found.schemas));
        const near = didYouMean(
          name,
          types.map(({ type }) => type),
        );
        throw new Failure(
          `There is no event type "${name}"${near ? `; did you mean "${near}"?` : '; see mockops event-types.'}`,
        );
      }
      if (options.json) return printJson(io, types);
      printTable(
        io,
        ['TYPE', 'VERSION', 'WHEN'],
        types.map(({ type, version, summary }) => [type, String(version), summary]),
      );
    });
