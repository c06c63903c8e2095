// One authenticated call to GitHub's REST API: sends, maps refusals to failures that say what to do, parses the answer.
import type { ConnectionSettings } from '@mockops/contract';
import { z } from 'zod';
import { findRefusal, type Outgoing, type OutgoingAnswer, OutgoingFailure } from '../../../outgoing/outgoing.ts';
import { GitHubAnswers } from './schema.ts';

export type GitHubSettings = Extract<ConnectionSettings, { kind: 'github' }>;

/** GitHub understood and said no; `messages` in its own words. */
export class GitHubRefusal extends OutgoingFailure {
  readonly status: number;
  readonly messages: string[];

  constructor(
    message: string,
    status: number,
    messages: string[],
    options: ConstructorParameters<typeof OutgoingFailure>[1],
  ) {
    super(message, options);
    this.name = 'GitHubRefusal';
    this.status = status;
    this.messages = messages;
  }

  /** True when GitHub's words contain this, whatever the case. */
  says(words: string): boolean {
    return this.messages.some((message) => message.toLowerCase().includes(words.toLowerCase()));
  }
}

interface GitHubCall<T extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /repos/{owner}/{name}; already encoded. */
  path: string;
  body?: unknown;
  answer: T;
}

export type CallGitHub = <T extends z.ZodType>(call: GitHubCall<T>) => Promise<z.output<T>>;

export function createCaller(options: {
  settings: GitHubSettings;
  repository: string;
  outgoing: Outgoing;
  signal: AbortSignal;
}): CallGitHub {
  const { settings, repository, outgoing, signal } = options;
  const root = `${settings.api_url.replace(/\/+$/, '')}/repos/${repository}`;
  return async ({ method, path, body, answer: schema }) => {
    const answer = await outgoing.send({
      method,
      url: root + path,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${settings.token}`,
        'x-github-api-version': '2022-11-28',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    });
    const what = `${method} /repos/${repository}${path.split('?')[0]}`;
    const refusal = findGitHubRefusal(answer, what, repository);
    if (refusal) throw refusal;
    const parsed = schema.safeParse(parseJson(answer.text));
    if (parsed.success) return parsed.data;
    const message = `GitHub answered ${what} in a form that is not known (${z.prettifyError(parsed.error).slice(0, 300)}); check api_url of the connection`;
    throw new OutgoingFailure(message, { kind: 'permanent', sent: 'unknown' });
  };
}

function findGitHubRefusal(answer: OutgoingAnswer, what: string, repository: string): GitHubRefusal | undefined {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return undefined;
  const said = GitHubAnswers.Refusal.safeParse(parseJson(answer.text));
  const details = said.success
    ? said.data.errors.map((error) => (typeof error === 'string' ? error : error.message))
    : [];
  const messages = [said.success ? said.data.message : undefined, ...details].filter((text) => text !== undefined);
  const general = findRefusal({ ...answer, text: messages.join('; ') }, `GitHub, asked ${what},`);
  /** GitHub says 403 for its rate limits too; 409 means that the repository is being changed. */
  const limited = status === 403 && (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined);
  const transient = limited || status === 409 || (general !== undefined && general.kind !== 'permanent');
  const advice = transient ? '' : adviceFor(status, repository);
  return new GitHubRefusal(`${general?.message}${advice}`, status, messages, {
    kind: transient ? 'transient' : 'permanent',
    sent: 'no',
    retry_after_ms: general?.retry_after_ms,
  });
}

function adviceFor(status: number, repository: string): string {
  if (status === 401) return '; replace the token of the GitHub connection';
  if (status === 403) return '; give the token write access to Contents, Pull requests and Actions';
  if (status === 404) return `; check that ${repository} has it and that the token may see it`;
  return '';
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
