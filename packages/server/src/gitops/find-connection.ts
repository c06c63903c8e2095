// The GitHub connection that a step uses, or the words that say how to add it; and what a step needs to be allowed.

import type { Need } from '@mockops/pipelines';
import type { StepServices } from '../pipelines/steps/services.ts';
import type { GitHubSettings } from './providers/github/index.ts';
import { readRepositoryName } from './repository-name.ts';

interface Wanted {
  services: StepServices;
  workspace: string | null;
  name: string | undefined;
}

export function findGitHub({ services, workspace, name }: Wanted): Promise<GitHubSettings | undefined> {
  return services.connection('github', { workspace, ...(name !== undefined && { name }) });
}

export function missingGitHub({ workspace, name }: Omit<Wanted, 'services'>): string {
  const wanted = name === undefined ? 'no GitHub connection' : `no GitHub connection named "${name}"`;
  const where = workspace === null ? 'in this organisation' : `for workspace "${workspace}"`;
  const settings = { kind: 'github', repository: 'owner/name', token: '…' };
  const body = { name: name ?? 'github', ...(workspace !== null && { workspace_id: workspace }), settings };
  return `there is ${wanted} ${where}; add one with PUT /api/v1/connections ${JSON.stringify(body)}`;
}

/** The repository that a config names; one that only the connection knows is asked about when the step runs. */
export function gitNeeds(repository: string | undefined): Need[] {
  if (repository === undefined) return [];
  return [{ kind: 'git', target: readRepositoryName(repository) ?? repository }];
}
