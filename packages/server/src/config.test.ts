import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Problem } from '@mockops/contract';
import { expect, onTestFinished, test } from 'vitest';
import { allowedPrivateAddresses, isLoopback, readConfig, redactConfig } from './config.ts';

function folderWith(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mockops-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

test('nothing needs to be said: the defaults are a whole configuration', () => {
  const cwd = folderWith();
  expect(readConfig({ env: {}, cwd })).toMatchObject({
    home: path.join(cwd, '.mockops'),
    host: '127.0.0.1',
    port: 4800,
    roles: ['api', 'gateway', 'worker'],
  });
});

test('the command line is above the environment, which is above the file', () => {
  const cwd = folderWith({ 'mockops.server.yaml': 'port: 1\ngateway_port: 1\nlog_level: warn\nroles: [api]\n' });
  const env = { MOCKOPS_PORT: '2', MOCKOPS_GATEWAY_PORT: '2', MOCKOPS_ROLES: 'api, worker', MOCKOPS_HOME: '' };
  expect(readConfig({ env, cwd, overrides: { port: 3 } })).toMatchObject({
    port: 3,
    gateway_port: 2,
    log_level: 'warn',
    roles: ['api', 'worker'],
    home: path.join(cwd, '.mockops'),
  });
});

test('what is wrong is named with its origin: the variable, the file or the command line', () => {
  const cwd = folderWith({ 'mockops.server.yaml': 'drain_ms: soon\nprot: 1\n' });
  const said = refusal(() =>
    readConfig({ env: { MOCKOPS_PORT: '99999', DATABASE_URL: 'mysql://x' }, cwd, overrides: { host: '' } }),
  );
  expect(said).toContain('MOCKOPS_PORT: port');
  expect(said).toContain('DATABASE_URL: database_url');
  expect(said).toContain('mockops.server.yaml: drain_ms');
  expect(said).toContain('"prot"');
  expect(said).toContain('command line: host');
});

test('a settings file that is missing or no YAML stops the start and is named', () => {
  const cwd = folderWith({ 'broken.yaml': 'port: [1\n', 'list.yaml': '- port\n' });
  const read = (file: string) => () => readConfig({ env: { MOCKOPS_CONFIG: file }, cwd });
  expect(refusal(read('nowhere.yaml'))).toMatch(/there is no file .*nowhere\.yaml/);
  expect(refusal(read('broken.yaml'))).toMatch(/broken\.yaml is no YAML: .*line \d+/);
  expect(refusal(read('list.yaml'))).toMatch(/list\.yaml must be a map/);
});

test('an address that others can reach needs a token', () => {
  const cwd = folderWith();
  expect(refusal(() => readConfig({ env: { MOCKOPS_HOST: '0.0.0.0' }, cwd }))).toContain('MOCKOPS_API_TOKEN');
  const env = { MOCKOPS_HOST: '0.0.0.0', MOCKOPS_API_TOKEN: 'sixteen-characters' };
  expect(readConfig({ env, cwd }).host).toBe('0.0.0.0');
});

test('only addresses of this machine are loopback, not names that look like one', () => {
  expect(['localhost', '127.0.0.1', '127.1.2.3', '::1'].every(isLoopback)).toBe(true);
  expect(['127.example.com', '127.0.0.1.example.com', '0.0.0.0', '10.0.0.1', ''].some(isLoopback)).toBe(false);
});

test('the log shows no secret', () => {
  const env = {
    DATABASE_URL: 'postgres://u:canary@h/d',
    MOCKOPS_API_TOKEN: 'canary-canary-canary',
    MOCKOPS_SECRET_KEY: 'canary-canary-canary',
  };
  const shown = JSON.stringify(redactConfig(readConfig({ env, cwd: folderWith() })));
  expect(shown).not.toContain('canary');
  expect(shown).toContain('•••');
});

test('private addresses are those that are listed; else loopback, while the server itself is on it', () => {
  const cwd = folderWith();
  const allowed = (env: Record<string, string>) =>
    allowedPrivateAddresses(readConfig({ env: { MOCKOPS_API_TOKEN: 'sixteen characters', ...env }, cwd }));
  expect(allowed({})).toEqual(['127.0.0.0/8', '::1/128']);
  expect(allowed({ MOCKOPS_HOST: '0.0.0.0' })).toEqual([]);
  expect(allowed({ MOCKOPS_ALLOWED_PRIVATE_ADDRESSES: '10.0.0.0/8, git.internal' })).toEqual([
    '10.0.0.0/8',
    'git.internal',
  ]);
  expect(refusal(() => allowed({ MOCKOPS_ALLOWED_PRIVATE_ADDRESSES: '10.0.0.0/64' }))).toContain(
    '"10.0.0.0/64" is no network',
  );
});

test('teams are lists of people by name, as YAML in the file and as JSON in the variable', () => {
  const cwd = folderWith({
    'mockops.server.yaml': 'teams:\n  qa-leads: [robin, kim]\nstep_modules: ["@acme/steps"]\n',
  });
  expect(readConfig({ env: {}, cwd })).toMatchObject({
    teams: { 'qa-leads': ['robin', 'kim'] },
    step_modules: ['@acme/steps'],
  });
  const env = { MOCKOPS_TEAMS: '{"ops":["ana"]}', MOCKOPS_STEP_MODULES: '@acme/steps, ./steps/deploy.mjs' };
  expect(readConfig({ env, cwd })).toMatchObject({
    teams: { ops: ['ana'] },
    step_modules: ['@acme/steps', './steps/deploy.mjs'],
  });
  for (const teams of ['robin', '["robin"]', '{"ops":"ana"}', '{"ops":["team:x"]}'])
    expect(
      refusal(() => readConfig({ env: { MOCKOPS_TEAMS: teams }, cwd })),
      teams,
    ).toContain('MOCKOPS_TEAMS: teams');
});
