// What a pipeline may touch: each need of a step against the pipeline's `permissions`. In: both. Out: a sentence for each need that is not granted.
// Without `permissions` everything is allowed (decision 0020). Called before every attempt, and when a pipeline is saved for configs without templates.
import type { Permissions } from '@mockops/contract';
import type { Need } from '@mockops/pipelines';
import { isPermitted, matchesGlob } from '@mockops/pipelines';

/** How the sentence says it, and how its target stands in it. */
const VERBS: Record<Exclude<keyof Permissions, AccessKind>, (target: string) => string> = {
  promote: (target) => `promote to ${target}`,
  git: (target) => `touch repository ${target}`,
  notify: (target) => `send to ${target}`,
  http: (target) => `call ${target}`,
  call: (target) => `call pipeline ${target}`,
};
type AccessKind = 'sdk' | 'drift' | 'coverage' | 'schema' | 'scenario' | 'federation' | 'reality' | 'events';

export function checkNeeds(
  pipeline: { name: string; permissions?: Permissions | undefined },
  needs: readonly Need[],
): string[] {
  const { name, permissions } = pipeline;
  if (!permissions) return [];
  const refused = needs.filter((need) => !isPermitted(permissions, need));
  return [...new Set(refused.map((need) => tell(name, need)))];
}

function tell(pipeline: string, { kind, target }: Need): string {
  const who = `pipeline ${JSON.stringify(pipeline)} may not`;
  if (!isListed(kind)) return `${who} ${target} ${kind}; set permissions.${kind}: ${target}`;
  return `${who} ${VERBS[kind](JSON.stringify(target))}; add it to permissions.${kind}`;
}

function isListed(kind: keyof Permissions): kind is keyof typeof VERBS {
  return kind in VERBS;
}

/** Whether one of the grants names a value that came from outside: then somebody answers for it. */
export function isNamed(permissions: Permissions | undefined, value: string): boolean {
  return Object.values(permissions ?? {}).some(
    (granted) => Array.isArray(granted) && granted.some((glob) => matchesGlob(value, glob)),
  );
}
