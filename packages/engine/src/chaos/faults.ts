// Injected faults: a delay, then perhaps an error instead of the answer. Pure: what happens is drawn from the given stream.
import type { ProblemDocument } from '@mockops/contract';
import { type Answer, buildAnswer } from '../compile/answer.ts';
import { type RealityPreset, sampleLatency } from '../reality/presets.ts';

export interface Chaos {
  /** Latency of the level plus an injected delay, before the answer or the error. */
  delay_ms: number;
  /** Status to answer with instead, or null. */
  status: number | null;
}

const CALM: Chaos = { delay_ms: 0, status: null };

export function drawChaos(preset: RealityPreset, random: () => number): Chaos {
  const { latency, faults } = preset;
  if (latency.distribution === 'none' && faults.error_rate === 0 && faults.delay_rate === 0) return CALM;
  let delay_ms = sampleLatency(latency, random);
  if (random() < faults.delay_rate) {
    delay_ms += faults.min_delay_ms + random() * (faults.max_delay_ms - faults.min_delay_ms);
  }
  if (random() >= faults.error_rate) return { delay_ms, status: null };
  const status = faults.status_codes[Math.floor(random() * faults.status_codes.length)] ?? 500;
  if (status === 408) delay_ms += faults.timeout_ms;
  return { delay_ms, status };
}

export function buildFault(status: number): Answer {
  const document: ProblemDocument = {
    type: 'https://mockops.dev/problems/injected-fault',
    title: 'Injected fault',
    status,
    detail: `MockOps answered ${status} on purpose; the x-mockops-reality header says which level does this.`,
    hint: 'Send `x-mockops-reality: mock_v1` for an answer without faults, or change the level or its chaos rates.',
  };
  return buildAnswer({
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: document,
    origin: 'fault',
  });
}
