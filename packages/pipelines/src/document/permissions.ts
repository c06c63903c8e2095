// What a pipeline may touch. Without `permissions` everything that its organisation allows; with them, what is not named is denied.
import type { Permissions } from '@mockops/contract';
import { matchesGlob } from '../trigger/condition.ts';
import type { Need } from './known.ts';

export function isPermitted(permissions: Permissions | undefined, { kind, target }: Need): boolean {
  if (!permissions) return true;
  const granted = permissions[kind];
  if (granted === undefined || granted === 'none') return false;
  if (typeof granted !== 'string') return granted.some((glob) => matchesGlob(target, glob));
  // Who may write may run, and who may run may read.
  return granted === target || (granted === 'write' && target === 'run') || (granted !== 'emit' && target === 'read');
}

/** `sdk: write`, `git: ["acme/api"]`: as it would be written. */
export function showNeed({ kind, target }: Need, permissions: Permissions | undefined): string {
  return typeof permissions?.[kind] !== 'string' && !ACCESS.has(kind) ? `${kind}: ["${target}"]` : `${kind}: ${target}`;
}

/** Kinds that are granted as a whole; the others are granted by name. */
export const ACCESS: ReadonlySet<keyof Permissions> = new Set([
  'sdk',
  'drift',
  'coverage',
  'schema',
  'scenario',
  'federation',
  'reality',
  'events',
] as const);
