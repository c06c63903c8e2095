// Promise: a breaking contract is pushed; the run shows what broke with a message that proves it, builds clients in six languages, sees that they
// work, and keeps one pull request up to date. The same contract in another writing starts nothing.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startGitHub } from '@mockops/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { browserTest, expectAccessible, HAS_BROWSER, openBrowser, SKIPPED, type Tabs } from './browser.ts';
import { shopFiles } from './shop.ts';
import { finishedRun, mockops, ROOT, removeHome, type System, startSystem, temporaryFolder } from './system.ts';

const LIMIT_MS = 240_000;
const FIGMA = path.join(ROOT, '../shared/specs/figma');
const noFigma = existsSync(FIGMA) ? '' : ' (skipped: there is no ../shared/specs)';
const all = process.env.MOCKOPS_BIG_SDKS === '1';

/** `compiled`: languages whose compiler takes longer than their calls are worth in a test. */
const release = (about: { workspace: string; called: string[]; compiled: string[]; verify: string }) => {
  const files = ['called', 'compiled'].flatMap((step) =>
    (step === 'called' ? about.called : about.compiled).map(
      (language, index) =>
        `        - { path: sdks/${language}, artifact: "{{ steps.${step}.outputs.languages[${index}].artifact }}" }\n`,
    ),
  );
  return `name: ${about.workspace}-release
triggers:
  - event: schema.changed
    filters: { workspace_id: ${about.workspace}, change_level: breaking }
steps:
  - name: diff
    type: schema_diff
    config: { from: "{{ event.from_revision }}", to: "{{ event.to_revision }}" }
  - name: called
    type: regenerate_sdk
    config: { languages: [${about.called.join(', ')}], verify: calls }
  - name: compiled
    type: regenerate_sdk
    config: { languages: [${about.compiled.join(', ')}], verify: ${about.verify} }
  - name: propose
    type: create_pr
    config:
      repo: acme/${about.workspace}
      title: "Clients of {{ workspace_id }}, revision {{ event.to_revision }}"
      body: "{{ steps.diff.outputs.summary }}"
      files:
${files.join('')}`;
};

const charge = { $ref: '#/components/schemas/Charge' };
const answer = (schema: object, example: unknown) => ({
  200: { description: 'Found', content: { 'application/json': { schema, example } } },
});

/** The first contract, or a later one: each breaks clients of the one before. */
function contract(revision: 1 | 2 | 3) {
  const note = { note: { type: 'string', description: 'For people' } };
  const currency = { name: 'currency', in: 'query', required: true, schema: { type: 'string', maxLength: 6 } };
  return {
    openapi: '3.1.0',
    info: { title: 'Payments', version: `${revision}.0.0` },
    paths: {
      '/charges': {
        get: {
          operationId: 'listCharges',
          tags: ['charges'],
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer' } },
            ...(revision < 3 ? [] : [currency]),
          ],
          responses: answer({ type: 'array', items: charge }, [{ id: 'ch_1', amount: 100 }]),
        },
      },
      '/charges/{id}': {
        get: {
          operationId: 'getCharge',
          tags: ['charges'],
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: answer(charge, { id: 'ch_1', amount: 100 }),
        },
      },
    },
    components: {
      schemas: {
        Charge: {
          type: 'object',
          required: ['id', 'amount'],
          properties: { amount: { type: 'integer' }, id: { type: 'string' }, ...(revision === 1 ? note : {}) },
        },
      },
    },
  };
}

/** What an operator puts into mockops.server.yaml: a program, here one that writes how many bytes it was given. */
const OWN_PROVIDER = {
  command: [
    process.execPath,
    '--eval',
    "const { readFileSync, writeFileSync } = require('node:fs'); const [, contract, out] = process.argv; writeFileSync(out + '/client.php', '<?php // ' + readFileSync(contract).length);",
    '{contract}',
    '{out}',
  ],
  languages: ['php'],
};

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, reversed(item)]));
}

let system: System;
let tabs: Tabs;
let page: Page;
let github: Awaited<ReturnType<typeof startGitHub>>;

beforeAll(async () => {
  const repository = { files: { 'README.md': '# Clients\n' } };
  github = await startGitHub({
    token: 'secret-token',
    repositories: { 'acme/payments': repository, 'acme/figma': repository },
  });
  system = await startSystem({ env: { MOCKOPS_SDK_PROVIDERS: JSON.stringify({ own: OWN_PROVIDER }) } });
  await system.api.putConnection({
    body: {
      name: 'github',
      settings: { kind: 'github', api_url: github.url, repository: 'acme/payments', token: 'secret-token' },
    },
  });
  if (!HAS_BROWSER) return;
  tabs = await openBrowser(() => system.api_url);
  page = await tabs.newPage(await tabs.newContext('light'));
});
afterAll(async () => {
  await tabs?.browser.close();
  await system?.stop();
  await github?.close();
  if (system) await removeHome(system.home);
});

