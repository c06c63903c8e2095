import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findWorkspaceFolders, readWorkspaceFolder, writeWorkspaceFolder } from './workspace-folder.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/ecommerce/', import.meta.url));

test('the example holds four workspaces, and each goes out and in without loss', async () => {
  const folders = await findWorkspaceFolders(EXAMPLE);
  expect(folders.map((folder) => path.basename(folder))).toEqual(['auth', 'inventory', 'payments', 'shipping']);
  const target = await mkdtemp(path.join(tmpdir(), 'mockops-folder-'));
  try {
    for (const folder of folders) {
      const { slug, files, ignored } = await readWorkspaceFolder(folder);
      expect({ slug, ignored }).toEqual({ slug: path.basename(folder), ignored: [] });
      expect(Object.keys(files)).toEqual(
        expect.arrayContaining(['workspace.yaml', 'environments.yaml', 'schemas/openapi.yaml']),
      );
      await writeWorkspaceFolder(path.join(target, slug), files, { prune: false });
      expect((await readWorkspaceFolder(path.join(target, slug))).files).toEqual(files);
    }
  } finally {
    await rm(target, { recursive: true });
  }
});

test('writing touches only what differs, and removes the rest only when asked', async () => {
  const target = await mkdtemp(path.join(tmpdir(), 'mockops-folder-'));
  try {
    const files = { 'workspace.yaml': 'name: pay\n', 'mocks/a.yaml': '1', 'mocks/b.yaml': '2' };
    await writeWorkspaceFolder(target, files, { prune: false });
    const next = { 'workspace.yaml': 'name: pay\n', 'mocks/a.yaml': '3' };
    const kept = await writeWorkspaceFolder(target, next, { prune: false });
    expect(kept).toEqual({ written: ['mocks/a.yaml'], unchanged: 1, extra: ['mocks/b.yaml'] });
    expect(await readFile(path.join(target, 'mocks/b.yaml'), 'utf8')).toBe('2');
    await writeWorkspaceFolder(target, next, { prune: true });
    expect((await readWorkspaceFolder(target)).files).toEqual(next);
  } finally {
    await rm(target, { recursive: true });
  }
});

test.each(['../evil.yaml', 'schemas/../../evil.yaml', '/etc/evil.yaml', 'schemas\\..\\evil.yaml', '.git/hooks/x'])(
  'a file named %s is not written',
  async (name) => {
    await expect(writeWorkspaceFolder('/nowhere', { [name]: 'x' }, { prune: false })).rejects.toThrow(
      'does not belong',
    );
  },
);
