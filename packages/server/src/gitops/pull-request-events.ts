// The end of a pull request as an event. A webhook and a waiting step may both see it: the id is made of what happened, so it is told once.
import { deterministicUuid } from '../digest.ts';

export interface EndedPullRequest {
  /** `owner/name` */
  repository: string;
  number: number;
  branch: string;
  url: string;
  merged: boolean;
}

/** `org_id` is part of it: two organisations may watch one repository. A pull request that is reopened and closed again is told only once. */
export function pullRequestEvent(org_id: string, pull: EndedPullRequest) {
  const { repository, number, branch, url, merged } = pull;
  const type = merged ? ('pr.merged' as const) : ('pr.closed' as const);
  return {
    id: deterministicUuid(org_id, type, repository.toLowerCase(), String(number)),
    type,
    subject: `${repository}#${number}`,
    data: { repository, number, branch, url },
  };
}
