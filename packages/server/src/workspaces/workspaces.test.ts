import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestControl, type TestControl } from '../test-control.ts';

const CONTRACT = (version: string, path = '/charges') =>
  `openapi: 3.1.0\ninfo: { title: Payments, version: "${version}" }\npaths:\n  ${path}:\n    get:\n      responses:\n        "200": { description: OK }\n`;

let server: TestControl;
beforeAll(async () => {
  server = await startTestControl();
});
afterAll(() => server.close());

const push = (workspace: string, files: Record<string, string>, more: { prune?: boolean } = {}) =>
  server.api.pushFiles({ params: { workspace }, body: { files, ...more } });
const pull = async (workspace: string) => (await server.api.pullFiles({ params: { workspace } })).files;
const settingsOf = async (workspace: string, name: string) =>
  (await server.api.getWorkspace({ params: { workspace } })).environments.find((one) => one.name === name)?.settings;
const problemOf = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error: { problem?: { type: string; issues?: unknown[] } }) => error.problem,
  );

test('a folder comes back as it went in, with its comments and with files that mean nothing to us', async () => {
  const files = {
    'workspace.yaml': '# who we are\nname: whole\ntitle: Whole # shown to people\n',
    'environments.yaml': '# per stage\ndev: { reality_level: mock_v2 } # slow\n',
    'schemas/openapi.yaml': CONTRACT('1'),
    'schemas/parts/note.proto': 'message A { string a = 1; } # not YAML\n',
    'mocks/one.yaml': '# why\nrequest: { path: /x }\nresponse: { status: 200 }\n',
    'scenarios/full.yaml': 'title: Full\nmocks: [{ request: { path: /x }, response: { status: 201 } }]\n',
    'personas/ada.yaml': 'title: Ada\n',
    'README.md': '# Payments\n',
    'pipelines/tell.yaml':
      '# why\nname: whole-tell\ntriggers: [{ event: schema.changed }]\nsteps: [{ name: a, type: regenerate_sdk, config: { languages: [python] } }]\n',
  };
  await push('whole', files, { prune: true });
  expect(await pull('whole')).toEqual(files);
  const again = await push('whole', files, { prune: true });
  expect(again).toMatchObject({ created: false, removed: [], environments: [], events: [] });
  expect(again.artifacts.some(({ changed }) => changed)).toBe(false);
});

test('what was changed elsewhere is pulled into the files, and comments beside it stay', async () => {
  await push('mixed', {
    'workspace.yaml': 'name: mixed\n',
    'environments.yaml': '# levels\ndev:\n  reality_level: mock_v2 # as agreed\n  blend_ratio: 0.5\ntest: {}\n',
  });
  await server.api.updateEnvironment({
    params: { workspace: 'mixed', environment: 'test' },
    body: { blend_ratio: 0.2 },
  });
  const { 'environments.yaml': text = '' } = await pull('mixed');
  expect(text).toContain('# levels');
  expect(text).toContain('reality_level: mock_v2 # as agreed');
  expect(text).toContain('0.2');
});

test('a changed block of environments.yaml is applied; a block that is as it was leaves what somebody changed since', async () => {
  const files = (test: string) => ({
    'workspace.yaml': 'name: blocks\n',
    'environments.yaml': `dev: { reality_level: mock_v1 }\ntest: { reality_level: ${test} }\n`,
  });
  await push('blocks', files('mock_v1'));
  await server.api.updateEnvironment({
    params: { workspace: 'blocks', environment: 'dev' },
    body: { reality_level: 'mock_v5' },
  });
  await push('blocks', files('mock_v3'));
  expect(await settingsOf('blocks', 'dev')).toEqual({ reality_level: 'mock_v5' });
  expect(await settingsOf('blocks', 'test')).toEqual({ reality_level: 'mock_v3' });
});

