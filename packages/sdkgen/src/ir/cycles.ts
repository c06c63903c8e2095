// Types that contain themselves. Loops that no value could ever end (an alias of itself) are cut with `any`; aliases
// that pass through arrays or maps are marked; direct containment is reported, for languages where it needs a pointer.

import type { TypeDef, TypeRef } from './model.ts';
import { namesIn } from './refs.ts';

type Types = Map<string, TypeDef>;
type Edges = ReadonlyMap<string, readonly string[]>;

export function cutEndlessAliases(types: Types): void {
  const components = componentsOf(edgesOf(types, (type) => (type.kind === 'object' ? [] : directRefs(type))));
  for (const type of types.values()) {
    const cut = (ref: TypeRef): TypeRef => {
      if (ref.kind === 'nullable') return { kind: 'nullable', of: cut(ref.of) };
      if (ref.kind !== 'named' || types.get(ref.name)?.kind === 'object') return ref;
      return inOne(components, type.name, ref.name) ? { kind: 'any' } : ref;
    };
    if (type.kind === 'alias') type.to = cut(type.to);
    if (type.kind === 'union') type.members = type.members.map(cut);
  }
}

export function markRecursiveAliases(types: Types): void {
  const edges = edgesOf(types, (type) => (type.kind === 'alias' ? namesIn(type.to) : []));
  const components = componentsOf(edges);
  for (const type of types.values()) {
    if (type.kind === 'alias') type.recursive = inOne(components, type.name, type.name);
  }
}

export function findDirectCycles(types: Types): (a: string, b: string) => boolean {
  const components = componentsOf(edgesOf(types, directRefs));
  return (a, b) => inOne(components, a, b);
}

const direct = (ref: TypeRef): string[] =>
  ref.kind === 'named' ? [ref.name] : ref.kind === 'nullable' ? direct(ref.of) : [];

function directRefs(type: TypeDef): string[] {
  if (type.kind === 'object') return type.fields.flatMap((field) => direct(field.type));
  if (type.kind === 'union') return type.members.flatMap(direct);
  return type.kind === 'alias' ? direct(type.to) : [];
}

const edgesOf = (types: Types, refs: (type: TypeDef) => string[]): Edges =>
  new Map([...types.values()].map((type) => [type.name, refs(type)]));

interface Components {
  of: ReadonlyMap<string, number>;
  selfLoops: ReadonlySet<string>;
}

function inOne(components: Components, a: string, b: string): boolean {
  const component = components.of.get(a);
  if (component === undefined || component !== components.of.get(b)) return false;
  return a !== b || components.selfLoops.has(a);
}

/** Strongly connected components (Tarjan), without recursion: real contracts have chains of thousands. */
function componentsOf(edges: Edges): Components {
  const order = new Map<string, { index: number; low: number; open: boolean }>();
  const of = new Map<string, number>();
  const sizes = new Map<number, number>();
  const stack: string[] = [];
  const open = (name: string) => {
    const state = { index: order.size, low: order.size, open: true };
    order.set(name, state);
    stack.push(name);
    return { name, state, next: 0 };
  };
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    const work = [open(root)];
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const child = (edges.get(top.name) ?? [])[top.next];
      if (child !== undefined) {
        top.next += 1;
        const seen = order.get(child);
        if (seen === undefined) {
          if (edges.has(child)) work.push(open(child));
        } else if (seen.open) top.state.low = Math.min(top.state.low, seen.index);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) parent.state.low = Math.min(parent.state.low, top.state.low);
      if (top.state.low === top.state.index) closeComponent(top.name, top.state.index);
    }
  }
  const selfLoops = new Set<string>();
  for (const [name, targets] of edges) {
    const many = (sizes.get(of.get(name) ?? -1) ?? 0) > 1;
    if (many || targets.includes(name)) selfLoops.add(name);
  }
  return { of, selfLoops };

  function closeComponent(root: string, id: number): void {
    for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
      const state = order.get(name);
      if (state !== undefined) state.open = false;
      of.set(name, id);
      sizes.set(id, (sizes.get(id) ?? 0) + 1);
      if (name === root) return;
    }
  }
}
