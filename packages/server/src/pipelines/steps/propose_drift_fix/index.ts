// `propose_drift_fix`: the contract as reality shows it. In: a report, or a workspace. Out: changed files for a pull request, the whole corrected contract
// for a generator, a sentence per finding, and the explicit mocks that would contradict it. Changes nothing itself.
import { MockDocument } from '@mockops/contract';
import { type ApiModel, createValidator } from '@mockops/schema';
import { parse } from 'yaml';
import { findOperation } from '../../../scenarios/plan-scenario.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import type { StepContext } from '../step-type.ts';
import { ProposeDriftFixConfig, ProposeDriftFixOutputs } from './schema.ts';

type Context = StepContext<ProposeDriftFixConfig>;

/** Larger files travel as an artifact, because outputs are bounded. */
const MAX_INLINE = 60_000;
const MAX_SENTENCES = 200;

export const proposeDriftFix = defineStep<ProposeDriftFixConfig>({
  type: 'propose_drift_fix',
  summary: 'Writes what reality showed into the contract, as a proposal',
  effect: 'pure',
  config: ProposeDriftFixConfig,
  outputs: ProposeDriftFixOutputs,
  sinks: { directory: 'path' },
  timeout_ms: 120_000,
  needs: () => [{ kind: 'drift', target: 'read' }],
  run: (context) =>
    asStepWork(async () => {
      const { config, services, log } = context;
      const workspace = config.workspace_id ?? config.report?.workspace_id ?? requireWorkspace(context);
      const { files: current } = await services.contract(workspace, 'dev');
      const fix = await services.proposeDriftFix(workspace);
      const wanted = config.include.includes('openapi') ? fix.files : {};
      const corrected = { ...current, ...wanted };
      const contract = await services.contracts.load(corrected);
      const spec_changed = Object.keys(wanted).length > 0;
      const fixtures = config.include.includes('fixtures') ? await services.mocks(workspace, 'dev') : {};
      const needed = contract.ok && Object.keys(fixtures).length > 0;
      const stale_fixtures = needed ? findStale(fixtures, await contract.value.model()) : [];
      log(
        `${Object.keys(wanted).length} files of the contract change, ${stale_fixtures.length} mocks would contradict it`,
      );
      for (const { path, mock, problems } of stale_fixtures.slice(0, 20))
        context.annotate('warning', `${mock} contradicts the corrected contract: ${problems.join('; ')}`, path);
      return {
        spec_changed,
        spec: await services.files.put(corrected),
        spec_digest: contract.ok ? contract.value.outline.digest : '',
        files: await writeFiles(context, wanted),
        summary: fix.summary.slice(0, MAX_SENTENCES),
        stale_fixtures,
      };
    }),
});

async function writeFiles({ config, services }: Context, files: Record<string, string>) {
  const folder = config.directory?.replace(/\/+$/, '') ?? '';
  const entries = Object.entries(files);
  const inline = entries.reduce((size, [, text]) => size + text.length, 0) <= MAX_INLINE;
  if (inline) return entries.map(([path, content]) => ({ path: folder === '' ? path : `${folder}/${path}`, content }));
  return [{ path: folder === '' ? '.' : folder, artifact: await services.files.put(files) }];
}

function findStale(files: Record<string, string>, api: ApiModel) {
  const validator = createValidator(api);
  return Object.entries(files).flatMap(([path, text]) =>
    MockDocument.parse(parse(text)).flatMap((stub, index) => {
      const operation = findOperation(stub, api);
      const { status, body } = stub.response;
      if (!operation || body === undefined) return [];
      const facts = { operation: operation.key, status, media_type: 'application/json', body };
      const problems = validator.checkResponse(facts).map((mismatch) => mismatch.description);
      const mock = stub.name ?? `mock ${index + 1} (${operation.key})`;
      return problems.length === 0 ? [] : [{ path, mock, problems: problems.slice(0, 5) }];
    }),
  );
}
