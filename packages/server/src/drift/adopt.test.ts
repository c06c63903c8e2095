import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestControl, type TestControl } from '../test-control.ts';

let server: TestControl;
beforeAll(async () => {
  server = await startTestControl();
});
afterAll(() => server.close());

const ROOT = `openapi: 3.1.0
info: { title: Users, version: 1.0.0 }
paths:
  /me:
    get:
      responses:
        "200":
          description: ok
          content: { application/json: { schema: { $ref: ./models.yaml#/User } } }
  /you:
    get:
      responses:
        "200":
          description: ok
          content: { application/json: { schema: { $ref: ./models.yaml#/Other } } }
`;
const MODELS = `User: # who asks
  type: object
  properties: { name: { type: string } }
Other: { type: object, properties: { age: { type: integer } } }
`;

async function answer(workspace: string, path: string, body: unknown): Promise<void> {
  server.control.drift.check({
    ...{ at: Date.now(), workspace, environment: 'dev', method: 'GET', path, operation: `GET ${path}`, status: 200 },
    ...{ source: 'real', reality: 'real', class: 'manual', duration_ms: 1, snapshot: '' },
    answer: { media_type: 'application/json', body: Buffer.from(JSON.stringify(body)), truncated: false },
  });
  await server.control.drift.flush();
}
const push = (workspace: string, files: Record<string, string>) =>
  server.api.pushFiles({ params: { workspace }, body: { files } });
const incidents = (workspace: string) =>
  server.api.listIncidents({ query: { workspace_id: workspace, status: 'open' } });

test('of several incidents one is adopted, in the file where its schema stands; the others stay open', async () => {
  await push('users', { 'schemas/openapi.yaml': ROOT, 'schemas/models.yaml': MODELS });
  await answer('users', '/me', { name: 'Ada', mail: 'ada@example.com' });
  await answer('users', '/you', { age: '7' });
  const mine = (await incidents('users')).find(({ endpoint }) => endpoint === '/me');
  const adoption = await server.api.adoptDrift({ body: { incidents: [mine?.id ?? ''] } });
  expect(adoption).toMatchObject({ adopted: true, revision: 2, comparison: { level: 'safe' }, skipped: [] });
  expect(adoption.files).toEqual({
    'schemas/models.yaml': MODELS.replace(
      '{ name: { type: string } }',
      '{ name: { type: string }, mail: { type: string } }',
    ),
  });
  expect((await incidents('users')).map(({ endpoint }) => endpoint)).toEqual(['/you']);
  const [newest] = await server.api.listContractRevisions({ params: { workspace: 'users' } });
  expect(newest).toMatchObject({
    source: 'recorder',
    operations: 2,
    files: ['schemas/models.yaml', 'schemas/openapi.yaml'],
  });
});

test('what was looked at is what is adopted: another contract or another answer in between is refused', async () => {
  const [yours] = await incidents('users');
  const shown = await server.api.adoptDrift({ body: { workspace_id: 'users', dry_run: true } });
  expect(shown).toMatchObject({ adopted: false, comparison: { level: 'breaking' } });
  await answer('users', '/you', { age: '7', name: 'Bob' });
  await expect(server.api.adoptDrift({ body: { incidents: [yours?.id ?? ''], digest: shown.digest } })).rejects.toThrow(
    'look at it again',
  );
  expect(await server.api.listContractRevisions({ params: { workspace: 'users' } })).toHaveLength(2);
});

test('what nobody but a person can write is told with its reason, and makes no revision', async () => {
  const text = ROOT.replaceAll(/\.\/models\.yaml#\/\w+/g, '"#/components/schemas/Short"');
  const short = 'components: { schemas: { Short: { type: string, maxLength: 3 } } }\n';
  await push('odd', { 'schemas/openapi.yaml': `${text}${short}` });
  await answer('odd', '/me', 'longer');
  expect(await server.api.adoptDrift({ body: { workspace_id: 'odd' } })).toMatchObject({
    adopted: false,
    revision: null,
    skipped: [{ reason: 'only a person can decide what the contract should say here' }],
  });
  await expect(
    server.api.adoptDrift({
      body: { incidents: [...(await incidents('odd')), ...(await incidents('users'))].map(({ id }) => id) },
    }),
  ).rejects.toThrow(/of two workspaces/);
});
