// Chromium for tests of the dashboard: contexts of both themes, what pages complain of, and axe over any list of pages.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ROOT } from './system.ts';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = BROWSERS.find((file) => existsSync(file));
export const HAS_BROWSER = executablePath !== undefined;
export const SKIPPED = HAS_BROWSER ? '' : ' (skipped: there is no Chromium; on Debian: apt-get install chromium)';
export const browserTest = test.skipIf(!HAS_BROWSER);
/** Weekday and hour in the heatmap are the reader's, not the server's. */
export const TIME_ZONE = 'Asia/Tokyo';

export interface Tabs {
  browser: Browser;
  /** Errors of pages and of their consoles, with the page's address. */
  complaints: string[];
  newContext: (colorScheme: 'light' | 'dark') => Promise<BrowserContext>;
  newPage: (of: BrowserContext) => Promise<Page>;
}

export async function openBrowser(baseURL: () => string): Promise<Tabs> {
  const built = path.join(ROOT, 'packages/dashboard/dist/index.html');
  expect(existsSync(built), `${built} exists; \`npm test\` and \`node scripts/setup.mjs dashboard\` build it`).toBe(
    true,
  );
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const complaints: string[] = [];
  return {
    browser,
    complaints,
    newContext: (colorScheme) =>
      browser.newContext({
        baseURL: baseURL(),
        colorScheme,
        timezoneId: TIME_ZONE,
        reducedMotion: 'reduce',
        viewport: { width: 1280, height: 900 },
      }),
    newPage: async (of) => {
      const opened = await of.newPage();
      opened.setDefaultTimeout(20_000);
      opened.on('pageerror', (error) => complaints.push(`${opened.url()}: ${error.message}`));
      opened.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${opened.url()}: ${message.text()}`);
      });
      return opened;
    },
  };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** `pages`: addresses, each with a heading that it shows once it is there. */
async function inspectPages(
  tabs: Tabs,
  pages: [address: string, shows: string][],
): Promise<{ inspected: string[]; violations: string[] }> {
  const own = await tabs.newContext('light');
  const tab = await tabs.newPage(own);
  const inspected: string[] = [];
  const violations: string[] = [];
  for (const [address, shows] of pages) {
    await tab.emulateMedia({ colorScheme: 'light' });
    await tab.goto(address);
    await tab.getByRole('heading', { name: shows, exact: true }).first().waitFor();
    await tab.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
    await tab.evaluate(AXE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme });
      // The page follows the system when it hears of it; half a theme would be inspected before.
      await tab.waitForFunction((theme) => document.documentElement.dataset.mantineColorScheme === theme, colorScheme);
      const report = await tab.evaluate(async (tags) => {
        const axe = (globalThis as unknown as { axe: typeof import('axe-core') }).axe;
        const { violations, passes } = await axe.run(document, {
          runOnly: { type: 'tag', values: tags },
          resultTypes: ['violations'],
        });
        return {
          theme: document.documentElement.dataset.mantineColorScheme,
          violations: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
          passes: passes.length,
        };
      }, TAGS);
      if (report.passes > 0) inspected.push(`${report.theme} ${address}`);
      violations.push(...report.violations.map((violation) => `${report.theme} ${address} ${violation}`));
    }
  }
  await own.close();
  return { inspected, violations };
}

/** Every page in both themes, in two tabs at once; nothing may violate WCAG 2.1 AA. */
export async function expectAccessible(tabs: Tabs, pages: [address: string, shows: string][]): Promise<void> {
  const halves = [0, 1].map((tab) => pages.filter((_, index) => index % 2 === tab));
  const found = await Promise.all(halves.map((half) => inspectPages(tabs, half)));
  expect(found.flatMap(({ violations }) => violations)).toEqual([]);
  expect(found.flatMap(({ inspected }) => inspected).toSorted()).toEqual(
    pages.flatMap(([address]) => [`dark ${address}`, `light ${address}`]).toSorted(),
  );
}
