import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestControl, type TestControl } from '../test-control.ts';
import { createSecretBox } from './secret-box.ts';

let server: TestControl;
beforeAll(async () => {
  server = await startTestControl();
  await server.api.createWorkspace({ body: { name: 'shop' } });
  await server.api.createWorkspace({ body: { name: 'bank' } });
});
afterAll(() => server.close());

const put = (
  value: string,
  scope: { workspace_id?: string; environment?: 'dev' | 'test' | 'prod' } = {},
  name = 'key',
) => server.api.putSecret({ body: { name, value, ...scope } });
const uidOf = async (workspace: string) => (await server.api.getWorkspace({ params: { workspace } })).id;

test('the narrowest scope wins, and what is stored nowhere is named', async () => {
  await put('of-the-organisation');
  await put('of-the-shop', { workspace_id: 'shop' });
  await put('of-the-shop-in-prod', { workspace_id: 'shop', environment: 'prod' });
  const shop = await uidOf('shop');
  const bank = await uidOf('bank');
  const read = async (workspace_uid: string | null, environment: 'dev' | 'prod' | null = null) =>
    (await server.control.secrets.resolve(['key'], { workspace_uid, environment })).values.key;
  expect(await read(null)).toBe('of-the-organisation');
  expect(await read(bank, 'prod')).toBe('of-the-organisation');
  expect(await read(shop)).toBe('of-the-shop');
  expect(await read(shop, 'dev')).toBe('of-the-shop');
  expect(await read(shop, 'prod')).toBe('of-the-shop-in-prod');
  const { missing, redactor } = await server.control.secrets.open(['key', 'other'], {
    workspace_uid: shop,
    environment: null,
  });
  expect(missing).toEqual(['other']);
  expect(redactor.text('it was of-the-shop')).toBe('it was •••');
});

test('values only go in: answers, events and rows do not have them', async () => {
  const stored = await put('canary-value', { workspace_id: 'shop' }, 'hidden');
  expect(stored).toMatchObject({
    name: 'hidden',
    workspace_id: 'shop',
    environment: null,
    updated_by: 'local',
    used_by: [],
  });
  const again = await put('canary-second', { workspace_id: 'shop' }, 'hidden');
  expect(again.id).toBe(stored.id);
  const listed = await server.api.listSecrets({ query: { workspace_id: 'shop' } });
  const { rows } = await server.database.pool.query(
    `select (select jsonb_agg(to_jsonb(e)) from events e)::text as events, (select jsonb_agg(to_jsonb(s)) from secrets s)::text as secrets`,
  );
  expect(JSON.stringify([stored, listed, rows])).not.toContain('canary');
  expect(rows[0].events).toContain('secret.changed');
  expect(await server.api.deleteSecret({ params: { secret: stored.id } })).toEqual({ deleted: true });
  await expect(server.api.deleteSecret({ params: { secret: stored.id } })).rejects.toThrow('there is no secret');
});

test('a secret says which pipelines declare it, as far as they can read it', async () => {
  const save = (name: string, workspace_id: string | null) =>
    server.api.savePipeline({
      body: {
        source: `name: ${name}\nsecrets: [shared_key]\ntriggers: [{ event: schema.changed }]\nsteps: [{ name: a, type: transform, config: { values: {} } }]\n`,
        file: 'p.yaml',
        workspace_id,
      },
    });
  await save('of-shop', 'shop');
  await save('of-bank', 'bank');
  await save('of-all', null);
  expect((await put('one-value', { workspace_id: 'shop' }, 'shared_key')).used_by).toEqual(['of-all', 'of-shop']);
  expect((await put('two-value', {}, 'shared_key')).used_by).toEqual(['of-all', 'of-bank', 'of-shop']);
});

test('what cannot be hidden or found is refused', async () => {
  await expect(put('abc')).rejects.toMatchObject({
    problem: { issues: [{ message: expect.stringContaining('at least 4 characters') }] },
  });
  await expect(put('long-enough', { environment: 'prod' })).rejects.toThrow('say which with workspace_id');
  await expect(put('long-enough', { workspace_id: 'nowhere' })).rejects.toThrow('there is no workspace');
  await expect(put('long-enough', {}, 'a b')).rejects.toThrow();
});

test('a value sealed for one purpose does not open for another', () => {
  const sealed = createSecretBox('one master key', 'secrets').seal('hush');
  expect(() => createSecretBox('one master key', 'connections').open(sealed)).toThrow('stored under key');
});

test('a pipeline that declares a secret is saved with a warning as long as it is stored nowhere that it may read', async () => {
  const save = async (workspace_id?: string) => {
    const source = `name: declares-${workspace_id ?? 'all'}\nsecrets: [late_key]\ntriggers: [{ event: schema.changed }]\nsteps: [{ name: a, type: transform, config: { values: {} } }]\n`;
    const { issues } = await server.api.savePipeline({ body: { source, ...(workspace_id && { workspace_id }) } });
    return issues.filter(({ path }) => path === 'secrets[0]');
  };
  expect(await save('shop')).toMatchObject([
    { code: 'CHK001', severity: 'warning', message: expect.stringContaining('"late_key" is stored nowhere') },
  ]);
  await put('a-late-value', { workspace_id: 'bank', environment: 'prod' }, 'late_key');
  expect(await save()).toEqual([]);
  const validate = (workspace_id: string) =>
    server.api.validatePipeline({
      body: {
        source:
          'name: v\nsecrets: [late_key]\ntriggers: [{ event: schema.changed }]\nsteps: [{ name: a, type: transform, config: { values: {} } }]\n',
        workspace_id,
      },
    });
  expect((await validate('shop')).issues.map(({ code }) => code)).toContain('CHK001');
  expect((await validate('bank')).issues).toEqual([]);
});
