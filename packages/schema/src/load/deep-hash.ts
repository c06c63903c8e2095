// One hash per component that covers everything it leads to, in one pass over the references: components in a circle share theirs.
// Without it, each operation would walk and hash all that it reaches, which grows with operations times components.
import { byText, sha256 } from '../json.ts';

export interface HashedNode {
  hash: string;
  mentions: Set<string>;
}

/** Tarjan's strongly connected components, with its own stack instead of calls. */
export function deepHashes(nodes: ReadonlyMap<string, HashedNode>): Map<string, string> {
  const deep = new Map<string, string>();
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const circle: string[] = [];

  const close = (name: string): void => {
    const members = circle.splice(circle.lastIndexOf(name));
    const own = members.map((member) => `${member}:${nodes.get(member)?.hash}`).sort(byText);
    const beyond = new Set<string>();
    for (const member of members)
      for (const next of nodes.get(member)?.mentions ?? []) {
        const hash = deep.get(next);
        if (hash !== undefined) beyond.add(`${next}:${hash}`);
      }
    const hash = sha256(JSON.stringify([own, [...beyond].sort(byText)]));
    for (const member of members) deep.set(member, hash);
  };

  const open = (name: string) => {
    order.set(name, order.size);
    low.set(name, order.get(name) ?? 0);
    circle.push(name);
    return { name, next: [...(nodes.get(name)?.mentions ?? [])].filter((other) => nodes.has(other)) };
  };
  const lower = (name: string, value: number) => void low.set(name, Math.min(low.get(name) ?? value, value));

  for (const start of nodes.keys()) {
    if (order.has(start)) continue;
    const way = [open(start)];
    for (let here = way.at(-1); here; here = way.at(-1)) {
      const next = here.next.pop();
      if (next !== undefined) {
        if (!order.has(next)) way.push(open(next));
        else if (!deep.has(next)) lower(here.name, order.get(next) ?? 0);
        continue;
      }
      way.pop();
      if (low.get(here.name) === order.get(here.name)) close(here.name);
      const above = way.at(-1);
      if (above && !deep.has(here.name)) lower(above.name, low.get(here.name) ?? 0);
    }
  }
  return deep;
}
