// Where the answer to a request comes from, and why. `planReality` settles what is the same for every request to a target
// (level, ratio, upstream, profile, header text); `decideReality` adds what differs: the session, the entity, the draw.
import {
  type ChaosSettings,
  DEFAULT_REALITY,
  type EnvironmentSettings,
  type FederationService,
  type RealityLevel,
} from '@mockops/contract';
import { type FaultProfile, QUIET, REALITY_PRESETS, type RealityPreset } from './presets.ts';
import { hashUnit } from './random.ts';

type RealityReason = 'request' | 'federation-service' | 'environment' | 'default';

export interface RealityPlan {
  level: RealityLevel;
  reason: RealityReason;
  /** Share of answers taken from the real upstream: 0 for mocks, 1 for `real`. */
  ratio: number;
  upstream: UpstreamAddress | undefined;
  /** Latency and faults laid over mock answers; none over real ones. */
  preset: RealityPreset;
  /** Text of `x-mockops-reality`. */
  text: string;
}

/** `upstream_url`, read once. */
export interface UpstreamAddress {
  /** As it was configured. */
  url: string;
  origin: string;
  /** Path without slashes at its end. */
  base_path: string;
}

export interface RealityInput {
  settings: EnvironmentSettings;
  service?: Pick<FederationService, 'reality_level' | 'blend_ratio' | 'upstream_url' | 'chaos'> | undefined;
  requested?: RealityLevel | undefined;
}

/** Precedence: request, federation service, environment, default. */
export function planReality({ settings, service, requested }: RealityInput): RealityPlan {
  const [level, reason] = chooseLevel(settings.reality_level, service?.reality_level, requested);
  const upstream_url = service?.upstream_url ?? settings.upstream_url;
  const ratio = level === 'blended' ? (service?.blend_ratio ?? settings.blend_ratio ?? 0.5) : level === 'real' ? 1 : 0;
  return {
    level,
    reason,
    ratio,
    upstream: upstream_url === undefined ? undefined : readUpstream(upstream_url),
    preset: choosePreset(level, service?.chaos ?? settings.chaos),
    text: describeReality(level, ratio, reason),
  };
}

export interface RealityDecision {
  side: 'mock' | 'real';
  text: string;
}

export interface DecisionInput {
  seed: string;
  session?: string | undefined;
  /** `POST /charges/{id}`, or null when the contract does not know the request. */
  operation: string | null;
  /** Values of the path parameters, in order. */
  params: readonly string[];
  /** False when no mock can answer, so that only the upstream is left. */
  mockable: boolean;
  draw: () => number;
}

/**
 * A blended service is sticky: one session sees one entity from one side, whatever the order of requests, and raising the
 * ratio only ever moves entities from the mock to the upstream. Without a session each request is a draw.
 */
export function decideReality(plan: RealityPlan, input: DecisionInput): RealityDecision {
  if (plan.level === 'real') return { side: 'real', text: plan.text };
  if (plan.level !== 'blended') return { side: 'mock', text: plan.text };
  if (plan.upstream === undefined) return { side: 'mock', text: explainBlend(plan, 'upstream-missing') };
  if (!input.mockable) return { side: 'real', text: explainBlend(plan, 'no-mock') };
  const point =
    input.session === undefined
      ? input.draw()
      : hashUnit([input.seed, input.session, input.operation ?? '', ...input.params].join('\u0000'));
  return { side: point < plan.ratio ? 'real' : 'mock', text: plan.text };
}

/** Header text of a blended answer that did not follow its ratio. */
export function explainBlend(plan: RealityPlan, why: 'upstream-unavailable' | 'upstream-missing' | 'no-mock'): string {
  return describeReality(plan.level, plan.ratio, why);
}

function chooseLevel(
  environment: RealityLevel | undefined,
  service: RealityLevel | undefined,
  requested: RealityLevel | undefined,
): [RealityLevel, RealityReason] {
  if (requested !== undefined) return [requested, 'request'];
  if (service !== undefined) return [service, 'federation-service'];
  if (environment !== undefined) return [environment, 'environment'];
  return [DEFAULT_REALITY, 'default'];
}

function readUpstream(url: string): UpstreamAddress {
  const { origin, pathname } = new URL(url);
  return { url, origin, base_path: pathname.replace(/\/+$/, '') };
}

function choosePreset(level: RealityLevel, chaos: ChaosSettings | undefined): RealityPreset {
  if (level === 'real' || level === 'blended') return QUIET;
  if (level !== 'chaos_driven') return REALITY_PRESETS[level];
  if (chaos === undefined) return REALITY_PRESETS.mock_v5;
  return { name: 'chaos_driven', latency: { distribution: 'none' }, faults: ownRates(chaos) };
}

/** Rates that are not given are zero: who configures 20 % errors does not expect 30 % delays as well. */
function ownRates(chaos: ChaosSettings): FaultProfile {
  const usual = REALITY_PRESETS.mock_v5.faults;
  const min = chaos.min_delay_ms ?? Math.min(usual.min_delay_ms, chaos.max_delay_ms ?? usual.min_delay_ms);
  return {
    error_rate: chaos.error_rate ?? 0,
    status_codes: chaos.status_codes ?? usual.status_codes,
    delay_rate: chaos.delay_rate ?? 0,
    min_delay_ms: min,
    max_delay_ms: Math.max(min, chaos.max_delay_ms ?? usual.max_delay_ms),
    timeout_ms: 0,
  };
}

function describeReality(level: RealityLevel, ratio: number, why: string): string {
  return level === 'blended' ? `blended; ratio=${ratio}; why=${why}` : `${level}; why=${why}`;
}
