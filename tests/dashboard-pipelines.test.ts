// Promise: a person writes a pipeline, sees what it does, decides, stops, repeats and replays, all in the browser, by role and name.
import { createServer } from 'node:http';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { browserTest, expectAccessible, HAS_BROWSER, openBrowser, SKIPPED, type Tabs } from './browser.ts';
import { eventually, finishedRun, removeHome, type System, startSystem } from './system.ts';

/** Answers `/cells/<name>` with 200, or 404 while the name is among the broken. Counts what was asked for. */
async function startCells() {
  const asked: string[] = [];
  const broken = new Set<string>();
  const server = createServer((request, response) => {
    const name = request.url?.split('/').at(-1) ?? '';
    asked.push(name);
    request.resume();
    response.writeHead(broken.has(name) ? 404 : 200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    asked,
    broken,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const CAREFUL = (url: string) => `name: careful-release
triggers:
  - event: schema.changed
    filters: { workspace_id: payments }
steps:
  - name: try-each
    type: http
    matrix: { browser: [chromium, firefox, webkit] }
    config: { url: "${url}/cells/{{ matrix.browser }}" }
  - name: remark
    type: annotate
    config: { level: warning, message: "{{ event.change_level }} change", location: "schemas/openapi.yaml:1" }
  - name: ask
    type: approval
    config: { message: "Release **{{ workspace_id }}**?" }
  - name: tell
    type: transform
    config: { values: { told: true } }
finally:
  - name: tidy
    type: summary
    config: { markdown: "### Tidied" }
`;

const POISONED = (key: string) => `name: poisoned
triggers:
  - event: schema.changed
    dedupe: { key: "${key}", window: 1d }
steps:
  - name: only
    type: transform
    config: { values: { done: true } }
`;

let system: System;
let tabs: Tabs;
let context: BrowserContext;
let page: Page;
let cells: Awaited<ReturnType<typeof startCells>>;

beforeAll(async () => {
  if (!HAS_BROWSER) return;
  cells = await startCells();
  [system, tabs] = await Promise.all([startSystem({ demo: true }), openBrowser(() => system.api_url)]);
  context = await tabs.newContext('light');
  page = await tabs.newPage(context);
});
afterAll(async () => {
  if (!HAS_BROWSER) return;
  await tabs?.browser.close();
  await system?.stop();
  await cells?.close();
  if (system) await removeHome(system.home);
});

const goTo = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
const loadedAt = (): Promise<number> => page.evaluate(() => performance.timeOrigin);
const status = () => page.getByRole('status', { name: 'Run status' });
const editor = () => page.getByRole('textbox', { name: 'Pipeline YAML' });

let pushes = 0;
async function pushPayments(): Promise<void> {
  pushes += 1;
  const { files } = await system.api.pullFiles({ params: { workspace: 'payments' } });
  const contract = files['schemas/openapi.yaml'] ?? '';
  const added = `\npaths:\n  /pushed${pushes}:\n    get:\n      operationId: pushed${pushes}\n      responses: { "200": { description: Found } }\n`;
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: { 'schemas/openapi.yaml': contract.replace('\npaths:\n', added) } },
  });
}

browserTest(
  `an error shows at its place with the next act, and what is mended is drawn and saved${SKIPPED}`,
  async () => {
    await system.api.savePipeline({ body: { source: POISONED('{{ event.gone.missing }}') } });
    await page.goto('/pipelines');
    await page.getByRole('link', { name: 'New pipeline' }).click();
    const wrong = CAREFUL(cells.url).replace('type: approval', 'type: aproval');
    await editor().fill(wrong);
    await page.getByRole('status', { name: 'Check' }).getByText('1 error').waitFor();
    const finding = page.getByRole('table', { name: 'Findings' }).getByRole('row', { name: /aproval/ });
    const hint = (await finding.textContent()) ?? '';
    expect(hint).toContain('approval');
    expect(await page.locator('.cm-lintRange-error').textContent()).toBe('aproval');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);

    // The place leads to the word; the hint says what stands there instead.
    const line = wrong.slice(0, wrong.indexOf('aproval')).split('\n').length;
    await finding.getByRole('button', { name: new RegExp(`^pipeline.yaml:${line}:`) }).click();
    await page.keyboard.press('Shift+End');
    await page.keyboard.type(/"(approval)"/.exec(hint)?.[1] ?? '');
    await page.getByRole('status', { name: 'Check' }).getByText('no findings').waitFor();
    await page.getByRole('region', { name: 'Graph', exact: true }).getByText('try-each').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'careful-release' }).waitFor();
    await page.getByText('It has not run yet').waitFor();
  },
);