const push = (workspace: string, text: string) =>
  system.api.pushFiles({
    params: { workspace },
    body: { files: shopFiles(workspace, { 'schemas/openapi.yaml': text }), prune: true },
  });

const runsOf = async (pipeline: string) => (await system.api.listExecutions({ query: { pipeline } })).length;

const verdicts = (output: unknown): Record<string, { compiled: boolean | null; calls: number[]; skipped: boolean }> => {
  const { languages } = output as {
    languages: {
      language: string;
      verified: { compiled: boolean | null; calls: { status: number }[]; skipped: string | null } | null;
    }[];
  };
  return Object.fromEntries(
    languages.map(({ language, verified }) => [
      language,
      {
        compiled: verified?.compiled ?? null,
        calls: verified?.calls.map(({ status }) => status) ?? [],
        skipped: (verified?.skipped ?? null) !== null,
      },
    ]),
  );
};

test(
  'a breaking push builds and calls clients in six languages, and opens one pull request',
  async () => {
    const source = release({
      workspace: 'payments',
      called: ['typescript', 'python', 'go', 'java', 'csharp'],
      compiled: ['rust'],
      verify: all ? 'calls' : 'compile',
    });
    await system.api.savePipeline({ body: { source } });
    await push('payments', JSON.stringify(contract(1), null, 2));
    expect(await runsOf('payments-release')).toBe(0);
    await push('payments', JSON.stringify(contract(2), null, 2));
    const run = await finishedRun(system, 'payments-release', 1, LIMIT_MS);
    expect(run.steps.map(({ name, status, message }) => [name, status, message])).toEqual(
      ['diff', 'called', 'compiled', 'propose'].map((name) => [name, 'succeeded', null]),
    );
    const step = (name: string) => run.steps.find((one) => one.name === name)?.output;
    const made = { ...verdicts(step('called')), ...verdicts(step('compiled')) };
    expect(Object.keys(made)).toEqual(['typescript', 'python', 'go', 'java', 'csharp', 'rust']);
    // What has no toolchain here says so; everything else compiles and answers.
    for (const [language, { compiled, calls, skipped }] of Object.entries(made)) {
      expect(skipped || compiled, language).toBe(true);
      if (compiled && !skipped && language !== 'rust') expect(calls, language).toEqual([200, 200]);
    }
    expect(made.typescript).toEqual({ compiled: true, calls: [200, 200], skipped: false });

    const { pulls, files } = github.repository('acme/payments');
    expect(pulls).toMatchObject([{ number: 1, state: 'open', title: 'Clients of payments, revision 2' }]);
    expect(pulls[0]?.body).toContain('### Breaking');
    const proposed = Object.keys(files(pulls[0]?.head));
    const folders = new Set(proposed.map((file) => file.split('/').slice(0, 2).join('/')));
    expect([...folders].sort()).toEqual(
      ['README.md', ...['csharp', 'go', 'java', 'python', 'rust', 'typescript'].map((one) => `sdks/${one}`)].sort(),
    );
  },
  LIMIT_MS,
);

browserTest(
  `the run page shows what broke, the message that proves it, and six clients with their evidence${SKIPPED}`,
  async () => {
    const run = await finishedRun(system, 'payments-release', 1);
    await page.goto(`/runs/${run.id}`);
    await page.getByRole('link', { name: 'diff, succeeded' }).click();
    const diff = page.getByRole('region', { name: 'Step diff' });
    await diff.getByRole('heading', { name: 'Breaking' }).waitFor();
    await diff
      .getByText(/^response 200 \[.*"note".*\] of GET \/charges, which the newer contract no longer describes/)
      .first()
      .waitFor();
    for (const [name, languages] of [
      ['called', ['typescript', 'python', 'go', 'java', 'csharp']],
      ['compiled', ['rust']],
    ] as const) {
      await page.getByRole('link', { name: `${name}, succeeded` }).click();
      const table = page
        .getByRole('region', { name: `Step ${name}` })
        .getByRole('table')
        .first();
      for (const language of languages)
        await table.getByRole('row', { name: new RegExp(`^${language} changed \\d+ `) }).waitFor();
    }
    const called = page.getByRole('link', { name: 'called, succeeded' });
    await called.click();
    await page.getByRole('row', { name: /^typescript changed \d+ compiles; 2 calls of the mock answered/ }).waitFor();
    await expectAccessible(tabs, [
      [`/runs/${run.id}?step=called`, 'Timeline'],
      ['/workspaces/payments/contract', 'SDKs'],
    ]);
    expect(tabs.complaints).toEqual([]);
  },
  60_000,
);

