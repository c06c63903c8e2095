// What the CLI itself found to be wrong. Apart from the texts for failures of all kinds (describe-failure.ts): every command can fail,
// few do.
import type { Issue, ProblemDocument } from '@mockops/contract';

/** Something that the CLI itself found; thrown by commands, printed by main. */
export class Failure extends Error {
  readonly issues: Issue[];

  constructor(message: string, options: { issues?: Issue[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.issues = options.issues ?? [];
  }
}

/** Optional members of a parsed document may be undefined; those of an Issue are absent instead. */
export function toIssue(issue: NonNullable<ProblemDocument['issues']>[number]): Issue {
  const { code, path, message, at, end, severity, hint } = issue;
  return {
    ...{ code, path, message },
    ...(at && { at }),
    ...(end && { end }),
    ...(severity && { severity }),
    ...(hint !== undefined && { hint }),
  };
}
