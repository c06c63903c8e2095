// From GitHub's `pull_request` event to the end of a pull request that MockOps opened, told by the marker in its body.
import type { JsonObject } from '@mockops/pipelines';
import { z } from 'zod';
import type { EndedPullRequest } from '../../gitops/pull-request-events.ts';
import { readMarker } from '../../gitops/pull-request-text.ts';

const Closed = z.object({
  action: z.literal('closed'),
  repository: z.object({ full_name: z.string() }),
  pull_request: z.object({
    number: z.int(),
    html_url: z.string(),
    merged: z.boolean(),
    body: z.string().nullable(),
    head: z.object({ ref: z.string() }),
  }),
});

/** Undefined for everything else, and for pull requests of people. */
export function readEndedPullRequest(event: string, payload: JsonObject): EndedPullRequest | undefined {
  if (event !== 'pull_request') return undefined;
  const read = Closed.safeParse(payload);
  if (!read.success) return undefined;
  const { pull_request: pull, repository } = read.data;
  const marker = readMarker(pull.body);
  // One that we closed ourselves, because nothing was left to change, is no news.
  if (!marker || marker.obsolete) return undefined;
  const { number, merged } = pull;
  return { repository: repository.full_name, number, branch: pull.head.ref, url: pull.html_url, merged };
}
