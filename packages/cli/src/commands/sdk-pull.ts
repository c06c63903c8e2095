// mockops sdk pull <workspace>: what pipelines generated on the server, as files. A folder that holds the same already is not touched.
import path from 'node:path';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { connect, remoteCommand } from '../remote.ts';
import { refuseStrangers } from '../sdk-folder.ts';

export const sdkPullCommand = (io: Io) =>
  remoteCommand('pull')
    .description('write client libraries that the server generated for a workspace into a folder')
    .argument('<workspace>')
    .requiredOption('--out <folder>', 'where to; each language in a folder of its own when there are several')
    .option('--lang <languages>', 'with commas; default: all that were generated')
    .option('--force', 'write over files that were not generated, too')
    .addHelpText(
      'after',
      `
Examples:
  $ mockops sdk pull payments --lang go --out client      one language, right into the folder
  $ mockops sdk pull payments --out sdks                  sdks/go, sdks/typescript …`,
    )
    .action(async (workspace, { out, lang, force, json, ...options }) => {
      const api = connect(options);
      const languages = lang === undefined ? await generatedOnes(api, workspace) : splitList(lang);
      if (languages.length === 0)
        throw new Failure(`No SDK was generated for ${workspace}; a pipeline with a regenerate_sdk step makes them.`);
      const { writeTree } = await import('@mockops/sdkgen/node');
      const outcomes = [];
      for (const name of languages) {
        const { files, digest, language, revision } = await api.getSdk({ params: { workspace, language: name } });
        const directory = languages.length === 1 ? out : path.join(out, language);
        const tree = new Map(Object.entries(files));
        if (!force) await refuseStrangers(directory, tree);
        const { changed } = await writeTree(directory, tree, { digest });
        outcomes.push({ language, directory, changed, revision, files: tree.size });
      }
      if (json) return printJson(io, outcomes);
      for (const { language, directory, changed, revision, files } of outcomes) {
        const from = revision === null ? '' : `, of contract revision ${revision}`;
        io.out(`${language}  ${changed ? `${files} files in ${directory}` : `${directory} is up to date`}${from}`);
      }
    });

/** Of the workspace's own folder: others are asked for by name. */
async function generatedOnes(api: ReturnType<typeof connect>, workspace: string): Promise<string[]> {
  const sdks = await api.listSdks({ params: { workspace } });
  return [...new Set(sdks.filter(({ downloadable }) => downloadable).map(({ language }) => language))];
}

const splitList = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
];
