// What a pipeline may touch: each need of a step against the pipeline's `permissions`. In: both. Out: a sentence for each need that is not granted.
// Without `permissions` everything is allowed (decision 0020). Called before every attempt, and when a pipeline is saved for configs without templates.
import type { Permissions } from '@mockops/contract';
import type { Need } from './steps/step-type.ts';

/** How the sentence says it, and how its target stands in it. */
const VERBS: Record<Exclude<keyof Permissions, AccessKind>, (target: string) => string> = {
  promote: (target) => `promote to ${target}`,
  git: (target) => `touch repository ${target}`,
  notify: (target) => `send to ${target}`,
  http: (target) => `call ${target}`,
  call: (target) => `call pipeline ${target}`,
};
type AccessKind = 'sdk' | 'drift' | 'coverage' | 'schema' | 'scenario' | 'federation' | 'reality' | 'events';

/** What each level of access includes. */
const INCLUDES: Record<string, readonly string[]> = {
  read: ['read'],
  run: ['run', 'read'],
  emit: ['emit'],
  write: ['write', 'run', 'read'],
};

export function checkNeeds(
  pipeline: { name: string; permissions?: Permissions | undefined },
  needs: readonly Need[],
): string[] {
  const { name, permissions } = pipeline;
  if (!permissions) return [];
  const refused = needs.filter((need) => !isGranted(permissions, need));
  return [...new Set(refused.map((need) => tell(name, need)))];
}

function isGranted(permissions: Permissions, { kind, target }: Need): boolean {
  const grant = permissions[kind];
  if (grant === undefined) return false;
  if (typeof grant === 'string') return (INCLUDES[grant] ?? []).includes(target);
  return grant.some((glob) => matchesGlob(target, glob));
}

function tell(pipeline: string, { kind, target }: Need): string {
  const who = `pipeline ${JSON.stringify(pipeline)} may not`;
  if (!isListed(kind)) return `${who} ${target} ${kind}; set permissions.${kind}: ${target}`;
  return `${who} ${VERBS[kind](JSON.stringify(target))}; add it to permissions.${kind}`;
}

function isListed(kind: keyof Permissions): kind is keyof typeof VERBS {
  return kind in VERBS;
}

/** `*` is any run of characters, also none; everything else is itself. In linear time whatever the glob. */
export function matchesGlob(text: string, glob: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
