// What a request says about itself: session, persona, scenario, CI run and test, by header or by W3C baggage, which survives
// the applications in between. A header wins over baggage.
import { Problem, REALITY_LEVELS, type RealityLevel, type TrafficClass } from '@mockops/contract';

export interface RequestContext {
  session: string | undefined;
  persona: string | undefined;
  scenario: string | undefined;
  ci_run: string | undefined;
  test: string | undefined;
  environment: string | undefined;
  class: TrafficClass;
}

type Headers = { readonly [name: string]: string | readonly string[] | undefined };
type Member = 'session' | 'persona' | 'scenario' | 'ci-run' | 'test';

/** Longer names are cut: they go into counters and headers. */
const MAX_LENGTH = 200;

/** What most requests say. */
const NOTHING: RequestContext = Object.freeze({
  session: undefined,
  persona: undefined,
  scenario: undefined,
  ci_run: undefined,
  test: undefined,
  environment: undefined,
  class: 'manual',
});

export function readContext(headers: Headers): RequestContext {
  if (!saysSomething(headers)) return NOTHING;
  const baggage = text(headers.baggage);
  const members = baggage?.includes('mockops-') ? readBaggage(baggage) : undefined;
  const member = (name: Member) => {
    const own = text(headers[`mockops-${name}`]) ?? text(headers[`x-mockops-${name}`]);
    return (own ?? text(headers[`x-mockforge-${name}`]) ?? members?.get(`mockops-${name}`))?.slice(0, MAX_LENGTH);
  };
  const ci_run = member('ci-run');
  return {
    session: member('session'),
    persona: member('persona'),
    scenario: member('scenario'),
    ci_run,
    test: member('test'),
    environment: text(headers['x-mockops-environment']) ?? text(headers['x-mockforge-environment']),
    class: ci_run !== undefined ? 'ci' : headers['mockops-synthetic'] === '1' ? 'synthetic' : 'manual',
  };
}

/** Asking for each name that may be there costs ten times as much as looking at those that are. */
function saysSomething(headers: Headers): boolean {
  for (const name in headers) {
    if (name.startsWith('mockops-') || name.startsWith('x-mock') || name === 'baggage') return true;
  }
  return false;
}

/** `x-mockops-reality: mock_v1`. Throws the Problem that lists the levels. */
export function readRequestedReality(headers: Headers): RealityLevel | undefined {
  const given = text(headers['x-mockops-reality']);
  if (given === undefined) return undefined;
  const level = given === 'mock' ? 'mock_v3' : REALITY_LEVELS.find((one) => one === given);
  if (level) return level;
  const known = REALITY_LEVELS.join(', ');
  throw new Problem('bad-request', `header x-mockops-reality: there is no level "${given}"; use one of ${known}`);
}

/** Without the members that are ours; undefined when nothing is left. Other members stay as they were written. */
export function stripBaggage(baggage: string): string | undefined {
  const kept = baggage.split(',').filter((member) => !/^\s*mockops-/i.test(member));
  return kept.length > 0 ? kept.join(',') : undefined;
}

function readBaggage(baggage: string): Map<string, string> {
  const members = new Map<string, string>();
  for (const member of baggage.split(',').slice(0, 64)) {
    const [pair = ''] = member.split(';', 1);
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim().toLowerCase();
    if (at < 0 || !name.startsWith('mockops-') || members.has(name)) continue;
    const value = decode(pair.slice(at + 1).trim());
    if (value) members.set(name, value);
  }
  return members;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function text(value: string | readonly string[] | undefined): string | undefined {
  const first = typeof value === 'string' || value === undefined ? value : value[0];
  return first === '' ? undefined : first;
}
