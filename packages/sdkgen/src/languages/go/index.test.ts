import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSdk } from '../../check.ts';
import { startConformanceServer, tortureContract } from '../../conformance/index.ts';
import { hostileContract } from '../../fixtures/hostile.ts';
import { loadContract, loadText } from '../../fixtures/load.ts';
import { shopContract } from '../../fixtures/shop.ts';
import { runTour, TOUR_WENT_WELL } from '../../fixtures/tour.ts';
import { trapsContract } from '../../fixtures/traps.ts';
import { valuesContract } from '../../fixtures/values.ts';
import { findProgram, openWorkshop, run, SPECS, withSdk } from '../../fixtures/workshop.ts';
import { generateSdk } from '../../generate.ts';

const go = findProgram('go') ?? '';
const gofmt = findProgram('gofmt') ?? '';
const missing = go === '' || gofmt === '' ? ' (skipped: no go and gofmt on the PATH)' : '';
const env = { GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local', GOWORK: 'off' };

const conformance = readFileSync(join(import.meta.dirname, 'conformance.go'), 'utf8');

test.skipIf(missing !== '')(
  `Go clients are formatted, pass vet and survive every known trap${missing}`,
  { timeout: 300_000 },
  async () => {
    for (const contract of [shopContract, trapsContract, hostileContract, valuesContract]) {
      await withSdk(await loadContract(contract), 'go', async ({ folder }) => {
        expect(await run(gofmt, ['-d', '.'], folder)).toEqual({ code: 0, output: '' });
        expect(await checkSdk('go', folder)).toEqual({ ok: true });
      });
    }
  },
);

test.skipIf(missing !== '')(
  `the Go client passes the conformance program, the README's first call compiles, and its tour runs${missing}`,
  { timeout: 300_000 },
  async () => {
    const server = await startConformanceServer();
    const api = await loadText('torture.yaml', tortureContract());
    try {
      await withSdk(api, 'go', async ({ folder, write }) => {
        const readme = readFileSync(join(folder, 'README.md'), 'utf8');
        const firstCall = /```go\n(package main\n.*?)```/s.exec(readme)?.[1] ?? '';
        await write(
          new Map([
            ['cmd/first/main.go', firstCall],
            ['cmd/conformance/main.go', conformance],
          ]),
        );
        expect(await run(gofmt, ['-d', '.'], folder)).toEqual({ code: 0, output: '' });
        expect(await checkSdk('go', folder)).toEqual({ ok: true });
        const ended = await run(go, ['run', './cmd/conformance', server.url], folder, env);
        expect(ended.code, ended.output).toBe(0);
        expect(await server.report()).toEqual([]);

        const tour = readFileSync(join(folder, 'examples/tour/main.go'), 'utf8');
        expect(readme).toContain(`\`\`\`go\n${tour.slice(tour.indexOf('package main\n'))}\`\`\`\n`);
        expect(await runTour(go, ['run', './examples/tour'], folder, env)).toMatchObject(TOUR_WENT_WELL);
      });
    } finally {
      await server.close();
    }
  },
);

test('a module path is what the user wrote, and the package its last word', async () => {
  const api = await loadContract(shopContract);
  const mod = (package_name: string) => {
    const files = generateSdk({ api, language: 'go', package_name });
    return [files.get('go.mod'), files.get('client.go')].join('\n').match(/^(?:module|package) .*/gm);
  };
  expect(mod('github.com/acme/shop-go/v2')).toEqual(['module github.com/acme/shop-go/v2', 'package shopgo']);
  expect(mod('@acme/shop')).toEqual(['module acme/shop', 'package shop']);
  expect(mod('type')).toEqual(['module client', 'package client']);
  expect(mod('../../\n"evil"')).toEqual(['module evil', 'package evil']);
});

const big = process.env.MOCKOPS_BIG_SDKS === '1' && existsSync(SPECS) && missing === '';

test.skipIf(!big)(
  `Go compiles what vendors publish${big ? '' : ' (skipped: set MOCKOPS_BIG_SDKS=1, with real contracts and go)'}`,
  { timeout: 1_800_000 },
  async () => {
    for (const file of ['figma/2026-03.yaml', 'discord/2026-07.json', 'openai/2026-08.yaml', 'github/23.0.2.json']) {
      const workshop = await openWorkshop();
      try {
        const api = await loadText(file.replace(/^.*\//, ''), readFileSync(join(SPECS, file), 'utf8'));
        await workshop.write(generateSdk({ api, language: 'go' }));
        expect(await run(gofmt, ['-l', '.'], workshop.folder), file).toEqual({ code: 0, output: '' });
        expect(await run(go, ['build', './...'], workshop.folder, env), file).toEqual({ code: 0, output: '' });
      } finally {
        await workshop.remove();
      }
    }
  },
);
