// Which chain of events a commit or pull request goes back to, when MockOps made it: so that a loop through Git is seen as one. In: a payload of GitHub or
// GitLab. Out: the correlation id that our commits have as a trailer and our pull requests as a hidden comment. Whoever may push can write one too; all that
// it leads to is that the loop guard counts the event to that chain.
import type { JsonObject } from '@mockops/pipelines';
import { z } from 'zod';
import { isUuid } from '../../db/uuid.ts';
import { readCorrelation } from '../../gitops/pull-request-text.ts';

const Commit = z.object({ message: z.string() });
const text = z.string().nullish().catch(null);

const Payload = z.object({
  head_commit: Commit.nullish().catch(null),
  commits: z.array(Commit).catch([]),
  pull_request: z.object({ body: text }).nullish().catch(null),
  object_attributes: z
    .object({ description: text, last_commit: Commit.nullish().catch(null) })
    .nullish()
    .catch(null),
});

/** Undefined: nothing of ours is in it. */
export function readGitOrigin(payload: JsonObject): string | undefined {
  const read = Payload.safeParse(payload);
  if (!read.success) return undefined;
  const { head_commit, commits, pull_request, object_attributes } = read.data;
  const texts = [
    head_commit?.message,
    ...commits.map(({ message }) => message).reverse(),
    pull_request?.body,
    object_attributes?.last_commit?.message,
    object_attributes?.description,
  ];
  return texts
    .map((one) => readCorrelation(one ?? ''))
    .find((correlation_id) => correlation_id !== undefined && isUuid(correlation_id));
}
