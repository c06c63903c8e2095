// `regenerate_sdk`: client libraries from a workspace's contract, or from one that is only proposed. In: languages. Out: per language whether it changed,
// its files as an artifact, and their digest. The same contract gives the same bytes and touches nothing. A language that fails hides no other:
// the step fails at its end, naming it, and what the others gave stays readable.
import { join } from 'node:path';
import { didYouMean, formatIssue } from '@mockops/contract';
import { readLanguage } from '@mockops/sdkgen';
import { digestOf, type SdkProvider, writeTree } from '@mockops/sdkgen/node';
import { z } from 'zod';
import type { Loaded } from '../../../contracts/contracts.ts';
import { generateBy } from '../../../sdks/providers.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { rememberFirst } from '../remember-first.ts';
import { requireWorkspace } from '../require-workspace.ts';
import { type StepContext, StepFailure, StepSkipped } from '../step-type.ts';
import { RegenerateSdkConfig, RegenerateSdkOutputs } from './schema.ts';
import { tableOf } from './summary.ts';
import { evidenceText, refusalOf, verifySdk } from './verify.ts';

type Context = StepContext<RegenerateSdkConfig>;
type GeneratedSdk = z.infer<typeof RegenerateSdkOutputs>['languages'][number];

interface Source {
  contract: Loaded;
  workspace: string;
  /** Of the contract in dev; null: from elsewhere. */
  revision: number | null;
  /** It is what the workspace has, so the SDK folder follows. */
  is_live: boolean;
}

const Before = z.object({ digest: z.string().nullable() });

export const regenerateSdk = defineStep<RegenerateSdkConfig>({
  type: 'regenerate_sdk',
  summary: 'Generates client libraries from the contract of a workspace',
  effect: 'pure',
  version: '2',
  config: RegenerateSdkConfig,
  outputs: RegenerateSdkOutputs,
  sinks: { output_dir: 'path' },
  timeout_ms: 300_000,
  needs: () => [{ kind: 'sdk', target: 'write' }],
  check: async ({ languages, provider: id }, { services }) => {
    const provider = services.sdk_providers.get(id);
    if (!provider) return [unknownProvider(id, [...services.sdk_providers.keys()])];
    return languages
      .filter((name) => languageOf(name, provider) === undefined)
      .map((name) => unknownLanguage(name, provider));
  },
  run: (context) =>
    asStepWork(async () => {
      const { config, services, signal, log } = context;
      const provider = services.sdk_providers.get(config.provider);
      if (!provider) throw new StepFailure(unknownProvider(config.provider, [...services.sdk_providers.keys()]));
      const source = await loadSource(context);
      const languages: GeneratedSdk[] = [];
      const stale: string[] = [];
      const failures: { language: string; error: unknown }[] = [];
      for (const language of new Set(config.languages.map((name) => languageOf(name, provider) ?? name))) {
        signal.throwIfAborted();
        try {
          if (!provider.supports(source.contract.outline.kind, language))
            throw new StepFailure(unknownLanguage(language, provider));
          const sdk = await generateOne(context, source, { language, provider });
          if (!sdk) stale.push(language);
          else languages.push(sdk);
          log(`${language}: ${describe(sdk)}`);
        } catch (error) {
          failures.push({ language, error });
        }
      }
      context.summarise(tableOf(source, languages));
      const outputs = {
        changed: languages.some(({ changed }) => changed),
        workspace_id: source.workspace,
        files: languages.map(({ language, artifact }) => ({ path: `sdks/${language}`, artifact })),
        languages,
      };
      if (failures.length > 0) throw summarize(failures, outputs);
      if (languages.length === 0)
        throw new StepSkipped(
          `stale: SDKs of a revision newer than ${source.revision} are there (${stale.join(', ')})`,
        );
      return outputs;
    }),
});

async function loadSource(context: Context): Promise<Source> {
  const { config, services, log } = context;
  const workspace = requireWorkspace(context);
  const { spec, schema_revision, environment } = config;
  const at = schema_revision ?? environment;
  const known = spec === undefined ? await services.contract(workspace, at) : undefined;
  const loaded = await services.contracts.load(known?.files ?? (await readSpec(context, spec)));
  const issues = loaded.issues.slice(0, 5).map(formatIssue).join('; ');
  const name = spec === undefined ? `the contract of ${workspace} (${at})` : 'the contract in spec';
  if (!loaded.ok) throw new StepFailure(`${name} cannot be read: ${issues}`);
  if (issues !== '') log(`left out of the contract: ${issues}`);
  const is_revision = known !== undefined && (schema_revision !== undefined || environment === 'dev');
  return {
    contract: loaded.value,
    workspace,
    revision: is_revision ? known.revision : null,
    is_live: known !== undefined,
  };
}

async function readSpec({ services }: Context, spec: RegenerateSdkConfig['spec']): Promise<Record<string, string>> {
  if (typeof spec === 'string' && spec.startsWith('files:')) return services.files.get(spec);
  return { 'openapi.yaml': typeof spec === 'string' ? spec : JSON.stringify(spec) };
}

