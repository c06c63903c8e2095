// Numbers, shares, times and digests as the pages write them. Pure; the present is an argument.
import type { Measure } from '@mockops/contract';

const NUMBER = new Intl.NumberFormat('en');
export const formatCount = (count: number): string => NUMBER.format(count);

/** `12.4 %`, `100 %`, or `unknown` where nothing is known. */
export function formatPercentage(percentage: number | null): string {
  if (percentage === null) return 'unknown';
  return `${Number.isInteger(percentage) ? percentage : percentage.toFixed(1)} %`;
}

/** `3 of 8 operations, 2 unknown`: of those that can be judged, then how many cannot. */
export function formatParts({ numerator, denominator, unknown }: Measure, things: string): string {
  if (denominator === 0) return 'nothing to count yet';
  const judged = denominator - unknown;
  if (judged === 0 && unknown > 0) return `none of ${formatCount(unknown)} is known yet`;
  const parts = `${formatCount(numerator)} of ${formatCount(judged)} ${things}`;
  return unknown > 0 ? `${parts}, ${formatCount(unknown)} unknown` : parts;
}

/** `340 ms`, `1.2 s`, `31 s`, `2 min 5 s`, `1 h 3 min`, `4 d 2 h` */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return join(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** `just now`, `5 min ago`, `3 h ago`, `12 d ago`; a clock that is ahead reads as now. */
export function formatAge(at: string, now: number): string {
  const seconds = Math.floor((now - Date.parse(at)) / 1_000);
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

const INSTANT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
export const formatTime = (at: string): string => TIME.format(new Date(at));
export const formatInstant = (at: string): string => INSTANT.format(new Date(at));

/** The first 12 characters tell digests apart. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

/** Addresses read better by what tells them apart. */
export const withoutScheme = (url: string): string => url.replace(/^https?:\/\//, '');

/** Change against the period before, or null when there was nothing to compare with. */
export function compareTotals(
  current: number,
  previous: number,
): { direction: 'up' | 'down' | 'same'; text: string } | null {
  if (previous === 0) return null;
  const change = Math.round(((current - previous) / previous) * 100);
  if (change === 0) return { direction: 'same', text: 'as many as before' };
  return {
    direction: change > 0 ? 'up' : 'down',
    text: `${Math.abs(change)} % ${change > 0 ? 'more' : 'fewer'} than before`,
  };
}
