// What a witness may be a value of: the whole message, and the parts of it that lead to the change, the outermost first. A part stands
// alone where no whole message shows the change: something else in it refuses all of them, or another alternative takes them.
import { refName } from '../../keywords.ts';
import type { Edge, PairNode } from '../schemas/node.ts';
import type { Cause } from './tell.ts';

export interface Part {
  /** `request body`, `request body: message.components`, `component Pet: owner`. */
  name: string;
  node: PairNode;
  /** From there to the change. */
  edges: Edge[];
}

/** An alternative has a name where it is a component of both contracts; what has none is passed over. */
export function* partsOf({ trail: { use, edges } }: Cause): Generator<Part> {
  yield { name: use.place, node: use.node, edges };
  let start: string | undefined = use.place;
  let inside = '';
  for (const [index, { segment, node }] of edges.entries()) {
    const component = refName(node.before);
    if (component !== undefined && component === refName(node.after)) [start, inside] = [`component ${component}`, ''];
    else if (segment === '') start = undefined;
    else inside += segment;
    if (start === undefined) continue;
    const name = inside === '' ? start : `${start}: ${inside.replace(/^\./, '')}`;
    yield { name, node, edges: edges.slice(index + 1) };
  }
}
