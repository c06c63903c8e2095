// What goes with a reality level, in a few words: the ratio of a blend, the rates of chaos, or where the level comes from.
import type { FederationServiceView } from '@mockops/contract';

export function describeReality(service: FederationServiceView): string {
  if (service.reality_level === 'blended') return `${toPercent(service.blend_ratio ?? 0)} real`;
  if (service.reality_level === 'chaos_driven') {
    const { error_rate = 0, delay_rate = 0 } = service.chaos ?? {};
    return `${toPercent(error_rate)} errors, ${toPercent(delay_rate)} late`;
  }
  return service.reality_reason;
}

const toPercent = (share: number): string => `${Math.round(share * 100)} %`;
