// Which steps have ended when a step begins: those that it needs, directly or not. A step that says nothing needs the one before it in its list; a hook
// also sees every step of the lists before its own. Unknown names and cycles are found here.
import { didYouMean, formatPath, type Issue, type SourceMap, STEP_SECTIONS } from '@mockops/contract';
import type { Draft, DraftStep } from './draft.ts';

export interface Graph {
  /** Positions of the steps that have ended; undefined when it cannot be known. */
  before: (step: number) => ReadonlySet<number> | undefined;
  position: (name: string) => number | undefined;
}

export function createGraph(draft: Draft): Graph {
  const { steps } = draft;
  const positions = new Map<string, number>();
  for (const [position, { name }] of steps.entries()) {
    if (name !== undefined && !positions.has(name)) positions.set(name, position);
  }
  const known = new Map<number, ReadonlySet<number> | undefined>();
  const before = (position: number): ReadonlySet<number> | undefined => {
    if (known.has(position)) return known.get(position);
    // In a cycle nothing has ended; it has its own finding.
    known.set(position, new Set());
    const found = collect(position);
    known.set(position, found);
    return found;
  };
  const collect = (position: number): Set<number> | undefined => {
    const direct = needsOf(steps, position, positions);
    if (!direct) return undefined;
    const found = new Set(earlierSections(steps, position));
    for (const need of direct) {
      found.add(need);
      const further = before(need);
      if (!further) return undefined;
      for (const one of further) found.add(one);
    }
    return found;
  };
  // Bottom up, so that a long chain is no deep recursion.
  for (const position of steps.keys()) before(position);
  return { before, position: (name) => positions.get(name) };
}

function needsOf(
  steps: readonly DraftStep[],
  position: number,
  positions: ReadonlyMap<string, number>,
): number[] | undefined {
  const step = steps[position];
  if (!step || step.needs === undefined) return undefined;
  if (step.needs === null) return steps[position - 1]?.section === step.section ? [position - 1] : [];
  return step.needs.flatMap((name) => positions.get(name) ?? []);
}

function earlierSections(steps: readonly DraftStep[], position: number): number[] {
  const rank = (step: DraftStep | undefined) => (step ? STEP_SECTIONS.indexOf(step.section) : -1);
  const own = rank(steps[position]);
  return own <= 0 ? [] : [...steps.keys()].filter((other) => rank(steps[other]) < own);
}

export function checkNeeds(draft: Draft, map: SourceMap): Issue[] {
  const { steps } = draft;
  const names = steps.flatMap(({ name }) => name ?? []);
  const isComplete = names.length === steps.length;
  const issues: Issue[] = [];
  for (const step of steps) {
    for (const [index, need] of (step.needs ?? []).entries()) {
      const path = [...step.path, 'needs', index];
      const place = { path: formatPath(path), at: map.at(path) };
      const found = steps.find(({ name }) => name === need);
      if (found && found.section !== step.section) {
        const message = `step "${need}" is in ${found.section}, and this one in ${step.section}`;
        const hint = 'hooks begin when all steps have ended; leave it out';
        issues.push({ code: 'REF002', ...place, message, hint });
      } else if (!found && isComplete) issues.push({ code: 'REF001', ...place, ...unknownStep(need, names) });
    }
  }
  return [...issues, ...findCycles(steps, map)];
}

export function unknownStep(name: string, names: readonly string[]): { message: string; hint: string } {
  const near = didYouMean(name, names);
  const hint = near ? `did you mean "${near}"?` : `steps are ${names.join(', ')}`;
  return { message: `there is no step "${name}"`, hint };
}

/** One finding for each cycle, at the first `needs` of the file that is part of it. */
function findCycles(steps: readonly DraftStep[], map: SourceMap): Issue[] {
  const positions = new Map(steps.flatMap(({ name }, position) => (name === undefined ? [] : [[name, position]])));
  const issues: Issue[] = [];
  const done = new Set<number>();
  for (const start of steps.keys()) {
    const cycle = cycleFrom(start, (position) => needsOf(steps, position, positions) ?? [], done);
    if (!cycle) continue;
    const at = cycle.find((position) => steps[position]?.needs);
    const step = at === undefined ? undefined : steps[at];
    if (!step) continue;
    const next = cycle[(cycle.indexOf(at ?? 0) + 1) % cycle.length];
    const index = (step.needs ?? []).indexOf(steps[next ?? 0]?.name ?? '');
    const path = [...step.path, 'needs', ...(index === -1 ? [] : [index])];
    const shown = [...cycle, cycle[0] ?? 0].map((position) => steps[position]?.name).join(' → ');
    const message = `steps need each other: ${shown}`;
    issues.push({ code: 'REF003', path: formatPath(path), at: map.at(path), message, hint: 'take one of them away' });
  }
  return issues;
}

/** Depth first without recursion. What is in `done` leads to no new cycle. */
function cycleFrom(start: number, needs: (position: number) => number[], done: Set<number>): number[] | undefined {
  const trail: { position: number; rest: number[] }[] = [];
  const enter = (position: number) => trail.push({ position, rest: needs(position) });
  if (!done.has(start)) enter(start);
  for (let top = trail.at(-1); top; top = trail.at(-1)) {
    const next = top.rest.shift();
    if (next === undefined) {
      done.add(top.position);
      trail.pop();
      continue;
    }
    const from = trail.findIndex(({ position }) => position === next);
    if (from !== -1) {
      for (const { position } of trail) done.add(position);
      return trail.slice(from).map(({ position }) => position);
    }
    if (!done.has(next)) enter(next);
  }
  return undefined;
}
