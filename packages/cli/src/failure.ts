// What the CLI says when it could not do something: one line for the thing and the next act, then one line per issue
// (`file:line:col path — message; hint`).
import { ApiError, formatIssue, type Issue, Problem, ProblemDocument } from '@mockops/contract';
import type { Io } from './io.ts';

/** Something that the CLI itself found; thrown by commands, printed by main. */
export class Failure extends Error {
  readonly issues: Issue[];

  constructor(message: string, options: { issues?: Issue[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.issues = options.issues ?? [];
  }
}

export function reportFailure(error: unknown, io: Io): void {
  for (const line of describeFailure(error)) io.err(line);
}

function describeFailure(error: unknown): string[] {
  if (error instanceof ApiError) return describeProblem(error.problem);
  if (error instanceof Problem) return describeProblem(error.toDocument());
  if (error instanceof Failure) return [error.message, ...error.issues.map(formatIssue)];
  const origin = unreachableOrigin(error);
  if (origin !== undefined) {
    return [
      `The server does not answer${origin}; start it with \`mockops start\`, or name another with --url or MOCKOPS_URL.`,
    ];
  }
  if (error instanceof Error && error.name === 'ZodError') {
    return [
      'The server answered in a shape that this mockops does not know; both must have the same version.',
      error.message,
    ];
  }
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}

function describeProblem(problem: ProblemDocument): string[] {
  const { title, detail, hint, issues = [] } = ProblemDocument.parse(problem);
  return [
    detail ? `${title}: ${detail}` : title,
    ...issues.map((issue) => formatIssue(toIssue(issue))),
    ...(hint ? [hint] : []),
  ];
}

/** Optional members of a parsed document may be undefined; those of an Issue are absent instead. */
export function toIssue({ code, path, message, at, hint }: NonNullable<ProblemDocument['issues']>[number]): Issue {
  return { code, path, message, ...(at && { at }), ...(hint !== undefined && { hint }) };
}

/** ` at 127.0.0.1:4800` when the error is fetch saying that nobody listens there. */
function unreachableOrigin(error: unknown): string | undefined {
  if (!(error instanceof TypeError) || error.message !== 'fetch failed') return undefined;
  const { cause } = error;
  const message = cause instanceof Error ? cause.message : '';
  const address = /ECONNREFUSED (\S+)/.exec(message)?.[1];
  return address ? ` at ${address}` : message ? ` (${message})` : '';
}