browserTest(
  `an event starts a run that appears by itself, and of a failed one only the failed cell runs again${SKIPPED}`,
  async () => {
    cells.broken.add('firefox');
    const first = await loadedAt();
    await pushPayments();
    await page.getByRole('link', { name: 'careful-release #1' }).first().click();
    await status().getByText('failed').waitFor();
    await page.getByRole('link', { name: 'tidy, succeeded' }).waitFor();
    await page.getByText('listens to schema.changed; filters on workspace_id held').waitFor();
    expect(cells.asked.toSorted()).toEqual(['chromium', 'firefox', 'webkit']);

    cells.broken.clear();
    await page.getByRole('button', { name: 'Re-run failed' }).click();
    await page.getByRole('heading', { level: 1, name: 'careful-release #2' }).waitFor();
    await status().getByText('waiting').waitFor();
    expect(cells.asked.toSorted()).toEqual(['chromium', 'firefox', 'firefox', 'webkit']);
    await page.getByRole('link', { name: 'try-each, succeeded' }).click();
    await page.getByRole('region', { name: 'Step try-each' }).getByRole('link', { name: 'webkit' }).click();
    await page.getByRole('region', { name: 'Step try-each[webkit]' }).getByText('taken from').waitFor();
    expect(await loadedAt()).toBe(first);
  },
);

