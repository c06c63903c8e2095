// mockops federation apply <file>: creates or replaces the federation that the file describes.

import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { readTextFile } from '../text-file.ts';

export const federationApplyCommand = (io: Io) =>
  remoteCommand('apply')
    .description('create or replace a federation from its file')
    .argument('<file>')
    .action(async (file, options) => {
      const source = await readTextFile(file);
      const federation = await connect(options).createFederation({ body: { source, file } });
      if (options.json) return printJson(io, federation);
      io.out(`${federation.name} revision ${federation.revision} at ${federation.base_url}`);
      for (const service of federation.services)
        io.out(`  ${service.base_path} → ${service.workspace_id}, ${service.reality_level}`);
    });
