import { expect, test } from 'vitest';
import { createContext, createServices, outputsOf } from '../in-memory-services.ts';
import { proposeDriftFix } from './index.ts';

const contract = (member: string) => `openapi: 3.1.0
info: { title: Users, version: 1.0.0 }
paths:
  /me:
    get:
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { type: object, additionalProperties: false, required: [${member}], properties: { ${member}: { type: string } } }
`;
const FILES = { 'schemas/openapi.yaml': contract('mail'), 'schemas/other.yaml': 'x: 1\n' };
const MOCKS = {
  'mocks/me.yaml':
    '{ name: old me, request: { method: GET, path: /me }, response: { status: 200, body: { mail: a } } }\n',
  'mocks/new.yaml': '{ request: { method: GET, path: /me }, response: { status: 200, body: { email: a } } }\n',
};

function start(fixed: Record<string, string> = { 'schemas/openapi.yaml': contract('email') }) {
  const services = createServices({
    contract: async () => ({ files: FILES, title: 'Users', revision: 2 }),
    proposeDriftFix: async () => ({ files: fixed, summary: ['GET /me: mail is now email'] }),
    mocks: async () => MOCKS,
  });
  const run = (config: object = {}) => outputsOf(proposeDriftFix.run(createContext(services, config)));
  return { services, run };
}

test('the changed files, the whole corrected contract, and a sentence for each finding', async () => {
  const { services, run } = start();
  const outputs = await run({ report: { workspace_id: 'payments', more: 1 } });
  expect(outputs).toMatchObject({
    spec_changed: true,
    files: [{ path: 'schemas/openapi.yaml', content: contract('email') }],
    summary: ['GET /me: mail is now email'],
    stale_fixtures: [],
    spec_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await services.files.get(String(outputs.spec))).toEqual({
    ...FILES,
    'schemas/openapi.yaml': contract('email'),
  });
});

test('mocks that would contradict the corrected contract are named', async () => {
  const { run } = start();
  expect(await run({ include: ['openapi', 'fixtures'] })).toMatchObject({
    stale_fixtures: [{ path: 'mocks/me.yaml', mock: 'old me' }],
  });
  expect(await run({ include: ['fixtures'] })).toMatchObject({
    spec_changed: false,
    files: [],
    stale_fixtures: [{ path: 'mocks/new.yaml' }],
  });
});

test('nothing to change is no change, a folder moves the files, and large ones travel as an artifact', async () => {
  expect(await start({}).run()).toMatchObject({ spec_changed: false, files: [] });
  expect(await start().run({ directory: 'services/users/' })).toMatchObject({
    files: [{ path: 'services/users/schemas/openapi.yaml' }],
  });
  const large = { 'schemas/openapi.yaml': `${contract('email')}# ${'x'.repeat(70_000)}\n` };
  const { services, run } = start(large);
  const { files } = await run();
  expect(files).toMatchObject([{ path: '.', artifact: expect.stringMatching(/^files:/) }]);
  const [entry] = files as { artifact: string }[];
  expect(await services.files.get(entry!.artifact)).toEqual(large);
  expect(proposeDriftFix.config.safeParse({ directory: '../x' }).success).toBe(false);
});
