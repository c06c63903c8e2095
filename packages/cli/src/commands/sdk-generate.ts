// mockops sdk generate <contract>: client libraries on disk, without a server. A folder that would come out the same is not touched.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { Command } from '@commander-js/extra-typings';
import type { SdkProvider } from '@mockops/sdkgen/node';
import { inOneFolder } from '../contract-source/inside.ts';
import type { loadFiles } from '../contract-source/load.ts';
import type { ContractFiles } from '../contract-source/read.ts';
import { CONTRACT_SOURCES } from '../contract-source/sources.ts';
import { Failure } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { InTheWay, refuseStrangers } from '../sdk-folder.ts';
import { onStop } from '../stop.ts';

const EXAMPLES = `
Examples:
  $ mockops sdk generate openapi.yaml --lang typescript --out client          one language, right into the folder
  $ mockops sdk generate openapi.yaml --lang go,java,csharp --out sdks        sdks/go, sdks/java, sdks/csharp
  $ mockops sdk generate main:api/openapi.yaml --lang all --out sdks          the contract of another branch
  $ mockops sdk generate protos/ --lang python --package acme-shop --out py   Protobuf: Connect JSON, unary calls`;

interface Outcome {
  language: string;
  directory: string;
  changed: boolean;
  /** Null when it was known to be fresh without being generated. */
  files: number | null;
  error?: string;
}

export const sdkGenerateCommand = (io: Io) =>
  new Command('generate')
    .description('write client libraries for a contract; needs no server')
    .argument('<contract>', CONTRACT_SOURCES)
    .requiredOption('--lang <languages>', 'with commas, or `all`; `mockops sdk languages` lists them')
    .requiredOption('--out <folder>', 'where to; each language in a folder of its own when there are several')
    .option('--package <name>', 'name of the package; default: from the title of the contract')
    .option('--provider <name>', 'who makes them: `builtin`, or one of sdk_providers in mockops.server.yaml', 'builtin')
    .option('--force', 'generate also what is fresh, and over files that were not generated')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (source, { lang, out, package: package_name, provider: name, force, json }) => {
      const { chooseProvider, readLanguages } = await import('../sdk-languages.ts');
      const { readContract } = await import('../contract-source/read.ts');
      const provider = await chooseProvider(name);
      const languages = await readLanguages(lang, provider);
      const read = await readContract(source);
      const stop = onStop();
      const generation = {
        files: read.files,
        digest: digestOfFiles(read.files),
        provider,
        signal: stop.signal,
        ...(package_name !== undefined && { package_name }),
      };
      const outcomes: Outcome[] = [];
      // Loading a large contract, and what loads it, takes longer than seeing that nothing changed.
      let api: ReturnType<typeof loadFiles> | undefined;
      const load = () =>
        (api ??= import('../contract-source/load.ts').then(({ loadFiles }) => loadFiles(source, read, io)));
      for (const language of languages) {
        const directory = languages.length === 1 ? out : path.join(out, language);
        const outcome = await generateOne({ ...generation, load }, { language, directory, force: force ?? false });
        outcomes.push(outcome);
        if (!json) io.out(describe(outcome));
      }
      stop.release();
      if (json) printJson(io, outcomes);
      const failed = outcomes.filter(({ error }) => error !== undefined);
      if (failed.length > 0)
        throw new Failure(failed.map(({ language, error }) => `No SDK for ${language}: ${error}`).join('\n'));
    });

interface Generation {
  files: ContractFiles;
  /** Of the files. */
  digest: string;
  provider: SdkProvider;
  package_name?: string;
  signal: AbortSignal;
  load: () => ReturnType<typeof loadFiles>;
}

function digestOfFiles(files: ContractFiles): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort()) {
    const text = files[name] ?? '';
    hash.update(`${name}\0${text.length}\0`).update(text);
  }
  return hash.digest('hex');
}

async function generateOne(
  { files, digest, provider, package_name, signal, load }: Generation,
  { language, directory, force }: { language: string; directory: string; force: boolean },
): Promise<Outcome> {
  const { digestOf, isFresh, SdkProviderError, writeTree } = await import('@mockops/sdkgen/node');
  const input = createHash('sha256')
    .update(JSON.stringify([provider.id, provider.version, language, package_name ?? null, digest]))
    .digest('hex');
  try {
    if (!force && (await isFresh(directory, input))) return { language, directory, changed: false, files: null };
    const { api } = await load();
    if (!provider.supports(api.kind, language))
      return failed(language, directory, `${provider.id} makes no ${language} from ${api.kind}`);
    const tree = await provider.generate({
      ...{ api, sources: inOneFolder(files), language, signal },
      ...(package_name !== undefined && { package_name }),
    });
    if (!force) await refuseStrangers(directory, tree);
    const { changed } = await writeTree(directory, tree, { digest: digestOf(tree), input });
    return { language, directory, changed, files: tree.size };
  } catch (error) {
    // A contract that cannot be read is the same for all languages.
    if (signal.aborted || (error instanceof Failure && !(error instanceof InTheWay))) throw error;
    if (error instanceof SdkProviderError) return failed(language, directory, error.message);
    const { describeFailure } = await import('../describe-failure.ts');
    return failed(language, directory, describeFailure(error).join('; '));
  }
}

const failed = (language: string, directory: string, error: string): Outcome => ({
  ...{ language, directory, error },
  changed: false,
  files: null,
});

function describe({ language, directory, changed, files, error }: Outcome): string {
  if (error !== undefined) return `${language}  failed`;
  return `${language}  ${changed ? `${files} files in ${directory}` : `${directory} is up to date`}`;
}
