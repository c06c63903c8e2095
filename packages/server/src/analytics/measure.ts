// Ratios with their parts.
import type { Measure } from '@mockops/contract';

/** The percentage is over those of the denominator that somebody can judge; null when there are none. */
export function measure(numerator: number, denominator: number, unknown = 0): Measure {
  const known = denominator - unknown;
  return { numerator, denominator, unknown, percentage: known === 0 ? null : (numerator / known) * 100 };
}

export function newest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((latest, one) => (one !== null && (latest === null || one > latest) ? one : latest), null);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
