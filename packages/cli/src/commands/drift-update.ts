// mockops drift acknowledge|resolve <id>: somebody looks at an incident, or it is over. New differences open another.
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';

const updateCommand = (io: Io, name: string, status: 'acknowledged' | 'resolved', description: string) =>
  remoteCommand(name)
    .description(description)
    .argument('<id>')
    .action(async (incident, options) => {
      const saved = await connect(options).updateIncident({ params: { incident }, body: { status } });
      if (options.json) return printJson(io, saved);
      io.out(`${saved.operation} of ${saved.workspace_id}@${saved.environment} is ${saved.status}.`);
    });

export const driftAcknowledgeCommand = (io: Io) =>
  updateCommand(io, 'acknowledge', 'acknowledged', 'say that somebody looks at an incident');
export const driftResolveCommand = (io: Io) => updateCommand(io, 'resolve', 'resolved', 'say that an incident is over');
