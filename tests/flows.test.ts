// Promise: the four pipelines of the specification and the plan's example run from end to end beside the demo. Their texts are the fixtures of the
// linter, with names of the demo, shorter windows, and what the demo does not have replaced in `adapt`, where each change says why.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ApiError, type Approval, createClient, type Execution, type ExecutionStep } from '@mockops/contract';
import { startGitHub, startWebhookReceiver } from '@mockops/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, finishedRun, mockops, ROOT, removeHome, type System, startSystem } from './system.ts';

const HOOK_SECRET = 'a-secret-of-this-test';
const WORKFLOW = readFileSync(path.join(ROOT, 'examples/ecommerce/repository/.github/workflows/sdk-tests.yml'), 'utf8');
const CONTRACT = 'schemas/openapi.yaml';

let system: System;
let github: Awaited<ReturnType<typeof startGitHub>>;
let partner: Awaited<ReturnType<typeof startWebhookReceiver>>;

beforeAll(async () => {
  system = await startSystem({ demo: true, env: { MOCKOPS_TEAMS: '{"qa-leads":["quinn","kim"]}' } });
  const { files: inventory } = await system.api.pullFiles({ params: { workspace: 'inventory' } });
  const sdk = { files: { 'README.md': '# SDK\n', '.github/workflows/sdk-tests.yml': WORKFLOW } };
  github = await startGitHub({
    repositories: {
      'acme/sdk-typescript': sdk,
      'acme/sdk-python': sdk,
      'acme/sdk-rust': sdk,
      'acme/api-mocks': { files: inventory },
    },
  });
  partner = await startWebhookReceiver();
  await system.api.putConnection({
    body: {
      name: 'github-main',
      settings: { kind: 'github', api_url: github.url, repository: 'acme/api-mocks', token: github.token },
    },
  });
  await system.api.putSecret({ body: { name: 'partner_webhook_key', value: partner.secret } });
  await system.api.putSecret({ body: { name: 'github_webhook', value: HOOK_SECRET } });
});
afterAll(async () => {
  await system?.stop();
  await Promise.all([github?.close(), partner?.close()]);
  if (system) await removeHome(system.home);
});

/** A pipeline of the specification, changed in these places. Each must be there. */
function adapt(name: string, changes: readonly (readonly [from: string, to: string])[]): string {
  const fixture = path.join(ROOT, `packages/pipelines/src/document/fixtures/${name}.yaml`);
  return changes.reduce(
    (text, [from, to]) => {
      expect(text, name).toContain(from);
      return text.replaceAll(from, to);
    },
    readFileSync(fixture, 'utf8'),
  );
}

/** Saved with no more than these warnings. */
async function save(source: string, warnings: string[] = []): Promise<void> {
  const { issues } = await system.api.savePipeline({ body: { source } });
  expect(issues.map(({ message }) => message)).toEqual(warnings);
}

const setEnabled = (pipeline: string, enabled: boolean) =>
  system.api.updatePipeline({ params: { pipeline }, body: { enabled } });

const cells = (run: Execution, step: string): ExecutionStep[] =>
  run.steps.filter(({ name, item }) => name === step && item !== '');
const stepOf = (run: Execution, name: string) => run.steps.find((step) => step.name === name && step.item === '');
const statuses = (run: Execution) =>
  Object.fromEntries(run.steps.filter(({ item }) => item === '').map(({ name, status }) => [name, status]));

async function pushPaymentsWith(operation: string): Promise<void> {
  const { files } = await system.api.pullFiles({ params: { workspace: 'payments' } });
  const contract = files[CONTRACT] ?? '';
  const added = `\npaths:\n  /${operation}:\n    get:\n      operationId: ${operation}\n      responses: { "200": { description: Found } }\n`;
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: { [CONTRACT]: contract.replace('\npaths:\n', added) } },
  });
}

async function pendingApproval(pipeline: string): Promise<Approval> {
  return eventually(`an approval of ${pipeline}`, async () =>
    (await system.api.listApprovals({ query: { status: 'pending' } })).find((one) => one.pipeline === pipeline),
  );
}

const as = (actor: string) =>
  createClient({
    baseUrl: system.api_url,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('x-mockops-actor', actor);
      return fetch(input, { ...init, headers });
    },
  });

