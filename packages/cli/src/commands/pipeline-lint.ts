// mockops pipeline lint <file>: checks a pipeline without saving it. Exit 1 when it would be refused.
import { formatIssue } from '@mockops/contract';
import { Failure, toIssue } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { readTextFile } from '../text-file.ts';

export const pipelineLintCommand = (io: Io) =>
  remoteCommand('lint')
    .description('check a pipeline without saving it')
    .argument('<file>')
    .option('--workspace <workspace>', 'check it as a pipeline of this workspace')
    .action(async (file, options) => {
      const body = { source: await readTextFile(file), file, workspace_id: options.workspace ?? null };
      const { ok, issues } = await connect(options).validatePipeline({ body });
      if (options.json) printJson(io, { ok, issues });
      if (!ok) throw new Failure(`${file} would be refused.`, options.json ? {} : { issues: issues.map(toIssue) });
      if (options.json) return;
      for (const issue of issues) io.err(formatIssue(toIssue(issue)));
      io.out(`${file} is a valid pipeline.`);
    });
