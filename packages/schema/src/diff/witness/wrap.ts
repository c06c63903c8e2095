// Puts a value where it belongs inside a whole message: from the place of the change outwards, each container a sample of its own schema.
import { isObject, toPointer } from '../../json.ts';
import type { Edge, PairNode } from '../schemas/node.ts';
import type { Maker } from './minimal.ts';

export interface Wrapped {
  value: unknown;
  /** Where the value is inside. */
  pointer: string;
}

/** With what is required only, then with whatever a sample has. */
export function* wrap(
  value: unknown,
  edges: Edge[],
  root: PairNode,
  from: 'before' | 'after',
  maker: Maker,
): Generator<Wrapped> {
  for (const isWhole of edges.length === 0 ? [true] : [false, true]) {
    let inside: Wrapped = { value, pointer: '' };
    for (let index = edges.length - 1; index >= 0; index -= 1) {
      const edge = edges[index];
      const container = index === 0 ? root : edges[index - 1]?.node;
      // An alternative is the value of its container.
      if (!edge || !container || edge.segment === '') continue;
      const schema = from === 'before' ? container.before : container.after;
      inside = place(inside, edge, isWhole ? maker.sample(schema, 'a') : maker.minimal(schema));
    }
    yield inside;
  }
}

function place({ value, pointer }: Wrapped, { segment, path }: Edge, container: unknown): Wrapped {
  const [keyword, name = ''] = path;
  const object = isObject(container) ? container : {};
  if (keyword === 'properties') return { value: { ...object, [name]: value }, pointer: toPointer(name) + pointer };
  if (keyword === 'additionalProperties') {
    const key = Object.keys(object)[0] ?? 'some_name';
    return { value: { ...object, [key]: value }, pointer: toPointer(key) + pointer };
  }
  const list: unknown[] = Array.isArray(container) ? container : [];
  if (keyword === 'prefixItems')
    return { value: Object.assign([...list], { [Number(name)]: value }), pointer: toPointer(name) + pointer };
  return segment === '[]' ? { value: [value, ...list.slice(1)], pointer: `/0${pointer}` } : { value, pointer };
}