async function readDemo(peer: string): Promise<string> {
  const answer = await fetch(system.demo?.[peer] ?? '', { headers: { accept: 'application/json' } });
  return answer.text();
}

/** What GitHub sends to the address of a pipeline. */
async function sendFromGitHub(pipeline: string, event: string, payload: object): Promise<number> {
  const body = JSON.stringify(payload);
  const answer = await fetch(`${system.api_url}/hooks/${pipeline}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': `${event}-1`,
      'x-hub-signature-256': `sha256=${createHmac('sha256', HOOK_SECRET).update(body).digest('hex')}`,
    },
    body,
  });
  return answer.status;
}

test('the pipelines of the demo and the tests beside them pass', async () => {
  const lint = await mockops(system, 'pipeline', 'lint', 'examples/ecommerce/pipelines');
  expect(lint.err + lint.out).toContain('5 pipelines are valid');
  const tested = await mockops(system, 'pipeline', 'test', 'examples/ecommerce/pipelines');
  expect(tested.code, tested.out).toBe(0);
  expect(tested.out).toContain(' 0 failed');
});

test('the plan’s example: a changed contract gives SDKs, a message and a workflow run', async () => {
  await pushPaymentsWith('payouts');
  const run = await finishedRun(system, 'schema-change-pipeline', 1);
  expect(run.status).toBe('succeeded');
  expect(statuses(run)).toEqual({
    'regenerate-sdks': 'succeeded',
    'notify-teams': 'succeeded',
    'update-ci': 'succeeded',
  });
  expect(await readDemo('slack')).toContain('SDKs regenerated for payments');
});

test('flow 1: a burst of changes gives one pull request for each SDK, which the tests of the SDK then prove', async () => {
  // Both would write the same SDKs; whichever came second would find nothing changed.
  await setEnabled('schema-change-pipeline', false);
  await save(
    adapt('schema-change-to-sdk', [
      ['workspace-123', 'payments'],
      ['period: 30s', 'period: 5s'],
      // SDKs for Go, Java and .NET do not exist yet.
      ['[typescript, python, rust, go, java, dotnet]', '[typescript, python, rust]'],
      // The workflow is that of one of the SDKs, where the branch is.
      ['mode: dispatch', 'mode: dispatch\n      connection: github-main\n      repo: acme/sdk-typescript'],
    ]),
  );
  await pushPaymentsWith('disputes');
  await pushPaymentsWith('invoices');
  const workflow = await eventually(
    'a workflow run',
    async () => github.repository('acme/sdk-typescript').dispatches[0],
  );
  github.repository('acme/sdk-typescript').completeRun(workflow.id, 'success');

  const run = await finishedRun(system, 'schema-change-to-sdk', 1);
  expect(run.status, run.error_message ?? '').toBe('succeeded');
  expect(run.events).toHaveLength(2);
  expect(stepOf(run, 'diff')?.output).toMatchObject({ affected_operations: 2, breaking: 0 });
  expect(cells(run, 'regenerate-sdks').map(({ item, status }) => [item, status])).toEqual([
    ['typescript', 'succeeded'],
    ['python', 'succeeded'],
    ['rust', 'succeeded'],
  ]);
  for (const language of ['typescript', 'python', 'rust']) {
    const { pulls } = github.repository(`acme/sdk-${language}`);
    expect(pulls.map(({ title, head, draft }) => [title, head, draft])).toEqual([
      [`Regenerate ${language} SDK for Payments`, 'mockops/sdk/payments', false],
    ]);
  }
  expect(stepOf(run, 'update-ci')?.output).toMatchObject({ conclusion: 'success' });
  expect(await readDemo('slack')).toContain('/acme/sdk-rust/pull/1');
  await setEnabled('schema-change-to-sdk', false);
});

test('flow 2: a published scenario waits for somebody else, goes to test, is verified and told', async () => {
  await setEnabled('scenario-promotion-pipeline', false);
  await save(
    adapt('scenario-publish-to-test', [
      ['["workspace-123", "workspace-456"]', '["payments", "shipping"]'],
      // Test asks nobody unless the policy says so.
      ['      to: test\n', '      to: test\n      policy: { require_approval: [test] }\n'],
      ['https://hooks.partner.example/mockops', partner.webhook_url],
    ]),
    ['#qa will get single messages: threads need a Slack connection with the token of a bot; this one is a webhook'],
  );
  await as('quinn').publishScenario({ params: { workspace: 'payments', scenario: 'declined-card' } });
  const asked = await pendingApproval('scenario-publish-to-test');
  expect(asked).toMatchObject({ message: 'Promote The bank declines the card v1 to test', requested_by: 'quinn' });
  const vote = { decision: 'approve' as const, digest: asked.digest, comment: 'looks right' };
  const decide = (actor: string) => as(actor).decideApproval({ params: { approval: asked.id }, body: vote });
  await expect(decide('quinn')).rejects.toThrow(ApiError);
  await expect(decide('lee')).rejects.toThrow(ApiError);
  await decide('kim');
  const run = await finishedRun(system, 'scenario-publish-to-test', 1);
  expect(run.status, run.error_message ?? '').toBe('succeeded');
  expect(stepOf(run, 'approve')?.output).toMatchObject({ decision: 'approved', approvers: ['kim'] });
  expect(stepOf(run, 'verify')?.output).toMatchObject({ passed: true });
  expect(partner.refused).toEqual([]);
  expect(partner.deliveries).toHaveLength(1);
  expect(await readDemo('mail')).toContain('is in test');
});

test('the release of the demo: what is in test goes to prod when a person agrees', async () => {
  const asked = await pendingApproval('scenario-release-pipeline');
  expect(asked.message).toContain('declined-card');
  await as('kim').decideApproval({
    params: { approval: asked.id },
    body: { decision: 'approve', digest: asked.digest },
  });
  const run = await finishedRun(system, 'scenario-release-pipeline', 1);
  expect(run.status, run.error_message ?? '').toBe('succeeded');
  expect(statuses(run)).toEqual({
    'can-promote': 'succeeded',
    approve: 'succeeded',
    promote: 'succeeded',
    verify: 'succeeded',
    'notify-teams': 'succeeded',
    rollback: 'skipped',
  });
  const { environments } = await system.api.getWorkspace({ params: { workspace: 'payments' } });
  expect(environments.find(({ name }) => name === 'prod')?.entries).toMatchObject({ 'scenario/declined-card': 1 });
});

test('flow 3: drift over the budget is one pull request; when it is merged, drift is checked again', async () => {
  await setEnabled('drift-pr-pipeline', false);
  await save(
    adapt('drift-to-pr', [
      ['max_wait: 15m', 'max_wait: 1s'],
      // A run ends after six hours by default, and people take longer to merge.
      ['  pause_after_failures: 5', '  pause_after_failures: 5\n  timeout: 30d'],
    ]),
  );
  await save(nightlyOnDeploy());
  await rename('quantity', 'quantity_on_hand');
  for (let index = 0; index < 30; index += 1)
    await (await fetch(`${system.gateway_url}/e-commerce-platform/inventory/items/SKU-1001`)).arrayBuffer();

  const repository = github.repository('acme/api-mocks');
  const pull = await eventually('a pull request', async () => repository.pulls[0]);
  const [waiting] = await eventually('a run that waits for it', async () => {
    const runs = await system.api.listExecutions({ query: { pipeline: 'drift-to-pr', status: 'waiting' } });
    return runs.length > 0 && runs;
  });
  expect(pull).toMatchObject({ head: 'mockops/drift/inventory', labels: ['mockops', 'drift'] });
  const proposed = repository.files(pull.head)[CONTRACT] ?? '';
  expect(proposed).toContain('quantity_on_hand');

  // Merged, and pushed as the repository's own workflow would.
  repository.merge(pull.number);
  await system.api.pushFiles({ params: { workspace: 'inventory' }, body: { files: { [CONTRACT]: proposed } } });
  const { number, body, head } = pull;
  const closed = { number, body, head: { ref: head }, merged: true, html_url: `${github.url}/acme/api-mocks/pull/1` };
  expect(
    await sendFromGitHub('nightly-checkout-on-deploy', 'pull_request', {
      action: 'closed',
      repository: { full_name: 'acme/api-mocks' },
      pull_request: closed,
    }),
  ).toBe(202);

  const run = await finishedRun(system, 'drift-to-pr', waiting?.number ?? 0);
  expect(run.status, run.error_message ?? '').toBe('succeeded');
  expect(statuses(run)).toEqual({
    collect: 'succeeded',
    fix: 'succeeded',
    sdks: 'succeeded',
    pr: 'succeeded',
    merged: 'succeeded',
    recheck: 'succeeded',
    summary: 'succeeded',
  });
  expect(stepOf(run, 'merged')?.output).toMatchObject({ merged: true });
  expect(stepOf(run, 'recheck')?.output).toMatchObject({ within_budget: true });
  expect(repository.pulls).toHaveLength(1);
  await rename(undefined, undefined);
});

test('flow 4: a deployment, or a person, sends three people through the system in three realities', async () => {
  expect(
    await sendFromGitHub('nightly-checkout-on-deploy', 'deployment_status', {
      deployment_status: { state: 'success' },
      deployment: { environment: 'staging' },
    }),
  ).toBe(202);
  await expectCheckout(await finishedRun(system, 'nightly-checkout-on-deploy', 1));

  const started = await system.api.startRun({ params: { pipeline: 'nightly-checkout-e2e' }, body: { inputs: {} } });
  expect(started.trigger_event).toBe('pipeline.started');
  await expectCheckout(await finishedRun(system, 'nightly-checkout-e2e', 1));
  expect(
    await system.api.listSandboxes({ params: { federation: 'e-commerce-platform' } }),
    'each run took its sandbox down',
  ).toEqual([]);
});

async function expectCheckout(run: Execution): Promise<void> {
  expect(run.status, run.error_message ?? '').toBe('succeeded');
  expect(statuses(run)).toEqual({
    sandbox: 'succeeded',
    checkout: 'succeeded',
    gate: 'succeeded',
    // The first night is no change.
    report: 'skipped',
    teardown: 'succeeded',
  });
  const pairs = cells(run, 'checkout').map(({ item }) => item.split(',').toSorted().join());
  expect(pairs.toSorted()).toEqual([
    'persona=fraud-suspect,profile=happy',
    'persona=fraud-suspect,profile=shipping-chaos',
    'persona=new-user,profile=happy',
    'persona=new-user,profile=real-auth',
    'persona=new-user,profile=shipping-chaos',
    'persona=premium-customer,profile=happy',
    'persona=premium-customer,profile=real-auth',
    'persona=premium-customer,profile=shipping-chaos',
  ]);
}

function nightlyOnDeploy(): string {
  return adapt('nightly-checkout-e2e', [
    // That name is the demo's.
    ['name: nightly-checkout-e2e', 'name: nightly-checkout-on-deploy'],
    // The demo's services are shaky and slow on purpose; what a profile does not speak of is a plain mock.
    [
      '{ profile: shipping-chaos, reality: { shipping: chaos_driven }, min_pass_rate: 0.9 }',
      '{ profile: shipping-chaos, reality: { auth: mock_v1, inventory: mock_v1, payments: mock_v1, shipping: chaos_driven }, min_pass_rate: 0.8 }',
    ],
    [
      '{ profile: real-auth, reality: { auth: real } }',
      '{ profile: real-auth, reality: { auth: real, inventory: mock_v1, payments: mock_v1, shipping: mock_v1 } }\n        - { profile: happy, reality: { auth: mock_v1, inventory: mock_v1, payments: mock_v1, shipping: mock_v1 } }',
    ],
    ['max_p95_ms: 1500', 'max_p95_ms: 15000'],
    // One scenario covers a third of the operations, and three of the personas.
    ['{ operations: 0.85, personas: 1.0, change_coverage: 0.9 }', '{ operations: 0.25, personas: 0.5 }'],
    [
      'Checkout E2E: {{ steps.checkout.summary.passed }}/{{ steps.checkout.summary.total }} cells',
      'Checkout: {{ steps.checkout.summary.passed }} of {{ steps.checkout.summary.total }} cells passed',
    ],
  ]);
}

/** Makes the real inventory service leave its contract; without names it keeps it again. */
async function rename(from: string | undefined, to: string | undefined): Promise<void> {
  await fetch(`${system.demo?.inventory}/__admin/rename`, {
    method: from === undefined ? 'DELETE' : 'POST',
    ...(from !== undefined && { body: JSON.stringify({ from, to }) }),
  });
}