test('pushes at the same moment on a new workspace make one workspace, and each keeps what it brought', async () => {
  const results = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) =>
      push('busy', { [`mocks/${name}.yaml`]: `request: { path: /${name} }\nresponse: { status: 200 }\n` }),
    ),
  );
  expect(results.filter(({ created }) => created)).toHaveLength(1);
  expect(Object.keys(await pull('busy')).sort()).toEqual([
    'mocks/a.yaml',
    'mocks/b.yaml',
    'mocks/c.yaml',
    'mocks/d.yaml',
    'workspace.yaml',
  ]);
  const created = (await server.api.listEvents({ query: { type: 'workspace.created', workspace_id: 'busy' } })).length;
  expect(created).toBe(1);
});

test('a workspace and a federation that want one name at the same moment: one gets it, the other is told', async () => {
  await push('base', { 'workspace.yaml': 'name: base\n' });
  for (const name of ['one', 'two', 'three', 'four']) {
    const [workspace, federation] = await Promise.allSettled([
      server.api.createWorkspace({ body: { name } }),
      server.api.createFederation({
        body: { name, services: [{ name: 's', workspace_id: 'base', base_path: '/s' }] },
      }),
    ]);
    expect([workspace.status, federation.status].sort(), name).toEqual(['fulfilled', 'rejected']);
    const refused = [workspace, federation].find((one) => one.status === 'rejected');
    expect(refused?.status === 'rejected' && refused.reason.problem.type, name).toContain('name-taken');
  }
});

test('more pushes with pipelines at once than there are database connections all come to an end', async () => {
  const pipeline = (name: string) =>
    `name: crowd-${name}\ntriggers: [{ event: schema.changed }]\nsteps: [{ name: tell, type: notify, config: { channels: ["#x"], message: m } }]\n`;
  const names = Array.from({ length: 30 }, (_, index) => `crowd${index}`);
  const results = await Promise.all(names.map((name) => push(name, { 'pipelines/tell.yaml': pipeline(name) })));
  // The connection is missing: a warning, not an error, also in a workspace that does not exist yet.
  expect(results[0]?.issues).toMatchObject([{ code: 'CHK001' }]);
});

test('promotion and push at the same moment lose neither', async () => {
  const scenario = (status: number) => `mocks: [{ request: { path: /x }, response: { status: ${status} } }]\n`;
  await push('race', { 'scenarios/a.yaml': scenario(200), 'scenarios/b.yaml': scenario(200) });
  await push('race', { 'scenarios/a.yaml': scenario(201), 'scenarios/b.yaml': scenario(201) });
  const promote = (entity_id: string) =>
    server.api.promote({
      params: { workspace: 'race' },
      body: { entity_type: 'scenario', entity_id, from_environment: 'dev', to_environment: 'test' },
    });
  await Promise.all([
    promote('a'),
    promote('b'),
    push('race', { 'scenarios/c.yaml': scenario(200) }),
    server.api.updateEnvironment({ params: { workspace: 'race', environment: 'test' }, body: { blend_ratio: 0.1 } }),
  ]);
  const { environments } = await server.api.getWorkspace({ params: { workspace: 'race' } });
  const test = environments.find(({ name }) => name === 'test');
  expect(test?.entries).toMatchObject({ 'scenario/a': 2, 'scenario/b': 2 });
  expect(test?.settings).toEqual({ blend_ratio: 0.1 });
  expect(environments.find(({ name }) => name === 'dev')?.entries).toHaveProperty('scenario/c');
});

test('schema.changed tells the difference between the contracts; reformatting is none', async () => {
  await push('api', { 'schemas/openapi.yaml': CONTRACT('1') });
  expect((await push('api', { 'schemas/openapi.yaml': `# reformatted\n${CONTRACT('1')}` })).events).toEqual([]);
  const { events } = await push('api', { 'schemas/openapi.yaml': CONTRACT('2', '/refunds') });
  const changed = events.find(({ type }) => type === 'schema.changed');
  const { event } = await server.api.getEvent({ params: { event: changed?.id ?? '' } });
  expect(event.data).toMatchObject({
    change_level: 'breaking',
    from_revision: 1,
    to_revision: 2,
    changes: expect.arrayContaining([
      expect.objectContaining({ kind: 'removed', operation: 'GET /charges' }),
      expect.objectContaining({ kind: 'added', operation: 'GET /refunds' }),
    ]),
  });
  // Back to an earlier revision of dev: the contract goes back too.
  await server.api.rollbackEnvironment({ params: { workspace: 'api', environment: 'dev' }, body: { revision: 1 } });
  const [newest] = await server.api.listEvents({ query: { type: 'schema.changed', workspace_id: 'api' } });
  expect(newest?.data).toMatchObject({ to_revision: 3, from_revision: 2 });
});

