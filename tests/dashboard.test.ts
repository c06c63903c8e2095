// Promise: the dashboard shows what is, while it happens, and lets a person act on it; in a real browser, by role and name, in both themes.
import { createServer, type ServerResponse } from 'node:http';
import type { BrowserContext, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { browserTest, expectAccessible, HAS_BROWSER, openBrowser, SKIPPED, type Tabs, TIME_ZONE } from './browser.ts';
import { shopFiles, startUpstream } from './shop.ts';
import { eventually, finishedRun, removeHome, type System, startSystem } from './system.ts';

let system: System;
let tabs: Tabs;
let context: BrowserContext;
let page: Page;
/** Every request that this file sent to the gateway, as the heatmap's cell in which it belongs. */
const sent: string[] = [];

beforeAll(async () => {
  if (!HAS_BROWSER) return;
  [system, tabs] = await Promise.all([startSystem({ demo: true }), openBrowser(() => system.api_url)]);
  context = await tabs.newContext('light');
  page = await tabs.newPage(context);
});
afterAll(async () => {
  if (!HAS_BROWSER) return;
  await tabs?.browser.close();
  await system?.stop();
  if (system) await removeHome(system.home);
});

/** A page that was loaded again forgets when it was loaded first. */
const loadedAt = (): Promise<number> => page.evaluate(() => performance.timeOrigin);
const goTo = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
const cellsOf = (row: RegExp): Promise<string[]> =>
  page.getByRole('row', { name: row }).getByRole('cell').allInnerTexts();

async function send(target: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(`${system.gateway_url}${target}`, { headers });
  await response.arrayBuffer();
  const now = new Intl.DateTimeFormat('en-GB', {
    timeZone: TIME_ZONE,
    weekday: 'short',
    hour: '2-digit',
    hour12: false,
  });
  const parts = Object.fromEntries(now.formatToParts(new Date()).map(({ type, value }) => [type, value]));
  sent.push(`${parts.weekday}, ${parts.hour}:00`);
  return response;
}

browserTest(`a service’s reality changes from the map, and the next request is answered by it${SKIPPED}`, async () => {
  await page.goto('/');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.getByText('No requests in this time range').waitFor();
  const first = await loadedAt();
  await goTo('Federations');
  await page.getByRole('link', { name: 'e-commerce-platform' }).click();
  expect((await send('/e-commerce-platform/shipping/carriers')).headers.get('x-mockops-reality')).toMatch(
    /^chaos_driven/,
  );

  await page.getByRole('button', { name: 'shipping, chaos_driven' }).click();
  const drawer = page.getByRole('dialog', { name: 'shipping' });
  await drawer.getByRole('combobox', { name: 'Reality level' }).selectOption('mock_v1');
  await drawer.getByRole('button', { name: 'Apply' }).click();
  await drawer.getByRole('status', { name: 'Result' }).getByText('applied').waitFor();
  const next = await send('/e-commerce-platform/shipping/carriers');
  expect(next.status).toBe(200);
  expect(next.headers.get('x-mockops-reality')).toMatch(/^mock_v1/);

  await drawer.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'shipping, mock_v1' }).waitFor();
  expect(
    await page
      .getByRole('row', { name: /^shipping/ })
      .getByRole('cell', { name: 'mock_v1' })
      .count(),
  ).toBe(1);
  expect(await loadedAt()).toBe(first);
});

browserTest(`a run is watched from its start to its end without loading the page again${SKIPPED}`, async () => {
  const receiver = await holdingReceiver();
  try {
    await system.api.putConnection({
      body: {
        name: 'held',
        settings: { kind: 'webhook', url: receiver.url, signing_secret: `whsec_${'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'}` },
      },
    });
    await system.api.savePipeline({ body: { source: WATCHED } });
    await goTo('Pipelines');
    await page.getByRole('link', { name: 'watched-pipeline' }).waitFor();
    const first = await loadedAt();

    await pushChangedPayments();
    await page.getByRole('link', { name: 'watched-pipeline #1' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'watched-pipeline #1' }).waitFor();
    const status = page.getByRole('status', { name: 'Run status' });
    await status.getByText('running').waitFor();
    await page.getByRole('link', { name: 'tell-the-receiver, running' }).waitFor();
    await page.getByRole('link', { name: 'tell-again, pending' }).waitFor();

    await receiver.release();
    await status.getByText('succeeded').waitFor();
    await page.getByRole('link', { name: 'tell-again, succeeded' }).waitFor();
    await page.getByRole('link', { name: 'tell-the-receiver, succeeded' }).click();
    await page.getByRole('region', { name: 'Step tell-the-receiver' }).getByText('payments changed').waitFor();
    expect(await loadedAt()).toBe(first);
  } finally {
    await receiver.close();
  }
});