browserTest(`a named person approves in the inbox, and the run goes on${SKIPPED}`, async () => {
  await page.getByRole('button', { name: 'You: local' }).click();
  await page.getByRole('textbox', { name: 'Your name' }).fill('robin');
  await page.getByRole('button', { name: 'Save name' }).click();
  await page.getByRole('button', { name: 'You: robin' }).waitFor();
  await goTo('Approvals');
  const question = page.getByRole('region', { name: 'careful-release #2: ask' });
  await question.getByText('Release payments?').waitFor();
  await question.getByRole('textbox', { name: 'Comment' }).fill('looks right');
  await question.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('row', { name: /careful-release #2 approved robin \(approve\)/ }).waitFor();
  await page.getByRole('link', { name: 'careful-release #2' }).click();
  await status().getByText('succeeded').waitFor();
  const run = await finishedRun(system, 'careful-release', 2);
  expect(run.steps.find(({ name }) => name === 'ask')?.output).toMatchObject({ approvers: ['robin'] });
});

browserTest(`a run that is cancelled tidies up${SKIPPED}`, async () => {
  await goTo('Pipelines');
  await pushPayments();
  await page.getByRole('link', { name: 'careful-release #3' }).first().click();
  await status().getByText('waiting').waitFor();
  // The menu beside the button works without a mouse.
  await page.getByRole('button', { name: 'Other ways to end' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Kill' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Cancel run' }).click();
  await status().getByText('cancelled').waitFor();
  await page.getByRole('link', { name: 'ask, cancelled' }).waitFor();
  await page.getByRole('link', { name: 'tidy, succeeded' }).click();
  await page.getByRole('region', { name: 'Step tidy' }).getByRole('heading', { name: 'Tidied' }).waitFor();
});

browserTest(`a replay tells what it would do, and a dry run decides without starting anything${SKIPPED}`, async () => {
  const before = await system.api.listExecutions({ query: { limit: 200 } });
  await page.getByRole('link', { name: 'schema.changed' }).first().click();
  await page.getByRole('heading', { name: 'What pipelines did with it' }).waitFor();
  await page.getByRole('link', { name: 'Replay' }).click();
  await page.getByRole('combobox', { name: 'Pipeline' }).selectOption('careful-release');
  await page.getByRole('button', { name: 'Preview' }).click();
  const preview = page.getByRole('status', { name: 'Preview' });
  await preview.getByRole('row', { name: /careful-release 1/ }).waitFor();
  await page.getByRole('button', { name: 'Dry run' }).click();
  await page
    .getByRole('status', { name: 'Replay progress' })
    .getByText('1 of 1 delivered, nothing was started')
    .waitFor();
  await page
    .getByRole('table', { name: 'Decisions' })
    .getByRole('row', { name: /careful-release started/ })
    .waitFor();
  const after = await system.api.listExecutions({ query: { limit: 200 } });
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
});

browserTest(`an event that was given up is delivered again once its pipeline is mended${SKIPPED}`, async () => {
  await goTo('Dead letters');
  const letters = page.getByRole('table', { name: 'Dead letters' }).getByRole('row', { name: /poisoned/ });
  await letters.nth(1).waitFor({ timeout: 40_000 });
  await letters.first().getByRole('link', { name: 'poisoned' }).click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('heading', { level: 1, name: 'Edit poisoned' }).waitFor();
  await editor().fill(POISONED('{{ event.id }}'));
  await page.getByRole('status', { name: 'Check' }).getByText('no findings').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Revision 2').waitFor();
  await goTo('Dead letters');
  await letters.first().getByRole('button', { name: 'Retry schema.changed' }).click();
  await eventually('one letter left', async () => (await letters.count()) === 1);
  const run = await finishedRun(system, 'poisoned', 1);
  expect(run).toMatchObject({ status: 'succeeded', trigger_event: 'schema.changed' });
});

browserTest(`a one-time link decides as the person whom it was made for, once${SKIPPED}`, async () => {
  await pushPayments();
  const asked = await eventually('an approval', async () =>
    (await system.api.listApprovals({ query: { status: 'pending' } })).find(
      ({ pipeline, run_number }) => pipeline === 'careful-release' && run_number === 4,
    ),
  );
  const { url } = await system.api.createApprovalLink({ params: { approval: asked.id }, body: { actor: 'quinn' } });
  await page.goto(new URL(url).pathname);
  await page.getByText('You decide as quinn').waitFor();
  await page.getByRole('button', { name: 'Reject' }).click();
  await page.getByText('This link was used.').waitFor();
  const run = await finishedRun(system, 'careful-release', 4);
  expect(run.status).toBe('failed');
  const approval = await system.api.getApproval({ params: { approval: asked.id } });
  expect(approval).toMatchObject({ status: 'rejected', votes: [{ actor: 'quinn', decision: 'reject' }] });
});

browserTest(`a secret goes in and is never shown again${SKIPPED}`, async () => {
  await page.goto('/secrets');
  await page.getByRole('textbox', { name: 'Name' }).fill('partner_key');
  await page.getByLabel(/^Value/).fill('canary-7d1f0e');
  await page.getByRole('button', { name: 'Store' }).click();
  await page.getByRole('row', { name: /^partner_key organisation no pipeline robin/ }).waitFor();
  expect(await page.getByLabel(/^Value/).inputValue()).toBe('');
  expect(await page.content()).not.toContain('canary-7d1f0e');
  await page.reload();
  await page.getByRole('row', { name: /^partner_key/ }).waitFor();
  expect(await page.content()).not.toContain('canary-7d1f0e');
});

browserTest(`no page about pipelines violates WCAG 2.1 AA, in either theme${SKIPPED}`, async () => {
  await system.api.putWebhook({
    body: { name: 'partner', url: `${cells.url}/cells/webhook`, event_types: ['schema.changed'] },
  });
  await pushPayments();
  const waiting = await eventually('a run that waits', async () => {
    const runs = await system.api.listExecutions({ query: { pipeline: 'careful-release', status: 'waiting' } });
    return runs[0];
  });
  const asked = (await system.api.listApprovals({ query: { status: 'pending' } })).find(
    ({ execution_id }) => execution_id === waiting.id,
  );
  const { url } = await system.api.createApprovalLink({
    params: { approval: asked?.id ?? '' },
    body: { actor: 'quinn' },
  });
  await eventually('a delivery', async () =>
    (await system.api.listWebhookDeliveries({ params: { webhook: 'partner' } })).some(
      ({ status }) => status === 'delivered',
    ),
  );
  const [replay] = await system.api.listReplays();
  const started = await system.api.startRun({ params: { pipeline: 'nightly-checkout-e2e' }, body: { inputs: {} } });
  await finishedRun(system, 'nightly-checkout-e2e', started.number);
  await expectAccessible(tabs, [
    ['/pipelines', 'Latest runs'],
    ['/pipelines/new', 'Definition'],
    ['/pipelines/careful-release', 'Starts on'],
    ['/pipelines/nightly-checkout-e2e', 'Start by hand'],
    ['/pipelines/careful-release/edit', 'Definition'],
    [`/runs/${waiting.id}`, 'Annotations'],
    [`/runs/${waiting.id}?step=try-each`, 'Cells'],
    [`/runs/${waiting.id}?step=try-each%5Bwebkit%5D`, 'Log'],
    [`/runs/${started.id}?step=checkout`, 'Cells'],
    ['/events', 'All events'],
    [`/events/${waiting.event_id}`, 'What pipelines did with it'],
    ['/replays', 'New replay'],
    [`/replays?id=${replay?.id}`, 'Replay'],
    ['/dead-letters', 'Given up'],
    ['/dead-letters?status=retried', 'Given up'],
    ['/approvals', 'History'],
    [new URL(url).pathname, 'Approval'],
    ['/approve/no-such-token', 'Approval'],
    ['/webhooks?name=partner', 'Deliveries to partner'],
    ['/secrets', 'Stored secrets'],
  ]);
});

browserTest(`no page about pipelines failed or complained on its console${SKIPPED}`, () => {
  // A link that nobody has is asked for once; the browser prints that answer itself.
  expect(tabs.complaints.filter((text) => !text.includes('/approve/no-such-token'))).toEqual([]);
});
