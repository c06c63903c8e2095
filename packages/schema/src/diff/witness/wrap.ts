// Puts a value where it belongs inside a whole message: from the place of the change outwards, each container a sample of its own schema.
import { isObject } from '../../json.ts';
import type { Sampler } from '../../sample/sampler.ts';
import type { Edge, PairNode } from '../schemas/node.ts';

const SEEDS = ['a', 'b'];

export function* wrap(
  value: unknown,
  edges: Edge[],
  root: PairNode,
  from: 'before' | 'after',
  sampler: Sampler,
): Generator<unknown> {
  if (edges.length === 0) yield value;
  else
    for (const seed of SEEDS) {
      let inside = value;
      for (let index = edges.length - 1; index >= 0; index -= 1) {
        const edge = edges[index];
        const container = index === 0 ? root : edges[index - 1]?.node;
        if (!edge || !container) continue;
        // An alternative is the value of its container.
        if (edge.segment === '') continue;
        const schema = from === 'before' ? container.before : container.after;
        inside = place(inside, edge, sampler.sample(schema, { seed }));
      }
      yield inside;
    }
}

function place(value: unknown, { segment, path }: Edge, container: unknown): unknown {
  const [keyword, name = ''] = path;
  if (keyword === 'properties') return { ...(isObject(container) ? container : {}), [name]: value };
  if (keyword === 'additionalProperties')
    return {
      ...(isObject(container) ? container : {}),
      [Object.keys(isObject(container) ? container : {})[0] ?? 'some_name']: value,
    };
  const list = Array.isArray(container) ? container : [];
  if (keyword === 'prefixItems') return Object.assign([...list], { [Number(name)]: value });
  return segment === '[]' ? [value, ...list.slice(1)] : value;
}