browserTest(`coverage shows the CI requests that were sent, and a gap where none was${SKIPPED}`, async () => {
  await system.api.pushFiles({
    params: { workspace: 'till' },
    body: {
      files: shopFiles('till', {
        'personas/premium.yaml': 'title: Premium\n',
        'personas/newcomer.yaml': 'title: Newcomer\n',
      }),
      prune: true,
    },
  });
  const ci = { 'mockops-persona': 'premium', 'mockops-test': 'reads a charge' };
  for (let i = 0; i < 4; i += 1) await send('/till/charges/ch_1', { ...ci, 'mockops-ci-run': 'run-1' });
  for (let i = 0; i < 3; i += 1) await send('/till/charges/ch_1', { ...ci, 'mockops-ci-run': 'run-2' });
  for (let i = 0; i < 2; i += 1) await send('/till/charges/ch_1');

  await goTo('Coverage');
  await page.getByRole('combobox', { name: 'Workspace' }).selectOption('till');
  // The page is open while the facts are written: they arrive by themselves.
  await eventually('the operation’s row', async () => (await cellsOf(/^GET \/charges\/\{id\}/))[2] === '7');
  const called = await cellsOf(/^GET \/charges\/\{id\}/);
  expect(called.slice(0, 4)).toEqual(['till', '2', '7', '9']);
  expect(called[5]).toBe('1 of 2 · 50 %');
  const never = await cellsOf(/^POST \/charges/);
  expect(never.slice(0, 4)).toEqual(['till', '0', '0', '0']);
  expect(never.slice(5, 8)).toEqual(['0 of 1 · 0 %', 'never called', 'never']);
  await page.getByText('1 of 2 operations called by CI').waitFor();

  await page.getByRole('tab', { name: 'Personas in CI' }).click();
  await page.getByText('1 of 2 active personas hit by CI').waitFor();
  expect((await cellsOf(/^premium/)).slice(0, 4)).toEqual(['till', 'covered', '7', '2']);
  expect(await cellsOf(/^newcomer/)).toEqual(['till', 'gap', '0', '0', 'never']);
  await page.getByRole('gridcell', { name: 'till / premium, CI run run-1: 4 requests' }).waitFor();
  expect(page.url()).toContain('workspace=till');
});

browserTest(`a cell of the usage heatmap equals the requests sent in that hour${SKIPPED}`, async () => {
  await goTo('Overview');
  await page.getByText(`${sent.length} requests, 7 of CI`).waitFor();
  const cells = await page.getByRole('grid', { name: 'Usage by hour of week' }).getByRole('gridcell').all();
  expect(cells.length).toBe(7 * 24);
  const names = await Promise.all(cells.map((cell) => cell.getAttribute('aria-label')));
  const counts = Map.groupBy(sent, (cell) => cell);
  expect(names.filter((name) => !name?.endsWith(': 0 requests')).toSorted()).toEqual(
    [...counts].map(([cell, requests]) => `${cell}: ${requests.length} requests`).toSorted(),
  );
});

browserTest(`a page whose connection was lost says so, and catches up when it is back${SKIPPED}`, async () => {
  const sockets = new Set<WebSocketRoute>();
  const asked: string[] = [];
  let isDown = false;
  const watcher = await tabs.newPage(context);
  await watcher.routeWebSocket(/\/api\/v1\/stream/, (socket) => {
    asked.push(socket.url());
    if (isDown) return void socket.close();
    socket.connectToServer();
    sockets.add(socket);
  });
  await watcher.goto('/federations/e-commerce-platform');
  const live = watcher.getByRole('status', { name: 'Live updates' });
  await live.getByText('live').waitFor();
  await watcher.getByRole('button', { name: 'shipping, mock_v1' }).waitFor();

  isDown = true;
  for (const socket of sockets) await socket.close();
  await live.getByText('reconnecting').waitFor();
  await system.api.updateFederationService({
    params: { federation: 'e-commerce-platform', service: 'shipping' },
    body: { reality_level: 'mock_v2' },
  });
  expect(await watcher.getByRole('button', { name: 'shipping, mock_v1' }).count()).toBe(1);

  isDown = false;
  await watcher.getByRole('button', { name: 'shipping, mock_v2' }).waitFor();
  await live.getByText('live').waitFor();
  expect(asked[0]).not.toContain('cursor=');
  expect(asked.at(-1)).toContain('cursor=');
  await watcher.close();
});

