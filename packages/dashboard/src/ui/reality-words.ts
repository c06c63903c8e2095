// Reality levels in words for people who choose one.
import { REALITY_LEVELS, type RealityLevel } from '@mockops/contract';

const MEANING: Readonly<Record<RealityLevel, string>> = {
  real: 'every answer from the upstream',
  mock_v1: 'static stubs, no delay, no errors',
  mock_v2: 'light simulation, short delays',
  mock_v3: 'moderate realism, 5 % errors',
  mock_v4: 'high realism, 10 % errors',
  mock_v5: 'production chaos, 15 % errors',
  blended: 'part upstream, part mock',
  chaos_driven: 'faults at rates of your choice',
};

export const REALITY_OPTIONS = REALITY_LEVELS.map((level) => ({ value: level, label: `${level} — ${MEANING[level]}` }));

export const findRealityLevel = (word: string): RealityLevel | undefined =>
  REALITY_LEVELS.find((level) => level === word);

/** Levels that need an upstream to ask. */
export const asksUpstream = (level: RealityLevel): boolean => level === 'real' || level === 'blended';
