// Turns what went wrong outside or in the server into the failure that a step reports.
import { Problem, type ProblemId } from '@mockops/contract';
import { PullRequestConflict } from '../../gitops/upsert-pull-request.ts';
import { OutgoingFailure } from '../../outgoing/outgoing.ts';
import { StepFailure } from './step-type.ts';

/** Their hints speak to whoever sends a request; a run says what is wrong, and nobody “sends it again”. */
const OF_REQUESTS: ReadonlySet<ProblemId> = new Set([
  'bad-request',
  'malformed-body',
  'unauthorized',
  'forbidden',
  'not-found',
  'conflict',
  'body-too-large',
  'invalid-document',
]);

/** Defects (any other error) pass through unchanged. */
function toStepFailure(error: unknown): unknown {
  if (error instanceof OutgoingFailure) {
    return new StepFailure(error.message, error.kind, { cause: error, retry_after_ms: error.retry_after_ms });
  }
  if (error instanceof PullRequestConflict) return new StepFailure(error.message, 'conflict', { cause: error });
  if (error instanceof Problem) {
    const { hint } = error.toDocument();
    const text = hint === undefined || OF_REQUESTS.has(error.id) ? error.message : `${error.message}; ${hint}`;
    return new StepFailure(text, error.status >= 500 ? 'transient' : 'permanent', { cause: error });
  }
  return error;
}

/** Runs a step's work with its failures translated. */
export async function asStepWork<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStepFailure(error);
  }
}
