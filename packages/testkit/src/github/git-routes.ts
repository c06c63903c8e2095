// The git database and contents endpoints of GitHub REST v3 that a tool needs to commit without a checkout.
import { answerJson, type PeerAnswer } from '../http-peer.ts';
import { isObject, readObject, readText, readTexts } from '../json-fields.ts';
import type { Commit, Tree, TreeChange } from './git-store.ts';
import type { Repository } from './repository.ts';
import { invalid, notFound, type Route } from './route.ts';

export const gitRoutes: Route[] = [
  {
    method: 'GET',
    path: /^\/git\/ref\/heads\/(.+)$/,
    handle: ({ repository, parts: [branch = ''] }) => {
      const sha = repository.branches.get(branch);
      return sha ? answerJson(200, presentRef(branch, sha)) : notFound();
    },
  },
  {
    method: 'GET',
    path: /^\/git\/matching-refs\/heads\/(.*)$/,
    handle: ({ repository, parts: [prefix = ''] }) => {
      const found = [...repository.branches].filter(([branch]) => branch.startsWith(prefix));
      return answerJson(
        200,
        found.map(([branch, sha]) => presentRef(branch, sha)),
      );
    },
  },
  {
    method: 'POST',
    path: /^\/git\/refs$/,
    handle: ({ repository, body }) => {
      const branch = readText(body, 'ref')?.match(/^refs\/heads\/(.+)$/)?.[1];
      const sha = readText(body, 'sha') ?? '';
      if (!branch || !isBranchName(branch)) return invalid('Reference name is not valid');
      if (repository.branches.has(branch)) return invalid('Reference already exists');
      if (!repository.git.commits.has(sha)) return invalid('Object does not exist');
      repository.moveBranch(branch, sha);
      return answerJson(201, presentRef(branch, sha));
    },
  },
  {
    method: 'PATCH',
    path: /^\/git\/refs\/heads\/(.+)$/,
    handle: ({ repository, body, parts: [branch = ''] }) => {
      const sha = readText(body, 'sha') ?? '';
      const current = repository.branches.get(branch);
      if (!current) return invalid('Reference does not exist');
      if (!repository.git.commits.has(sha)) return invalid('Object does not exist');
      if (body.force !== true && !repository.git.isAncestor(current, sha))
        return invalid('Update is not a fast forward');
      repository.moveBranch(branch, sha);
      return answerJson(200, presentRef(branch, sha));
    },
  },
  {
    method: 'DELETE',
    path: /^\/git\/refs\/heads\/(.+)$/,
    handle: ({ repository, parts: [branch = ''] }) => {
      if (!repository.branches.has(branch)) return invalid('Reference does not exist');
      repository.removeBranch(branch);
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: /^\/git\/blobs$/,
    handle: ({ repository, body }) => {
      const encoding = readText(body, 'encoding') === 'base64' ? 'base64' : 'utf8';
      return answerJson(201, { sha: repository.git.writeBlob(Buffer.from(readText(body, 'content') ?? '', encoding)) });
    },
  },
  {
    method: 'GET',
    path: /^\/git\/blobs\/([0-9a-f]{40})$/,
    handle: ({ repository, parts: [sha = ''] }) => {
      const content = repository.git.blobs.get(sha);
      if (!content) return notFound();
      return answerJson(200, { sha, size: content.length, encoding: 'base64', content: content.toString('base64') });
    },
  },
  { method: 'POST', path: /^\/git\/trees$/, handle: ({ repository, body }) => createTree(repository, body) },
  {
    method: 'GET',
    path: /^\/git\/trees\/([0-9a-f]{40})$/,
    handle: ({ repository, query, parts: [sha = ''] }) => {
      const commit = repository.git.commits.get(sha);
      const id = commit?.tree ?? sha;
      const tree = repository.git.trees.get(id);
      if (!tree) return notFound();
      const entries = query.has('recursive') ? repository.git.listFiles(id) : tree;
      return answerJson(200, { sha: id, tree: presentTree(entries), truncated: false });
    },
  },
  {
    method: 'POST',
    path: /^\/git\/commits$/,
    handle: ({ repository, body, login }) => createCommit(repository, body, login),
  },
  {
    method: 'GET',
    path: /^\/git\/commits\/([0-9a-f]{40})$/,
    handle: ({ repository, parts: [sha = ''] }) => {
      const commit = repository.git.commits.get(sha);
      return commit ? answerJson(200, presentCommit(commit)) : notFound();
    },
  },
  {
    method: 'GET',
    path: /^\/contents\/(.*)$/,
    handle: ({ repository, query, parts: [path = ''] }) => {
      const ref = query.get('ref') ?? repository.default_branch;
      return readContents(repository, ref, path.replace(/\/$/, ''));
    },
  },
];

function createTree(repository: Repository, body: Record<string, unknown>): PeerAnswer {
  const { git } = repository;
  const base = readText(body, 'base_tree');
  if (base !== undefined && !git.trees.has(base)) return notFound();
  const changes: TreeChange[] = [];
  for (const item of Array.isArray(body.tree) ? body.tree : []) {
    const entry = readObject(item);
    const path = readText(entry, 'path');
    const mode = readText(entry, 'mode') ?? '100644';
    const content = readText(entry, 'content');
    const sha = content === undefined ? entry.sha : git.writeBlob(Buffer.from(content));
    if (!path || path.startsWith('/') || path.split('/').includes('..')) return invalid('tree.path is malformed');
    if (sha !== null && (typeof sha !== 'string' || !(git.blobs.has(sha) || git.trees.has(sha)))) {
      return invalid(`tree.sha ${String(sha)} is not a valid blob`);
    }
    changes.push({ path, mode, sha });
  }
  const tree = git.writeTree(base, changes);
  if (tree === undefined) return invalid('GitRPC::BadObjectState');
  return answerJson(201, { sha: tree, tree: presentTree(git.trees.get(tree) ?? new Map()), truncated: false });
}

function createCommit(repository: Repository, body: Record<string, unknown>, login: string): PeerAnswer {
  const tree = readText(body, 'tree') ?? '';
  const parents = readTexts(body, 'parents');
  const message = readText(body, 'message');
  if (message === undefined) return invalid('Invalid request. "message" was not supplied.');
  if (!repository.git.trees.has(tree)) return invalid('Tree SHA does not exist');
  if (!parents.every((sha) => repository.git.commits.has(sha)))
    return invalid('Parent SHA does not exist or is not a commit object');
  const given = isObject(body.author) ? body.author : {};
  const author = {
    name: readText(given, 'name') ?? login,
    email: readText(given, 'email') ?? `${login}@users.noreply.github.com`,
    date: readText(given, 'date') ?? repository.now(),
  };
  return answerJson(201, presentCommit(repository.git.writeCommit({ tree, parents, message, author })));
}

function readContents(repository: Repository, ref: string, path: string): PeerAnswer {
  const { git } = repository;
  const commit = git.commits.get(repository.branches.get(ref) ?? ref);
  if (!commit) return answerJson(404, { message: `No commit found for the ref ${ref}`, status: '404' });
  const files = git.listFiles(commit.tree);
  const file = files.get(path);
  if (file) {
    const content = git.blobs.get(file.sha) ?? Buffer.alloc(0);
    return answerJson(200, {
      ...presentFile(path, file.sha),
      size: content.length,
      encoding: 'base64',
      content: content.toString('base64'),
    });
  }
  const prefix = path === '' ? '' : `${path}/`;
  const names = new Set<string>();
  for (const name of files.keys())
    if (name.startsWith(prefix)) names.add(name.slice(prefix.length).split('/')[0] ?? '');
  if (names.size === 0) return notFound();
  return answerJson(
    200,
    [...names].sort().map((name) => {
      const below = files.get(prefix + name);
      return below ? presentFile(prefix + name, below.sha) : { type: 'dir', name, path: prefix + name };
    }),
  );
}

function presentFile(path: string, sha: string) {
  return { type: 'file', name: path.split('/').at(-1), path, sha };
}

function presentRef(branch: string, sha: string) {
  return { ref: `refs/heads/${branch}`, object: { type: 'commit', sha } };
}

function presentTree(tree: Tree) {
  return [...tree].map(([path, entry]) => ({ path, ...entry }));
}

function presentCommit({ sha, tree, parents, message, author }: Commit) {
  return {
    sha,
    message,
    author,
    committer: author,
    tree: { sha: tree },
    parents: parents.map((parent) => ({ sha: parent })),
  };
}

/** The rules of git-check-ref-format that a generated name could break. */
function isBranchName(name: string): boolean {
  return !/(^[-./])|\.\.|@\{|[\s~^:?*[\\]|\/\/|\/$|\.lock$|\.$/.test(name);
}
