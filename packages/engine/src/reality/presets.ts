// What each mock level feels like: latency and faults. The numbers are those that MockForge users know (levels 1 to 5).

/** Injected faults; rates 0..1, times in milliseconds. */
export interface FaultProfile {
  error_rate: number;
  status_codes: readonly number[];
  delay_rate: number;
  min_delay_ms: number;
  max_delay_ms: number;
  /** How long a 408 lets the client wait before it is said. */
  timeout_ms: number;
}

export type LatencyProfile =
  | { distribution: 'none' }
  | { distribution: 'uniform'; min_ms: number; max_ms: number }
  | { distribution: 'normal'; mean_ms: number; std_dev_ms: number; min_ms: number; max_ms: number }
  | { distribution: 'pareto'; mean_ms: number; shape: number; min_ms: number; max_ms: number };

export interface RealityPreset {
  name: string;
  latency: LatencyProfile;
  faults: FaultProfile;
}

const NO_FAULTS: FaultProfile = {
  error_rate: 0,
  status_codes: [],
  delay_rate: 0,
  min_delay_ms: 0,
  max_delay_ms: 0,
  timeout_ms: 0,
};

export const QUIET: RealityPreset = { name: 'quiet', latency: { distribution: 'none' }, faults: NO_FAULTS };

export const REALITY_PRESETS = {
  mock_v1: { name: 'static_stubs', latency: { distribution: 'none' }, faults: NO_FAULTS },
  mock_v2: {
    name: 'light_simulation',
    latency: { distribution: 'uniform', min_ms: 10, max_ms: 50 },
    faults: NO_FAULTS,
  },
  mock_v3: {
    name: 'moderate_realism',
    latency: { distribution: 'normal', mean_ms: 125, std_dev_ms: 30, min_ms: 50, max_ms: 200 },
    faults: {
      error_rate: 0.05,
      status_codes: [500, 502, 503],
      delay_rate: 0.1,
      min_delay_ms: 50,
      max_delay_ms: 200,
      timeout_ms: 0,
    },
  },
  mock_v4: {
    name: 'high_realism',
    latency: { distribution: 'normal', mean_ms: 300, std_dev_ms: 80, min_ms: 100, max_ms: 500 },
    faults: {
      error_rate: 0.1,
      status_codes: [500, 502, 503, 504],
      delay_rate: 0.2,
      min_delay_ms: 100,
      max_delay_ms: 500,
      timeout_ms: 0,
    },
  },
  mock_v5: {
    name: 'production_chaos',
    // The base of 1100 ms is read as the mean: a Pareto scale of 1100 would never come under it.
    latency: { distribution: 'pareto', mean_ms: 1100, shape: 2, min_ms: 200, max_ms: 2000 },
    faults: {
      error_rate: 0.15,
      status_codes: [500, 502, 503, 504, 408],
      delay_rate: 0.3,
      min_delay_ms: 200,
      max_delay_ms: 2000,
      timeout_ms: 5000,
    },
  },
} as const satisfies Record<string, RealityPreset>;

/** One latency in milliseconds. Draws once from `random`, twice for the normal distribution. */
export function sampleLatency(profile: LatencyProfile, random: () => number): number {
  switch (profile.distribution) {
    case 'none':
      return 0;
    case 'uniform':
      return profile.min_ms + random() * (profile.max_ms - profile.min_ms);
    case 'normal': {
      // Box–Muller; 1 - u because the logarithm of 0 is not a latency.
      const deviation = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      return clamp(profile.mean_ms + deviation * profile.std_dev_ms, profile.min_ms, profile.max_ms);
    }
    case 'pareto': {
      const scale = (profile.mean_ms * (profile.shape - 1)) / profile.shape;
      return clamp(scale / (1 - random()) ** (1 / profile.shape), profile.min_ms, profile.max_ms);
    }
  }
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