/** Undefined when an SDK of a newer revision is there. */
async function generateOne(
  context: Context,
  source: Source,
  { language, provider }: { language: string; provider: SdkProvider },
): Promise<GeneratedSdk | undefined> {
  const { config, services, idempotency_key, signal } = context;
  const { package_name } = config;
  const { workspace, revision, is_live } = source;
  const output = config.output_dir ?? workspace;
  const place = { workspace, output, language };
  const known = await services.sdks.find(place);
  if (is_live && isOlder(revision, known?.revision)) return undefined;
  const files = await generateBy(provider, services.contracts, {
    ...{ contract: source.contract, language, signal },
    ...(package_name !== undefined && { package_name }),
  });
  const digest = digestOf(files);
  const verified = await verifyOne(context, source, { language, files });
  const refusal = verified === null ? undefined : refusalOf(verified);
  if (refusal !== undefined) throw new StepFailure(refusal);
  // A repetition would find what the first attempt stored.
  const key = `${idempotency_key}/${language}`;
  const before = await rememberFirst({ services, idempotency_key: key }, Before, async () => ({
    digest: known?.digest ?? null,
  }));
  const directory = join(services.sdk_directory, output, language);
  const artifact = await services.files.put(Object.fromEntries(files));
  const made = { revision, digest, artifact, file_count: files.size, verified };
  if (is_live && !(await services.sdks.save({ ...place, ...made }))) return undefined;
  const written = is_live && (await writeTree(directory, files, { digest })).changed;
  const changed = before.digest === null ? !is_live || written : before.digest !== digest || written;
  return {
    language,
    changed,
    artifact,
    digest,
    summary: summaryOf(source, language, {
      files: files.size,
      digest,
      changed,
      evidence: verified && evidenceText(verified),
    }),
    file_count: files.size,
    directory: is_live ? directory : null,
    verified,
  };
}

/** Smoke calls go to the mocks of the contract that was generated from; a proposed one has none yet. */
async function verifyOne(
  { config, services, signal, log }: Context,
  { contract, workspace, is_live }: Source,
  { language, files }: { language: string; files: ReadonlyMap<string, string> },
) {
  if (config.verify === 'none') return null;
  const calls = config.verify === 'calls' && is_live && config.schema_revision === undefined;
  if (calls) await services.serve({ workspace, environment: config.environment });
  signal.throwIfAborted();
  const place = config.environment === 'dev' ? workspace : `${workspace}@${config.environment}`;
  const verified = await verifySdk({
    api: await contract.model(),
    language,
    files,
    mock_url: calls ? `${services.gateway_url}/${place}` : null,
  });
  log(`${language}: ${evidenceText(verified) || 'does not compile'}`);
  return verified;
}

function isOlder(revision: number | null, generated: number | null | undefined): boolean {
  return revision !== null && typeof generated === 'number' && revision < generated;
}

function summaryOf(
  { workspace, revision, contract }: Source,
  language: string,
  { files, digest, changed, evidence }: { files: number; digest: string; changed: boolean; evidence: string | null },
): string {
  const from = revision === null ? 'a proposed contract' : `contract revision ${revision}`;
  return [
    `${language} client of \`${workspace}\` from ${from}: ${changed ? 'changed' : 'as it was'}.`,
    '',
    `- ${contract.outline.operations.length} operations, ${contract.outline.schemas} schemas, ${files} files`,
    `- digest \`${digest.slice(0, 16)}\``,
    ...(evidence ? [`- ${evidence}`] : []),
  ].join('\n');
}

function describe(sdk: GeneratedSdk | undefined): string {
  if (!sdk) return 'stale, a newer one is there';
  return sdk.changed ? `${sdk.file_count} files${sdk.directory === null ? '' : ` in ${sdk.directory}`}` : 'unchanged';
}

/** A disk may have room again at the next try; a generator that fails will fail again. */
function summarize(
  failures: { language: string; error: unknown }[],
  outputs: z.infer<typeof RegenerateSdkOutputs>,
): StepFailure {
  const reasons = failures.map(
    ({ language, error }) => `${language}: ${error instanceof Error ? error.message : String(error)}`,
  );
  const made = outputs.languages.map(({ language }) => language).join(', ');
  const transient = failures.some(({ error }) => error instanceof Error && 'syscall' in error);
  return new StepFailure(
    `no SDK for ${reasons.join('; ')}${made === '' ? '' : ` (made: ${made})`}`,
    transient ? 'transient' : 'permanent',
    { cause: failures[0]?.error, outputs },
  );
}

/** As the provider spells it. */
function languageOf(name: string, { languages }: SdkProvider): string | undefined {
  if (languages.includes(name)) return name;
  const meant = readLanguage(name);
  return meant !== undefined && languages.includes(meant) ? meant : undefined;
}

function unknownLanguage(name: string, { id, languages }: SdkProvider): string {
  const near = didYouMean(name, languages);
  const help = near === undefined ? `write ${languages.join(', ')}` : `did you mean "${near}"?`;
  const who = id === 'builtin' ? 'SDK generator' : `language of the SDK provider ${id}`;
  return `there is no ${who} for "${name}"; ${help}`.replace(' for "', id === 'builtin' ? ' for "' : ' called "');
}

function unknownProvider(id: string, known: string[]): string {
  const near = didYouMean(id, known);
  return `there is no SDK provider "${id}"; ${near === undefined ? `the operator adds it to sdk_providers, there are ${known.join(', ')}` : `did you mean "${near}"?`}`;
}
