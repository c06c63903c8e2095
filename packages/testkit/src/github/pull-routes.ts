// Pull requests, issue comments and labels of GitHub REST v3.
import { answerJson, type PeerAnswer } from '../http-peer.ts';
import { readText, readTexts } from '../json-fields.ts';
import type { Comment, Pull, Repository } from './repository.ts';
import { invalid, notFound, type Route, type RouteCall } from './route.ts';

const MAX_BODY_CHARACTERS = 65_536;

export const pullRoutes: Route[] = [
  { method: 'GET', path: /^\/pulls$/, handle: listPulls },
  { method: 'POST', path: /^\/pulls$/, handle: createPull },
  {
    method: 'GET',
    path: /^\/pulls\/(\d+)$/,
    handle: (call) => withPull(call, (pull) => answerJson(200, presentPull(call.repository, pull, call.url))),
  },
  { method: 'PATCH', path: /^\/pulls\/(\d+)$/, handle: (call) => withPull(call, (pull) => updatePull(call, pull)) },
  {
    method: 'GET',
    path: /^\/issues\/(\d+)\/comments$/,
    handle: (call) =>
      withPull(call, ({ number }) => {
        const comments = call.repository.comments.filter((comment) => comment.issue === number);
        return answerJson(200, comments.map(presentComment));
      }),
  },
  {
    method: 'POST',
    path: /^\/issues\/(\d+)\/comments$/,
    handle: (call) =>
      withPull(call, ({ number }) => {
        const body = readText(call.body, 'body');
        if (!body || body.length > MAX_BODY_CHARACTERS) return invalid('Validation Failed');
        const { comments, now } = call.repository;
        const comment = { id: comments.length + 1, issue: number, body, user: call.login, created_at: now() };
        comments.push(comment);
        return answerJson(201, presentComment(comment));
      }),
  },
  {
    method: 'PATCH',
    path: /^\/issues\/comments\/(\d+)$/,
    handle: ({ repository, parts: [id], body }) => {
      const comment = repository.comments.find((candidate) => String(candidate.id) === id);
      const text = readText(body, 'body');
      if (!comment) return notFound();
      if (!text || text.length > MAX_BODY_CHARACTERS) return invalid('Validation Failed');
      comment.body = text;
      return answerJson(200, presentComment(comment));
    },
  },
  {
    method: 'POST',
    path: /^\/issues\/(\d+)\/labels$/,
    handle: (call) =>
      withPull(call, (pull) => {
        pull.labels = [...new Set([...pull.labels, ...readTexts(call.body, 'labels')])];
        return answerJson(200, presentLabels(pull));
      }),
  },
];

function listPulls({ repository, query, url }: RouteCall): PeerAnswer {
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const owner = repository.full_name.split('/')[0];
  const found = repository.pulls.filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (head === null || head === `${owner}:${pull.head}`) &&
      (base === null || base === pull.base),
  );
  if (query.get('direction') !== 'asc') found.reverse();
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const start = (Number(query.get('page') ?? 1) - 1) * size;
  return answerJson(
    200,
    found.slice(start, start + size).map((pull) => presentPull(repository, pull, url)),
  );
}

function createPull({ repository, body, login, url }: RouteCall): PeerAnswer {
  const title = readText(body, 'title');
  const head = (readText(body, 'head') ?? '').replace(/^[^:]+:/, '');
  const base = readText(body, 'base') ?? '';
  const text = readText(body, 'body') ?? '';
  const headSha = repository.branches.get(head);
  const baseSha = repository.branches.get(base);
  if (!title) return refuse('title', 'missing_field');
  if (!headSha) return refuse('head', 'invalid');
  if (!baseSha) return refuse('base', 'invalid');
  if (text.length > MAX_BODY_CHARACTERS)
    return refuse('body', 'custom', 'body is too long (maximum is 65536 characters)');
  if (repository.pulls.some((pull) => pull.state === 'open' && pull.head === head && pull.base === base)) {
    const owner = repository.full_name.split('/')[0];
    return refuse(undefined, 'custom', `A pull request already exists for ${owner}:${head}.`);
  }
  if (repository.git.isAncestor(headSha, baseSha)) {
    return refuse(undefined, 'custom', `No commits between ${base} and ${head}`);
  }
  const now = repository.now();
  const pull: Pull = {
    number: repository.pulls.length + 1,
    title,
    body: text,
    state: 'open',
    merged: false,
    draft: body.draft === true,
    head,
    base,
    head_sha: headSha,
    labels: [],
    user: login,
    created_at: now,
    updated_at: now,
  };
  repository.pulls.push(pull);
  return answerJson(201, presentPull(repository, pull, url));
}

function updatePull({ repository, body, url }: RouteCall, pull: Pull): PeerAnswer {
  const text = readText(body, 'body');
  if (text !== undefined && text.length > MAX_BODY_CHARACTERS) return refuse('body', 'custom', 'body is too long');
  const state = readText(body, 'state');
  if (state === 'open' && pull.state === 'closed' && (pull.merged || !repository.branches.has(pull.head))) {
    return refuse('state', 'invalid', 'state cannot be changed. The branch is gone or the pull request is merged.');
  }
  pull.title = readText(body, 'title') ?? pull.title;
  pull.body = text ?? pull.body;
  pull.base = readText(body, 'base') ?? pull.base;
  if (state === 'open' || state === 'closed') pull.state = state;
  pull.updated_at = repository.now();
  return answerJson(200, presentPull(repository, pull, url));
}

function withPull(call: RouteCall, use: (pull: Pull) => PeerAnswer): PeerAnswer {
  const pull = call.repository.pulls.find((candidate) => String(candidate.number) === call.parts[0]);
  return pull ? use(pull) : notFound();
}

function refuse(field: string | undefined, code: string, message?: string): PeerAnswer {
  return invalid('Validation Failed', [
    { resource: 'PullRequest', code, ...(field && { field }), ...(message && { message }) },
  ]);
}

function presentPull(repository: Repository, pull: Pull, url: string) {
  const repo = { full_name: repository.full_name };
  const owner = repository.full_name.split('/')[0];
  return {
    number: pull.number,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    merged_at: pull.merged ? pull.updated_at : null,
    html_url: `${url}/${repository.full_name}/pull/${pull.number}`,
    user: { login: pull.user },
    labels: presentLabels(pull),
    head: { ref: pull.head, sha: pull.head_sha, label: `${owner}:${pull.head}`, repo },
    base: { ref: pull.base, sha: repository.branches.get(pull.base), label: `${owner}:${pull.base}`, repo },
    created_at: pull.created_at,
    updated_at: pull.updated_at,
  };
}

function presentLabels(pull: Pull) {
  return pull.labels.map((name) => ({ name }));
}

function presentComment({ id, body, user, created_at }: Comment) {
  return { id, body, user: { login: user }, created_at };
}
