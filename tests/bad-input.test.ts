// Promise: bad input is refused with the place, the thing and the next act, and nothing is half-saved.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTRACT, shopFiles, writeFolder } from './shop.ts';
import { mockops, removeHome, type System, startSystem } from './system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
  await system.api.pushFiles({
    params: { workspace: 'payments' },
    body: { files: shopFiles('payments'), prune: true },
  });
});
afterAll(async () => {
  await system.stop();
  await removeHome(system.home);
});

async function refusedPush(files: Record<string, string>): Promise<string> {
  const before = await system.api.environmentHistory({ params: { workspace: 'payments', environment: 'dev' } });
  const push = await mockops(system, 'push', writeFolder(shopFiles('payments', files)));
  expect(push.code).toBe(1);
  expect(await system.api.environmentHistory({ params: { workspace: 'payments', environment: 'dev' } })).toEqual(
    before,
  );
  return push.err;
}

test('a contract that does not parse', async () => {
  expect(
    await refusedPush({
      'schemas/openapi.yaml': 'openapi: 3.1.0\ninfo: { title: x, version: 1\npaths: {}\n',
      'scenarios/fine.yaml': 'mocks: [{ request: { path: /x }, response: {} }]\n',
    }),
  ).toMatch(/schemas\/openapi\.yaml:\d+:\d+ .+/);
  expect((await system.api.listArtifacts({ params: { workspace: 'payments' } })).map(({ name }) => name)).not.toContain(
    'fine',
  );
});

test('a scenario with a wrong key, a persona with a wrong value, an unknown reality level: all places at once', async () => {
  const said = await refusedPush({
    'scenarios/bad.yaml': 'title: Bad\nmocks:\n  - request: { path: /x }\n    respnse: { status: 200 }\n',
    'personas/bad.yaml': 'seed: minus one\n',
    'environments.yaml': 'dev: { reality_level: mock_v9 }\n',
  });
  expect(said).toMatch(/scenarios\/bad\.yaml:4:5 .*respnse.*did you mean "response"/);
  expect(said).toMatch(/personas\/bad\.yaml:1:7 seed/);
  expect(said).toMatch(/environments\.yaml:1:23 dev\.reality_level/);
});

test('a contract with broken operations: the others are served, and each broken one is named by its JSON pointer', async () => {
  const broken = CONTRACT.replace(
    'components:',
    '  /broken:\n    get:\n      responses:\n        "200": { $ref: "#/components/responses/Nowhere" }\ncomponents:',
  );
  const push = await mockops(
    system,
    'push',
    writeFolder(shopFiles('partly', { 'schemas/openapi.yaml': broken })),
    '--json',
  );
  expect(push.code).toBe(0);
  const result = JSON.parse(push.out);
  const issues = (Array.isArray(result) ? result[0] : result).issues;
  expect(issues).toHaveLength(1);
  expect(issues[0]).toMatchObject({
    path: expect.stringContaining('/paths/~1broken/get'),
    at: { file: 'schemas/openapi.yaml' },
  });
  expect((await system.api.getWorkspace({ params: { workspace: 'partly' } })).operation_count).toBe(2);
  expect((await fetch(`${system.gateway_url}/partly/charges/ch_1`)).status).toBe(200);
});

test('pipelines: a YAML error, an unknown step type, a language that no generator speaks', async () => {
  const lint = async (source: string) =>
    (await mockops(system, 'pipeline', 'lint', `${writeFolder({ 'pipeline.yaml': source })}/pipeline.yaml`)).err;
  expect(await lint('name: x\nsteps: [\n')).toMatch(/pipeline\.yaml:\d+:\d+/);
  const steps = (step: string) => `name: x\ntriggers:\n  - event: schema.changed\nsteps:\n${step}`;
  expect(await lint(steps('  - name: tell\n    type: notfy\n'))).toContain(
    'steps[0].type — unknown step type "notfy"; did you mean "notify"?',
  );
  // A generator may be added before the first run, so this one is a warning.
  const cobol = steps('  - name: sdk\n    type: regenerate_sdk\n    config:\n      languages: ["cobol"]\n');
  const { issues } = await system.api.validatePipeline({ body: { source: cobol } });
  expect(issues.map(({ message }) => message).join()).toMatch(
    /"cobol"; write csharp, go, java, python, rust, typescript/,
  );
  const saved = await mockops(
    system,
    'pipeline',
    'apply',
    `${writeFolder({ 'p.yaml': steps('  - name: tell\n    type: notfy\n') })}/p.yaml`,
  );
  expect(saved.code).toBe(1);
  expect(await system.api.listPipelines({})).toEqual([]);
});

test('federations: a base path used twice, an unknown level, a missing workspace, a real service without upstream', async () => {
  const apply = async (source: string) =>
    (await mockops(system, 'federation', 'apply', `${writeFolder({ 'federation.yaml': source })}/federation.yaml`)).err;
  const service = (more: string) => `    - { name: a, workspace_id: payments, base_path: /a }\n    - ${more}\n`;
  const document = (more: string) => `federation:\n  name: shop\n  services:\n${service(more)}`;
  expect(await apply(document('{ name: b, workspace_id: payments, base_path: /a }'))).toMatch(
    /federation\.yaml:5:\d+ services\[1\]\.base_path — base path \/a is used twice, first by service "a"/,
  );
  expect(await apply(document('{ name: b, workspace_id: payments, base_path: /b, reality_level: mock_v9 }'))).toMatch(
    /federation\.yaml:5:\d+ .*reality_level/,
  );
  expect(await apply(document('{ name: b, workspace_id: nowhere, base_path: /b }'))).toMatch(
    /there is no workspace "nowhere"/,
  );
  expect(await apply(document('{ name: b, workspace_id: payments, base_path: /b, reality_level: real }'))).toMatch(
    /needs an upstream/,
  );
  expect(await system.api.listFederations({})).toEqual([]);
});

test('names: a missing workspace, and one name for a workspace and a federation', async () => {
  const missing = await mockops(system, 'scenario', 'publish', 'nowhere', 'x');
  expect(missing.code).toBe(1);
  expect(missing.err).toContain('there is no workspace "nowhere"');
  expect(missing.err).toContain('mockops workspaces');
  const taken = await mockops(
    system,
    'federation',
    'apply',
    `${writeFolder({ 'f.yaml': 'name: payments\nservices: [{ name: a, workspace_id: payments, base_path: /a }]\n' })}/f.yaml`,
  );
  expect(taken.err).toContain('"payments" is the name of a workspace');
});

test('configuration that makes no sense stops the start and names the variable', async () => {
  await expect(startSystem({ env: { MOCKOPS_HEARTBEAT_MS: 'often' } })).rejects.toThrow(/MOCKOPS_HEARTBEAT_MS/);
  await expect(startSystem({ env: { MOCKOPS_HOST: '0.0.0.0' } })).rejects.toThrow(/MOCKOPS_API_TOKEN/);
});
