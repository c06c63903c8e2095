// Sends planned requests one after the other and judges each answer. In: requests with what they must answer. Out: one result per request.
// They go to our own gateway, whose address is configuration, so they need no guard. Bounded: time per request, bytes per answer, and the signal.
import { performance } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import type { RequestResult, ScenarioReport } from '@mockops/contract';
import { Agent, request } from 'undici';

export interface PlannedRequest {
  name: string;
  service: string | null;
  method: string;
  /** As people read it; `url` is where it goes. */
  path: string;
  url: string;
  headers: Record<string, string>;
  /** Sent as JSON; undefined: no body. */
  body: unknown;
  expect: {
    status: number;
    headers?: Record<string, string>;
    body?: { value: unknown; compare: 'equal' | 'subset' };
    max_ms?: number;
  };
}

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 1_000_000;

export async function runRequests(requests: PlannedRequest[], signal: AbortSignal): Promise<RequestResult[]> {
  const agent = new Agent({ connect: { timeout: 5_000 } });
  try {
    const results: RequestResult[] = [];
    for (const planned of requests) {
      signal.throwIfAborted();
      results.push(await runOne(planned, agent, signal));
    }
    return results;
  } finally {
    await agent.destroy();
  }
}

async function runOne(planned: PlannedRequest, dispatcher: Agent, signal: AbortSignal): Promise<RequestResult> {
  const { name, service, method, path } = planned;
  const started = performance.now();
  try {
    const answer = await send(planned, dispatcher, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]));
    const duration_ms = round(performance.now() - started);
    const problems = judge(planned, answer, duration_ms);
    const { status, headers } = answer;
    return {
      ...{ name, service, method, path, status, duration_ms },
      ...{ passed: problems.length === 0, problems },
      source: headers['x-mockops-source'] ?? null,
      reality: headers['x-mockops-reality'] ?? null,
    };
  } catch (error) {
    signal.throwIfAborted();
    const duration_ms = round(performance.now() - started);
    const problems = [`no answer: ${describeError(error)}`];
    return {
      name,
      service,
      method,
      path,
      status: null,
      duration_ms,
      passed: false,
      problems,
      source: null,
      reality: null,
    };
  }
}

interface Answer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Undefined when it was too large to be compared. */
  text: string | undefined;
}

async function send(planned: PlannedRequest, dispatcher: Agent, signal: AbortSignal): Promise<Answer> {
  const { method, url, headers, body } = planned;
  const response = await request(url, {
    method: method as 'GET',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    dispatcher,
    signal,
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes <= MAX_ANSWER_BYTES) chunks.push(chunk);
  }
  const flat = Object.entries(response.headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    status: response.statusCode,
    headers: Object.fromEntries(flat),
    text: bytes <= MAX_ANSWER_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined,
  };
}

function judge({ expect }: PlannedRequest, answer: Answer, duration_ms: number): string[] {
  const problems: string[] = [];
  if (answer.status !== expect.status) problems.push(`status ${answer.status} instead of ${expect.status}`);
  for (const [name, value] of Object.entries(expect.headers ?? {})) {
    const actual = answer.headers[name];
    if (actual !== value)
      problems.push(`header ${name} is ${actual === undefined ? 'absent' : `"${actual}"`}, not "${value}"`);
  }
  if (expect.body) problems.push(...compareBody(expect.body, answer.text));
  if (expect.max_ms !== undefined && duration_ms > expect.max_ms)
    problems.push(`took ${duration_ms} ms, at most ${expect.max_ms} ms are accepted`);
  return problems;
}

function compareBody(expected: NonNullable<PlannedRequest['expect']['body']>, text: string | undefined): string[] {
  if (text === undefined) return [`the body is larger than ${MAX_ANSWER_BYTES} bytes and was not compared`];
  const actual = parseJson(text);
  if (typeof expected.value === 'string' && text === expected.value) return [];
  if (expected.compare === 'equal' && isDeepStrictEqual(actual, expected.value)) return [];
  const path = findDifference(expected.value, actual, '', expected.compare === 'subset');
  return path === undefined ? [] : [`the body differs at ${path === '' ? 'its root' : path}`];
}

/** Pointer to the first difference; with `subset`, objects may hold more than what is expected. */
function findDifference(wanted: unknown, actual: unknown, at: string, subset: boolean): string | undefined {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(actual) || actual.length !== wanted.length) return at;
    return firstOf(wanted.map((item, index) => () => findDifference(item, actual[index], `${at}/${index}`, subset)));
  }
  if (!isRecord(wanted)) return Object.is(wanted, actual) ? undefined : at;
  if (!isRecord(actual)) return at;
  const names = subset ? Object.keys(wanted) : [...new Set([...Object.keys(wanted), ...Object.keys(actual)])];
  return firstOf(
    names.map((name) => () => {
      const both = Object.hasOwn(wanted, name) && Object.hasOwn(actual, name);
      return both ? findDifference(wanted[name], actual[name], `${at}/${name}`, subset) : `${at}/${name}`;
    }),
  );
}

function firstOf(looks: (() => string | undefined)[]): string | undefined {
  for (const look of looks) {
    const found = look();
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The whole of a run. p95 is the nearest rank over all requests that were answered. */
export function summarize(
  results: RequestResult[],
  { scenario, persona, session }: Pick<ScenarioReport, 'scenario' | 'persona' | 'session'>,
): ScenarioReport {
  const passed_count = results.filter(({ passed }) => passed).length;
  const times = results.filter(({ status }) => status !== null).map(({ duration_ms }) => duration_ms);
  times.sort((a, b) => a - b);
  return {
    scenario,
    total: results.length,
    passed_count,
    pass_rate: results.length === 0 ? 0 : round(passed_count / results.length, 4),
    p95_ms: times[Math.max(0, Math.ceil(times.length * 0.95) - 1)] ?? 0,
    persona,
    session,
    requests: results,
  };
}

/** Members of ours join what the request says itself; both survive the applications in between. */
export function writeBaggage(members: Record<string, string | null | undefined>, own?: string): string {
  const ours = Object.entries(members).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return [...(own ? [own] : []), ...ours].join(',');
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  if (error.name === 'TimeoutError') return `nothing came within ${TIMEOUT_MS / 1_000} s`;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
