// `regenerate_sdk`: client libraries from a workspace's contract, as files on disk. In: languages. Out: per language whether it
// changed, where it is, its files and their digest. The same contract gives the same bytes and touches nothing.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { formatIssue } from '@mockops/contract';
import { type ApiModel, loadApi } from '@mockops/schema';
import { generateSdk, type Language } from '@mockops/sdkgen';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { RegenerateSdkConfig } from './schema.ts';
import { writeTree } from './write-tree.ts';

type Context = StepContext<RegenerateSdkConfig>;

interface GeneratedSdk {
  language: Language;
  changed: boolean;
  directory: string;
  files: string[];
  digest: string;
}

export const regenerateSdk = defineStep<RegenerateSdkConfig>({
  type: 'regenerate_sdk',
  summary: 'Generates client libraries from the contract of a workspace',
  effect: 'pure',
  config: RegenerateSdkConfig,
  timeout_ms: 300_000,
  run: (context) =>
    asStepWork(async () => {
      const { config, signal, log } = context;
      const workspace = config.workspace_id ?? context.workspace_id;
      if (workspace === null) throw new StepFailure('the event is of no workspace; set workspace_id in this step');
      const api = await loadContract(context, workspace);
      const languages: GeneratedSdk[] = [];
      const failures: { language: Language; error: unknown }[] = [];
      for (const language of new Set(config.languages)) {
        signal.throwIfAborted();
        try {
          const sdk = await generateOne(context, { api, language, workspace });
          languages.push(sdk);
          log(`${language}: ${sdk.changed ? `${sdk.files.length} files in ${sdk.directory}` : 'unchanged'}`);
        } catch (error) {
          failures.push({ language, error });
        }
      }
      if (failures.length > 0) throw summarize(failures, languages);
      return { changed: languages.some(({ changed }) => changed), workspace_id: workspace, languages };
    }),
});

async function loadContract({ config, services, log }: Context, workspace: string): Promise<ApiModel> {
  const { files } = await services.contract(workspace, config.environment);
  const loaded = await loadApi(files);
  const issues = loaded.issues.slice(0, 5).map(formatIssue).join('; ');
  if (!loaded.ok)
    throw new StepFailure(`the contract of ${workspace} (${config.environment}) cannot be read: ${issues}`);
  if (issues !== '') log(`left out of the contract: ${issues}`);
  return loaded.value;
}

async function generateOne(
  { config, services }: Context,
  { api, language, workspace }: { api: ApiModel; language: Language; workspace: string },
): Promise<GeneratedSdk> {
  const { package_name } = config;
  const files = generateSdk({ api, language, ...(package_name !== undefined && { package_name }) });
  const digest = digestOf(files);
  const directory = join(services.sdk_directory, config.output_dir ?? workspace, language);
  const { changed } = await writeTree(directory, files, digest);
  return { language, changed, directory, files: [...files.keys()], digest };
}

/** A disk may have room again at the next try; a generator that fails will fail again. */
function summarize(failures: { language: Language; error: unknown }[], done: GeneratedSdk[]): StepFailure {
  const reasons = failures.map(
    ({ language, error }) => `${language}: ${error instanceof Error ? error.message : String(error)}`,
  );
  const written = done.map(({ language }) => language).join(', ');
  const transient = failures.some(({ error }) => error instanceof Error && 'syscall' in error);
  return new StepFailure(
    `no SDK for ${reasons.join('; ')}${written === '' ? '' : ` (written: ${written})`}`,
    transient ? 'transient' : 'permanent',
    {
      cause: failures[0]?.error,
    },
  );
}

function digestOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${path}\0${content}\0`);
  return hash.digest('hex');
}