test(
  'the next breaking push brings the same pull request up to date',
  async () => {
    const before = github.repository('acme/payments').pulls[0]?.head_sha;
    await push('payments', JSON.stringify(contract(3), null, 2));
    const run = await finishedRun(system, 'payments-release', 2, LIMIT_MS);
    expect(run.steps.map(({ status, message }) => [status, message])).toEqual(Array(4).fill(['succeeded', null]));
    const { pulls, files } = github.repository('acme/payments');
    expect(pulls).toMatchObject([{ number: 1, state: 'open', title: 'Clients of payments, revision 3' }]);
    expect(pulls[0]?.head_sha).not.toBe(before);
    const go = Object.entries(files(pulls[0]?.head)).filter(([file]) => file.startsWith('sdks/go/'));
    expect(go.map(([, text]) => text).join('')).toContain('ListCharges(ctx context.Context, currency string');
  },
  LIMIT_MS,
);

test('the same contract in another writing starts nothing', async () => {
  const pushed = await push('payments', stringify(reversed(contract(3))));
  expect(pushed.events).toEqual([]);
  expect(await runsOf('payments-release')).toBe(2);
});

test('what was generated is listed, and the same bytes are downloaded every time', async () => {
  const sdks = await system.api.listSdks({ params: { workspace: 'payments' } });
  expect(sdks.map(({ language, revision, verified }) => [language, revision, verified?.compiled ?? null])).toEqual(
    expect.arrayContaining([['typescript', 3, true]]),
  );
  expect(sdks.length).toBe(6);
  for (const format of ['zip', 'tar.gz']) {
    const get = async () => fetch(`${system.api_url}/api/v1/workspaces/payments/sdks/golang/archive?format=${format}`);
    const [one, other] = [await get(), await get()];
    expect(one.headers.get('content-disposition')).toBe(`attachment; filename="payments-go.${format}"`);
    expect(Buffer.from(await one.arrayBuffer()).equals(Buffer.from(await other.arrayBuffer()))).toBe(true);
  }
  const wrong = await fetch(`${system.api_url}/api/v1/workspaces/payments/sdks/rush/archive`);
  expect([wrong.status, JSON.stringify(await wrong.json())]).toEqual([
    404,
    expect.stringContaining('did you mean \\"rust\\"?'),
  ]);

  const out = temporaryFolder('sdks');
  const pulled = await mockops(system, 'sdk', 'pull', 'payments', '--out', out);
  expect(pulled.err).toBe('');
  expect(readFileSync(path.join(out, 'rust/Cargo.toml'), 'utf8')).toContain('name = "payments-client"');
  const again = await mockops(system, 'sdk', 'pull', 'payments', '--lang', 'go', '--out', path.join(out, 'go'));
  expect(again.out).toContain('is up to date, of contract revision 3');
});

test('a program that the operator configured makes what our own generator has not', async () => {
  const source = `name: own-release
triggers: [{ event: schema.changed, filters: { workspace_id: own } }]
steps:
  - { name: php, type: regenerate_sdk, config: { languages: [php], provider: own, verify: compile } }
`;
  await system.api.savePipeline({ body: { source } });
  const text = JSON.stringify(contract(2));
  await push('own', JSON.stringify(contract(1)));
  await push('own', text);
  const run = await finishedRun(system, 'own-release', 1);
  expect(run.steps).toMatchObject([{ status: 'succeeded', message: null }]);
  const sdk = await system.api.getSdk({ params: { workspace: 'own', language: 'php' } });
  expect(sdk.files).toEqual({ 'client.php': `<?php // ${text.length}` });
  expect(sdk.verified).toMatchObject({ compiled: null, skipped: 'nothing here compiles php' });
});

test.skipIf(noFigma !== '')(
  `the same of a vendor’s contract, whose YAML comes back in another writing${noFigma}`,
  async () => {
    const read = (version: string) => readFileSync(path.join(FIGMA, `${version}.yaml`), 'utf8');
    const source = release({
      workspace: 'figma',
      called: ['typescript', 'go'],
      compiled: ['python', 'rust', 'java', 'csharp'],
      verify: all ? 'calls' : 'none',
    });
    await system.api.savePipeline({ body: { source } });
    await push('figma', read('2024-06'));
    await push('figma', read('2025-06'));
    const run = await finishedRun(system, 'figma-release', 1, LIMIT_MS);
    expect(run.steps.map(({ status, message }) => [status, message])).toEqual(Array(4).fill(['succeeded', null]));
    const made = verdicts(run.steps.find(({ name }) => name === 'called')?.output);
    expect(made.typescript).toEqual({ compiled: true, calls: [200, 200, 200, 200, 200], skipped: false });
    expect(github.repository('acme/figma').pulls).toMatchObject([{ number: 1, state: 'open' }]);

    const pushed = await push('figma', stringify(reversed(parse(read('2025-06')))));
    expect(pushed.events).toEqual([]);
    expect(await runsOf('figma-release')).toBe(1);
  },
  LIMIT_MS,
);
