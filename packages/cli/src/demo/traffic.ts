// Sends journeys through the gateway: a share as CI runs, the rest as people, spread evenly over the time. Bounded by a number of
// requests and by the time; out comes what was sent and what answered.
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { CI_JOURNEYS, type Journey, MANUAL_JOURNEYS, type Step } from './journeys.ts';

const CI_RUNS = ['checkout-web-2041', 'checkout-web-2042', 'checkout-app-977', 'nightly-311'] as const;
/** Of ten journeys, so many come from CI. */
const CI_OF_TEN = 7;
const WORKERS = 6;
/** So many requests without a single answer: nobody is there. */
const GIVE_UP_AFTER = 20;
const REQUEST_TIMEOUT_MS = 10_000;

export interface TrafficOptions {
  base_url: string;
  requests: number;
  /** Over which the requests are spread; 0 sends as fast as answers come. */
  duration_ms: number;
  signal: AbortSignal;
  onProgress: (sent: number) => void;
}

export interface TrafficSummary {
  sent: number;
  /** Requests without an answer. */
  failed: number;
  ci_runs: Record<string, number>;
  manual: number;
  personas: Record<string, number>;
  services: Record<string, { requests: number; sources: Record<string, number>; statuses: Record<string, number> }>;
}

/** Who sends: the headers that say so. */
interface Sender {
  ci_run: string | undefined;
  session: string;
}

export async function sendTraffic(options: TrafficOptions): Promise<TrafficSummary> {
  const summary: TrafficSummary = { sent: 0, failed: 0, ci_runs: {}, manual: 0, personas: {}, services: {} };
  const started = performance.now();
  let planned = 0;
  let journeys = 0;
  let unreachable = false;

  /** Waits for the moment of the next request; false when there is none. */
  const takeTurn = async (): Promise<boolean> => {
    if (planned >= options.requests || options.signal.aborted || unreachable) return false;
    const due = (planned * options.duration_ms) / options.requests;
    planned += 1;
    const wait = due - (performance.now() - started);
    if (wait > 0) await sleep(wait, undefined, { signal: options.signal }).catch(() => undefined);
    return !options.signal.aborted;
  };

  const travel = async (journey: Journey, sender: Sender): Promise<void> => {
    let token: string | undefined;
    for (const step of journey.steps) {
      if (!(await takeTurn())) return;
      const answer = await send(options, step, buildHeaders(journey, sender, step.signed_in && token));
      record(summary, step, journey, sender, answer);
      token = answer?.access_token ?? token;
      options.onProgress(summary.sent);
      unreachable = summary.failed === summary.sent && summary.sent >= GIVE_UP_AFTER;
    }
  };

  const work = async (): Promise<void> => {
    while (planned < options.requests && !options.signal.aborted && !unreachable) {
      const number = journeys;
      journeys += 1;
      await travel(...chooseJourney(number));
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  if (unreachable) throw new Failure(`Nothing answers at ${options.base_url}; is the gateway running?`);
  return summary;
}

/** Round robin, so that every journey and CI run has its share whatever the number of requests. */
function chooseJourney(number: number): [Journey, Sender] {
  const round = Math.floor(number / 10);
  const turn = number % 10;
  const isCi = turn < CI_OF_TEN;
  const list = isCi ? CI_JOURNEYS : MANUAL_JOURNEYS;
  const place = isCi ? round * CI_OF_TEN + turn : round * (10 - CI_OF_TEN) + turn - CI_OF_TEN;
  const journey = list[place % list.length];
  if (!journey) throw new Error('there are no journeys');
  const ci_run = isCi ? CI_RUNS[round % CI_RUNS.length] : undefined;
  return [journey, { ci_run, session: `${ci_run ?? 'browser'}-${number}` }];
}

function buildHeaders(
  journey: Journey,
  { ci_run, session }: Sender,
  token: string | undefined,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'mockops-session': session,
    'mockops-persona': journey.persona,
    ...(journey.scenario !== undefined && { 'mockops-scenario': journey.scenario }),
    ...(ci_run !== undefined && { 'mockops-ci-run': ci_run, 'mockops-test': journey.name }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
}

interface Answer {
  status: number;
  source: string;
  access_token: string | undefined;
}

/** Undefined when there was no answer; faults on purpose are answers. */
async function send(options: TrafficOptions, step: Step, headers: Record<string, string>): Promise<Answer | undefined> {
  const [method = 'GET', path = ''] = step.request.split(' ');
  try {
    const response = await fetch(options.base_url + path, {
      method,
      headers,
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
      ...(step.body !== undefined && { body: JSON.stringify(step.body) }),
    });
    const text = await response.text();
    const source = response.headers.get('x-mockops-source') ?? 'unknown';
    return { status: response.status, source, access_token: /"access_token":"([^"]+)"/.exec(text)?.[1] };
  } catch {
    return undefined;
  }
}

function record(
  summary: TrafficSummary,
  step: Step,
  journey: Journey,
  { ci_run }: Sender,
  answer: Answer | undefined,
): void {
  summary.sent += 1;
  count(summary.personas, journey.persona);
  if (ci_run === undefined) summary.manual += 1;
  else count(summary.ci_runs, ci_run);
  const name = step.request.split('/')[1] ?? '';
  const service = summary.services[name] ?? { requests: 0, sources: {}, statuses: {} };
  summary.services[name] = service;
  service.requests += 1;
  if (!answer) {
    summary.failed += 1;
    return;
  }
  count(service.sources, answer.source);
  count(service.statuses, `${Math.floor(answer.status / 100)}xx`);
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