browserTest(`what real answers showed is looked at, and becomes the next revision on a word${SKIPPED}`, async () => {
  const upstream = await startUpstream({ id: 'ch_1', amount: 100, currency: 'EUR', note: 'hello' });
  const environments = `dev: { reality_level: real, upstream_url: "${upstream.url}" }\n`;
  const files = shopFiles('drifting', { 'environments.yaml': environments });
  await system.api.pushFiles({ params: { workspace: 'drifting' }, body: { files, prune: true } });
  await send('/drifting/charges/ch_1');
  const tab = await tabs.newPage(context);
  await tab.goto('/drift?workspace=drifting');
  await tab.getByRole('button', { name: 'Adopt GET /charges/{id} in drifting' }).click();
  const drawer = tab.getByRole('dialog', { name: 'Adopt what real answers showed' });
  await drawer.getByRole('row', { name: /^Safe|^safe/ }).waitFor();
  await drawer.getByText('"note" is declared now').waitFor();
  await expectAccessible(tabs, [['/drift?workspace=drifting&adopt=all', 'Written into the contract']]);
  const count = async () => (await system.api.listContractRevisions({ params: { workspace: 'drifting' } })).length;
  expect(await count()).toBe(1);
  await drawer.getByRole('button', { name: 'Make it the next revision of drifting' }).click();
  await drawer.getByText('and the incidents are resolved').waitFor();
  expect(await count()).toBe(2);
  await tab.close();
  await upstream.close();
});

browserTest(`no page violates WCAG 2.1 AA, in either theme${SKIPPED}`, async () => {
  const run = await finishedRun(system, 'watched-pipeline', 1);
  const pages: [address: string, shows: string][] = [
    ['/', 'Usage by hour of week'],
    ['/federations', 'Virtual systems'],
    ['/federations/e-commerce-platform', 'Services'],
    ['/federations/e-commerce-platform?service=inventory', 'inventory'],
    ['/federations/nowhere', 'nowhere'],
    ['/workspaces', 'All workspaces'],
    ['/workspaces/payments', 'Promotion board'],
    ['/workspaces/payments?settings=dev', 'payments@dev'],
    ['/workspaces/payments?history=dev', 'History of payments@dev'],
    ['/pipelines', 'Latest runs'],
    ['/pipelines/watched-pipeline', 'Starts on'],
    [`/runs/${run.id}`, 'Timeline'],
    ['/events', 'All events'],
    [`/events/${run.event_id}`, 'What pipelines did with it'],
    ['/coverage', 'Operations under test'],
    ['/coverage?tab=personas', 'Personas by CI run'],
    ['/coverage?tab=scenarios', 'Scenarios'],
    ['/drift', 'Staleness'],
    ['/no-such-page', 'There is no such page'],
  ];
  await expectAccessible(tabs, pages);
});

browserTest(`the theme is the system’s until somebody chooses one, which is remembered${SKIPPED}`, async () => {
  const theme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
  await page.goto('/');
  await page.getByRole('button', { name: 'Switch to dark theme' }).click();
  await page.getByRole('button', { name: 'Switch to light theme' }).waitFor();
  expect(await theme()).toBe('dark');
  await page.reload();
  await page.getByRole('button', { name: 'Switch to light theme' }).waitFor();
  expect(await theme()).toBe('dark');
});

browserTest(`no page failed or complained on its console${SKIPPED}`, () => {
  // A page of a thing that does not exist asks for it once; the browser prints that answer itself.
  expect(tabs.complaints.filter((text) => !text.includes('/federations/nowhere'))).toEqual([]);
});

const WATCHED = `name: watched-pipeline
triggers:
  - event: schema.changed
    filters: { workspace_id: payments }
steps:
  - name: tell-the-receiver
    type: notify
    config: { channels: ["webhook:held"], message: "{{workspace_id}} changed" }
  - name: tell-again
    type: notify
    config: { channels: ["webhook:held"], message: "{{workspace_id}} changed, again" }
`;

async function pushChangedPayments(): Promise<void> {
  const { files } = await system.api.pullFiles({ params: { workspace: 'payments' } });
  const contract = files['schemas/openapi.yaml'] ?? '';
  const changed = contract.replace(
    '\npaths:\n',
    '\npaths:\n  /payouts:\n    get:\n      operationId: listPayouts\n      responses: { "200": { description: Payouts } }\n',
  );
  expect(changed).not.toBe(contract);
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: { ...files, 'schemas/openapi.yaml': changed }, prune: true },
  });
}

/** Lets nobody go on until it is told to. */
async function holdingReceiver() {
  const waiting: ServerResponse[] = [];
  let isOpen = false;
  const server = createServer((request, response) => {
    request.resume();
    if (isOpen) response.end('{}');
    else waiting.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`,
    release: async () => {
      await eventually('a request that waits', async () => waiting.length > 0);
      isOpen = true;
      for (const response of waiting) response.end('{}');
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
