import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createSecretBox, readMasterKey } from '../secrets/secret-box.ts';
import { startTestControl, type TestControl } from '../test-control.ts';

let server: TestControl;
beforeAll(async () => {
  server = await startTestControl();
});
afterAll(() => server.close());

function temporaryHome(): string {
  const home = mkdtempSync(path.join(os.tmpdir(), 'mockops-key-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

test('a sealed secret opens with its key only, and only as it was', () => {
  const box = createSecretBox('one master key of ours', 'connections');
  const envelope = box.seal('hush, Ünïcode');
  expect(envelope).not.toContain('hush');
  expect(box.seal('hush, Ünïcode')).not.toBe(envelope);
  expect(box.open(envelope)).toBe('hush, Ünïcode');
  expect(() => createSecretBox('another master key', 'connections').open(envelope)).toThrow(
    'restore MOCKOPS_SECRET_KEY',
  );
  const [mark, id, iv, tag = '', data = ''] = envelope.split(':');
  const flipped = `${data.startsWith('A') ? 'B' : 'A'}${data.slice(1)}`;
  expect(() => box.open([mark, id, iv, tag, flipped].join(':'))).toThrow();
  // A tag of four bytes would be guessed.
  const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url');
  expect(() => box.open([mark, id, iv, short, data].join(':'))).toThrow();
});

test('the key of an installation is made once, for its owner only', () => {
  const home = path.join(temporaryHome(), 'deeper');
  const key = readMasterKey(home, undefined);
  expect(key.length).toBeGreaterThan(40);
  expect(readMasterKey(home, undefined)).toBe(key);
  expect(statSync(path.join(home, 'secret.key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(home)).toEqual(['secret.key']);
  expect(readMasterKey(home, 'given in the environment')).toBe('given in the environment');
});

test('an empty key file is an error, not a key', () => {
  const home = temporaryHome();
  writeFileSync(path.join(home, 'secret.key'), '\n');
  expect(() => readMasterKey(home, undefined)).toThrow('holds no key');
  expect(readFileSync(path.join(home, 'secret.key'), 'utf8')).toBe('\n');
});

const github = (token: string, repository = 'acme/payments') => ({ kind: 'github' as const, repository, token });

test('secrets are shown to nobody; sent back as they are shown, they stay', async () => {
  const put = (token: string, repository?: string) =>
    server.api.putConnection({ body: { name: 'git', settings: github(token, repository) } });
  expect(await put('canary-1')).toMatchObject({ settings: { token: '•••' } });
  const changed = await put('•••', 'acme/orders');
  expect(changed.settings).toMatchObject({ token: '•••', repository: 'acme/orders' });
  const { rows } = await server.database.pool.query(
    "select settings::text as text from connections where name = 'git'",
  );
  expect(rows[0].text).toMatch(/"enc:[0-9a-f]{8}:/);
  expect(rows[0].text).not.toContain('canary');
  await expect(server.api.putConnection({ body: { name: 'fresh', settings: github('•••') } })).rejects.toThrow(
    'send the secret itself',
  );
});

test('a workspace uses its own connection before that of the organisation', async () => {
  await server.api.createWorkspace({ body: { name: 'shop' } });
  const own = await server.api.putConnection({
    body: { name: 'git', workspace_id: 'shop', settings: github('t', 'shop/own') },
  });
  const listed = await server.api.listConnections({ query: { workspace_id: 'shop' } });
  expect(listed.map(({ settings }) => settings.repository)).toEqual(['shop/own', 'acme/orders']);
  expect(await server.api.deleteConnection({ params: { id: own.id } })).toEqual({ deleted: true });
  await expect(server.api.deleteConnection({ params: { id: 'no-id' } })).rejects.toThrow('there is no connection');
});
