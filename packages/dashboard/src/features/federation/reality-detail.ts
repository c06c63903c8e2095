// What goes with a reality level, in a few words: the ratio of a blend, the rates of chaos, what a level does by itself.
import type { FederationServiceView } from '@mockops/contract';

export function describeReality(service: FederationServiceView): string {
  switch (service.reality_level) {
    case 'real':
      return 'upstream only';
    case 'mock_v1':
      return 'no faults, no delay';
    case 'mock_v2':
      return 'short delays';
    case 'mock_v3':
      return '5 % errors';
    case 'mock_v4':
      return '10 % errors';
    case 'mock_v5':
      return '15 % errors';
    case 'blended':
      return `${toPercent(service.blend_ratio ?? 0)} real`;
    case 'chaos_driven': {
      const { error_rate = 0, delay_rate = 0 } = service.chaos ?? {};
      return `${toPercent(error_rate)} errors, ${toPercent(delay_rate)} late`;
    }
    default:
      return service.reality_reason;
  }
}

const toPercent = (share: number): string => `${Math.round(share * 100)} %`;
