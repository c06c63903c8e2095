// A loopback GitHub: the part of REST v3 that commits, opens pull requests and dispatches workflows, with Git's own semantics,
// in memory. In: repositories with files and one token. Out: the API at `url`, the repositories, and a page at `GET /`.
import {
  answerJson,
  type HttpPeer,
  type PeerAnswer,
  type PeerRequest,
  parseJson,
  startHttpPeer,
} from '../http-peer.ts';
import { answerHtml, escapeHtml, showState } from '../inspection-page.ts';
import { readObject } from '../json-fields.ts';
import { actionRoutes } from './action-routes.ts';
import { gitRoutes } from './git-routes.ts';
import { pullRoutes } from './pull-routes.ts';
import { createRepository, type Repository, type RepositorySeed } from './repository.ts';
import { notFound, type Route } from './route.ts';

export interface GitHubPeer extends HttpPeer {
  token: string;
  repository: (full_name: string) => Repository;
  /** Every request below /repos that was not a GET, as `POST /repos/acme/x/pulls`. */
  writes: string[];
}

export interface GitHubOptions {
  port?: number;
  token?: string;
  /** Account of the token. */
  login?: string;
  /** `owner/name` → what it starts with. */
  repositories: Record<string, RepositorySeed>;
  now?: () => number;
}

const ROUTES: readonly Route[] = [...gitRoutes, ...pullRoutes, ...actionRoutes];

export async function startGitHub(options: GitHubOptions): Promise<GitHubPeer> {
  const token = options.token ?? 'loopback-token';
  const login = options.login ?? 'mockops-bot';
  const repositories = new Map(
    Object.entries(options.repositories).map(([name, seed]) => [
      name,
      createRepository(name, seed, options.now ?? Date.now),
    ]),
  );
  const writes: string[] = [];

  const answer = (request: PeerRequest, url: string): PeerAnswer => {
    if (request.path === '/') return showState(request, 'GitHub stand-in', describe([...repositories.values()], url));
    if (!request.path.startsWith('/repos/')) return showPull(repositories, request.path);
    const given = /^(?:Bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given !== token) return answerJson(401, { message: 'Bad credentials', status: '401' });
    if (!request.headers['user-agent']) return answerJson(403, { message: 'Request forbidden: no User-Agent header' });
    const [, , owner = '', name = '', ...rest] = request.path.split('/');
    const repository = repositories.get(`${owner}/${name}`);
    if (!repository) return notFound();
    if (request.method !== 'GET') writes.push(`${request.method} ${request.path}`);
    const path = rest.length === 0 ? '' : `/${rest.join('/')}`;
    if (path === '') {
      const { full_name, default_branch } = repository;
      return answerJson(200, {
        full_name,
        default_branch,
        html_url: `${url}/${full_name}`,
        permissions: { push: true },
      });
    }
    for (const route of ROUTES) {
      const match = route.method === request.method ? route.path.exec(path) : null;
      if (!match) continue;
      const parts = match.slice(1).map(decodeURIComponent);
      return route.handle({
        repository,
        parts,
        query: request.query,
        body: readObject(parseJson(request.body)),
        login,
        url,
      });
    }
    return notFound();
  };

  const peer: HttpPeer = await startHttpPeer({ port: options.port, handle: (request) => answer(request, peer.url) });
  return {
    ...peer,
    token,
    writes,
    repository: (full_name) => {
      const found = repositories.get(full_name);
      if (!found) throw new Error(`the GitHub stand-in has no repository ${full_name}`);
      return found;
    },
  };
}

function describe(repositories: Repository[], url: string): Record<string, object[]> {
  return {
    pull_requests: repositories.flatMap((repository) =>
      repository.pulls.map(({ number, title, state, merged, head, labels }) => ({
        page: `${url}/${repository.full_name}/pull/${number}`,
        title,
        state: merged ? 'merged' : state,
        branch: head,
        labels: labels.join(' '),
        files: changedFiles(repository, head).map(([path]) => path),
      })),
    ),
    comments: repositories.flatMap((repository) =>
      repository.comments.map(({ issue, user, body }) => ({ pull: `${repository.full_name}#${issue}`, user, body })),
    ),
    workflow_dispatches: repositories.flatMap((repository) =>
      repository.dispatches.map(({ workflow, ref, inputs, created_at }) => ({
        repository: repository.full_name,
        workflow,
        ref,
        inputs,
        created_at,
      })),
    ),
  };
}

function showPull(repositories: Map<string, Repository>, path: string): PeerAnswer {
  const [, owner, name, , number] = path.split('/');
  const repository = repositories.get(`${owner}/${name}`);
  const pull = repository?.pulls.find((candidate) => String(candidate.number) === number);
  if (!repository || !pull) return notFound();
  const files = changedFiles(repository, pull.head).map(
    ([file, text]) => `<h3>${escapeHtml(file)}</h3><pre>${escapeHtml(text ?? '(removed)')}</pre>`,
  );
  const state = pull.merged ? 'merged' : pull.state;
  return answerHtml(
    `${pull.title} #${pull.number}`,
    `<p>${state} · ${escapeHtml(pull.head)} → ${escapeHtml(pull.base)}</p><pre>${escapeHtml(pull.body)}</pre><h2>Files</h2>${files.join('')}`,
  );
}

/** Paths that differ between the default branch and this one; undefined text when it is gone. */
function changedFiles(repository: Repository, branch: string): [path: string, text: string | undefined][] {
  if (!repository.branches.has(branch)) return [];
  const before = repository.files();
  const after = repository.files(branch);
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.filter((path) => before[path] !== after[path]).map((path) => [path, after[path]]);
}
