// Where a message stands inside the request or response of an operation: the shortest way from its body down to it.
// In: one side, and the operations that both sides serve. Out: a whole body around a message.
import type { ApiModel } from '../../model.ts';
import type { ProtoField } from '../descriptor.ts';
import { minimalMessage } from './samples.ts';
import { memberOf, type ProtoSide } from './side.ts';

interface Whole {
  /** `POST /pkg.Service/Method`. */
  operation: string;
  /** The message of its body. */
  type_name: string;
  value: unknown;
  /** Members from the body down to the message. */
  path: string[];
}

export interface Routes {
  /** Undefined when no operation of both sides holds the message. */
  wrap(type_name: string, value: unknown): Whole | undefined;
}

interface Step {
  operation: string;
  type_name: string;
  depth: number;
  up?: { step: Step; field: ProtoField };
}

/** Deeper messages are shown alone. */
const MAX_DEPTH = 12;

export function createRoutes(side: ProtoSide, api: ApiModel, other: ApiModel, part: 'request' | 'response'): Routes {
  const served = new Set(other.operations.map(({ key }) => key));
  const queue: Step[] = [];
  const steps = new Map<string, Step>();
  const add = (step: Step) => {
    if (steps.has(step.type_name)) return;
    steps.set(step.type_name, step);
    queue.push(step);
  };
  for (const { key, path } of api.operations) {
    const method = side.method(path.slice(1).replace('/', '.'));
    if (method && served.has(key)) add({ operation: key, type_name: method[part], depth: 0 });
  }
  for (let at = 0; at < queue.length; at += 1) {
    const step = queue[at];
    if (!step || step.depth === MAX_DEPTH) break;
    const depth = step.depth + 1;
    for (const field of side.message(step.type_name)?.fields ?? []) {
      const target = side.entry(field)?.value ?? field;
      if ((target.type === 'message' || target.type === 'group') && target.type_name)
        add({ operation: step.operation, type_name: target.type_name, depth, up: { step, field } });
    }
  }

  return {
    wrap(type_name, value) {
      let step = steps.get(type_name);
      if (!step) return undefined;
      let inside = value;
      const path: string[] = [];
      for (; step.up; step = step.up.step) {
        const { field, step: outer } = step.up;
        const member = memberOf(field);
        const key = keyOf(side, field);
        path.unshift(member, ...(key === undefined ? [] : [key]));
        const placed = field.presence === 'repeated' ? [inside] : key === undefined ? inside : { [key]: inside };
        inside = { ...minimalMessage(side, outer.type_name), [member]: placed };
      }
      return { operation: step.operation, type_name: step.type_name, value: inside, path };
    },
  };
}

function keyOf(side: ProtoSide, field: ProtoField): string | undefined {
  const entry = side.entry(field);
  if (!entry) return field.presence === 'repeated' ? '0' : undefined;
  return entry.key.type === 'string' ? 'name' : entry.key.type === 'bool' ? 'true' : '1';
}
