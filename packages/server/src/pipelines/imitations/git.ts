// A Git server in memory, for runs without a server: it has the pull requests that it is told of and those that steps open. Same key or branch, same pull
// request; the same content again changes nothing.
import type { GitStub } from '@mockops/contract';
import { canonicalJson, type JsonObject, type LocalCall, type LocalResult } from '@mockops/pipelines';
import { sha256 } from '../../digest.ts';

interface Pull {
  number: number;
  repository: string;
  key: string;
  branch: string;
  digest: string | null;
}

const HOST = 'https://git.example';

export function createGitImitation(stub: GitStub | undefined) {
  const repository_of = ({ repo, repository }: JsonObject): string =>
    textOf(repo) ?? textOf(repository) ?? stub?.repo ?? 'local/repository';
  const pulls: Pull[] = (stub?.open_prs ?? []).map(({ number, repo, branch, dedupe_key }) => ({
    number,
    repository: repo ?? stub?.repo ?? 'local/repository',
    key: dedupe_key ?? branch ?? '',
    branch: branch ?? '',
    digest: null,
  }));

  async function createPr({ config, workspace_id, log }: LocalCall): Promise<LocalResult> {
    const repository = repository_of(config);
    const branch = textOf(config.branch) ?? `mockops/local/${workspace_id ?? 'organisation'}`;
    const key = textOf(config.dedupe_key) ?? branch;
    const { title = null, body = null, files = null, artifacts = null, include = null } = config;
    const digest = sha256(canonicalJson({ title, body, files, artifacts, include }));
    const found = pulls.find((pull) => pull.repository === repository && (pull.key === key || pull.branch === branch));
    const action = !found ? 'created' : found.digest === digest ? 'unchanged' : 'updated';
    const number = found?.number ?? 1 + Math.max(0, ...pulls.map((pull) => pull.number));
    if (found) found.digest = digest;
    else pulls.push({ number, repository, key, branch, digest });
    const pr_url = `${HOST}/${repository}/pull/${number}`;
    log(`${action} ${pr_url}`);
    const outputs = { number, pr_url, head_sha: digest.slice(0, 40), branch, repository, action, reason: null };
    return { kind: 'succeeded', outputs };
  }

  /** Ended by an event of the case, `pr.merged` or `pr.closed`. */
  async function waitForPr({ config, woken }: LocalCall): Promise<LocalResult> {
    const repository = repository_of(config);
    const number = Number(config.number);
    if (woken?.stimulus.kind !== 'event')
      return {
        kind: 'suspended',
        waiting_for: `${repository}#${number} to be ${textOf(config.until) ?? 'merged'}`,
        wake_at: null,
        state: {},
        event: { type: 'pr.*', filters: { repository, number } },
      };
    const merged = woken.stimulus.event.type === 'pr.merged';
    const pr_url = `${HOST}/${repository}/pull/${number}`;
    const outputs = { merged, state: 'closed', sha: sha256(pr_url).slice(0, 40), number, pr_url };
    if (merged || config.until === 'closed') return { kind: 'succeeded', outputs };
    return { kind: 'failed', message: `${pr_url} was closed without being merged`, error: 'permanent', outputs };
  }

  return { createPr, waitForPr };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