test('a .proto file is a contract: its methods are operations, and schema.changed says what buf would', async () => {
  const shop = (field: string, more = '') =>
    `syntax = "proto3";\npackage shop.v1;\nservice Orders { rpc Get(Ask) returns (Order); ${more}}\nmessage Ask { ${field} id = 1; }\nmessage Order { string id = 1; }\n`;
  await push('proto', { 'schemas/shop/v1/shop.proto': shop('string') });
  const { operation_count } = await server.api.getWorkspace({ params: { workspace: 'proto' } });
  expect(operation_count).toBe(1);
  const pushAgain = (text: string) => push('proto', { 'schemas/shop/v1/shop.proto': text });
  expect((await pushAgain(shop('string').replaceAll(' ', '  '))).events).toEqual([]);
  const commented = await pushAgain(`// words\n${shop('string')}`);
  expect(commented.events.map(({ type }) => type)).toEqual(['environment.changed']);
  const { events } = await push('proto', {
    'schemas/shop/v1/shop.proto': shop('int32', 'rpc Find(Ask) returns (Order); '),
  });
  const changed = events.find(({ type }) => type === 'schema.changed');
  const { event } = await server.api.getEvent({ params: { event: changed?.id ?? '' } });
  expect(event.data).toMatchObject({
    schema_type: 'protobuf',
    spec_path: 'schemas/shop/v1/shop.proto',
    change_level: 'breaking',
    changes: [
      { kind: 'added', operation: 'POST /shop.v1.Orders/Find' },
      { kind: 'modified', operation: 'POST /shop.v1.Orders/Get', severity: 'breaking' },
    ],
  });
});

test('paths that leave the folder, and files that are no text, are refused by name', async () => {
  for (const file of [
    '../up.yaml',
    '/etc/passwd',
    'mocks/../../x.yaml',
    'mocks\\x.yaml',
    'mocks//x.yaml',
    './x',
    'mocks/',
  ])
    expect(await problemOf(push('paths', { [file]: 'a: 1\n' })), file).toMatchObject({
      issues: [{ code: 'WSP002', path: file }],
    });
  expect(await problemOf(push('paths', { 'notes.txt': 'a\0b' }))).toMatchObject({ issues: [{ code: 'WSP007' }] });
  expect(await problemOf(server.api.getWorkspace({ params: { workspace: 'a\0b' } }))).toMatchObject({ status: 400 });
});

test('a workspace is known by slug and by id', async () => {
  const { id } = await server.api.createWorkspace({ body: { name: 'known' } });
  await server.api.pushFiles({
    params: { workspace: 'known' },
    body: { files: { 'mocks/a.yaml': 'request: { path: /a }\nresponse: { status: 200 }\n' } },
  });
  await server.api.savePipeline({
    body: {
      workspace_id: id,
      source:
        'name: known-one\ntriggers: [{ event: schema.changed }]\nsteps: [{ name: a, type: regenerate_sdk, config: { languages: [python] } }]\n',
    },
  });
  for (const workspace_id of ['known', id]) {
    expect(await server.api.listPipelines({ query: { workspace_id } })).toMatchObject([{ name: 'known-one' }]);
    expect((await server.api.listEvents({ query: { workspace_id } })).length).toBeGreaterThan(0);
    expect(await server.api.listConnections({ query: { workspace_id } })).toEqual([]);
  }
  const promoted = await server.api.promote({
    params: { workspace: id },
    body: { entity_type: 'mock', entity_id: 'a', from_environment: 'dev', to_environment: 'test' },
  });
  expect(promoted.status).toBe('unchanged');
  // Saved over HTTP without a file of its own, it still has a place in the folder.
  expect(Object.keys(await pull('known'))).toContain('pipelines/known-one.yaml');
});
