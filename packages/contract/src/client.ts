// The typed client: one method per route, derived from the routes themselves. Works in browsers and in Node.
import { Problem, ProblemDocument, type ProblemId } from './problems.ts';
import { ROUTES, type RouteName, type Routes } from './routes/index.ts';
import type { Route, RouteInput, RouteOutput } from './routes/route.ts';

type Arguments<I> =
  Record<never, never> extends I ? [input?: I, signal?: AbortSignal] : [input: I, signal?: AbortSignal];
export type Client = {
  [N in RouteName]: (...args: Arguments<RouteInput<Routes[N]>>) => Promise<RouteOutput<Routes[N]>>;
};

export interface ClientOptions {
  /** Without trailing slash; empty in a browser on the same origin. */
  baseUrl: string;
  token?: string;
  fetch?: typeof fetch;
}

/** An answer that is not 2xx, with the server's problem document. */
export class ApiError extends Error {
  readonly problem: ProblemDocument;

  constructor(problem: ProblemDocument) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? fetch;
  const call = async (route: Route, input: Input = {}, signal?: AbortSignal): Promise<unknown> => {
    const response = await send(options.baseUrl + buildPath(route.path, input), {
      method: route.method,
      headers: {
        accept: 'application/json',
        ...(input.body !== undefined && { 'content-type': 'application/json' }),
        ...(options.token && { authorization: `Bearer ${options.token}` }),
      },
      ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
      ...(signal && { signal }),
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw new ApiError(readProblem(answer, response.status));
    return route.response.parse(answer);
  };
  const methods = Object.entries(ROUTES).map(([name, route]) => [
    name,
    (input?: Input, signal?: AbortSignal) => call(route as Route, input, signal),
  ]);
  return Object.fromEntries(methods) as Client;
}

interface Input {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

function buildPath(template: string, input: Input): string {
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(input.params?.[name] ?? ''));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input.query ?? {})) if (value !== undefined) query.set(key, String(value));
  return query.size > 0 ? `${path}?${query}` : path;
}

function readProblem(answer: unknown, status: number): ProblemDocument {
  const read = ProblemDocument.safeParse(answer);
  if (read.success) return read.data;
  const id: ProblemId = status === 404 ? 'not-found' : 'internal';
  return { ...new Problem(id).toDocument(), status };
}
