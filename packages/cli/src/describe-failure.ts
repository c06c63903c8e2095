// What the CLI says when it could not do something: one line for the thing and the next act, then one line per issue
// (`file:line:col path — message; hint`).
import { ApiError, formatIssue, Problem, ProblemDocument } from '@mockops/contract';
import { Failure, toIssue } from './failure.ts';
import type { Io } from './io.ts';
import { systemText } from './system-text.ts';

export function reportFailure(error: unknown, io: Io): void {
  for (const line of describeFailure(error)) io.err(line);
}

/** Why, and the next act. */
export function describeFailure(error: unknown): string[] {
  if (error instanceof ApiError) return describeProblem(error.problem);
  if (error instanceof Problem) return [...describeProblem(error.toDocument()), ...stackForDebugging(error)];
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
  return describeOther(error);
}

/** What the next act is when the system itself refuses; its message names the thing and the place. */
const NEXT_ACTS: Record<string, string> = {
  EACCES: 'Check its permissions, or choose another place.',
  EPERM: 'Check its permissions, or choose another place.',
  EROFS: 'Choose a place that can be written to.',
  EEXIST: 'A file is where a folder is needed; move it away, or choose another place.',
  ENOTDIR: 'A file is where a folder is needed; move it away, or choose another place.',
  EISDIR: 'A folder is where a file is needed; name the file.',
  ENOENT: 'Check the path; the folders on the way to it must be there.',
  ENOSPC: 'Make room on the disk.',
  EADDRINUSE: 'Choose another port, or stop what uses it.',
  EADDRNOTAVAIL: 'Choose an address of this machine with --host.',
  ECONNREFUSED: 'Check that it runs and that the address is right.',
  ENOTFOUND: 'Check the name of the host.',
};

/** Whatever else went wrong, without the way through our code unless someone looks for it. */
function describeOther(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  // Several addresses were tried, each with its own reason; the whole has none.
  const reasons = error instanceof AggregateError ? error.errors.map((reason) => describeReason(reason)) : [];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const message = systemText(error) ?? (error.message || reasons.join('; ') || code || error.name);
  const act = NEXT_ACTS[code] ?? 'MOCKOPS_LOG_LEVEL=debug shows where this happened.';
  return [message, act, ...stackForDebugging(error)];
}

const stackForDebugging = (error: Error): string[] =>
  process.env.MOCKOPS_LOG_LEVEL === 'debug' && error.stack !== undefined ? [error.stack] : [];

const describeReason = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

function describeProblem(problem: ProblemDocument): string[] {
  const { title, detail, hint, issues = [] } = ProblemDocument.parse(problem);
  return [
    detail ? `${title}: ${detail}` : title,
    // Some details say already what the issues say.
    ...issues.map((issue) => formatIssue(toIssue(issue))).filter((line) => !detail?.includes(line)),
    ...(hint ? [hint] : []),
  ];
}

/** ` at 127.0.0.1:4800` when the error is fetch saying that nobody listens there. */
function unreachableOrigin(error: unknown): string | undefined {
  if (!(error instanceof TypeError) || error.message !== 'fetch failed') return undefined;
  const { cause } = error;
  const message = cause instanceof Error ? cause.message : '';
  const address = /ECONNREFUSED (\S+)/.exec(message)?.[1];
  if (message === 'bad port') return ': the port of its address is kept for another protocol';
  const host = /ENOTFOUND (\S+)/.exec(message)?.[1];
  if (host) return `: there is no host ${host}`;
  return address ? ` at ${address}` : message ? ` (${message})` : '';
}
