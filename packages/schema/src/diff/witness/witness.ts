// Witnesses: for a change inside a message, a whole message that one side accepts and the other refuses. What is likely to differ is put
// where the change is, inside a sample of the side that the message comes from; only what both validators confirm is told.
import { SchemaWitness } from '@mockops/contract';
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { ApiModel, JsonSchema } from '../../model.ts';
import { createSampler, type Sampler } from '../../sample/sampler.ts';
import { createCompiler } from '../../validate/compile.ts';
import type { Draft } from '../gather.ts';
import type { Direction } from '../schemas/finding.ts';
import { candidatesFor } from './candidates.ts';
import { shrink } from './shrink.ts';
import { wrap } from './wrap.ts';

export type Cause = NonNullable<Draft['cause']>;

export interface Witnesses {
  /** Undefined when none was found within the effort: the change may still be one. */
  find(cause: Cause): SchemaWitness | undefined;
}

/** One side of the comparison, as far as messages of one direction go. */
interface Side {
  check: (schema: JsonSchema) => (value: unknown) => ErrorObject[];
  sampler: Sampler;
}

const MAX_CANDIDATES = 24;
const MAX_ERRORS = 5;

export function createWitnesses(before: ApiModel, after: ApiModel): Witnesses {
  const sides = new Map<string, Side>();
  const sideOf = (which: 'before' | 'after', direction: Direction): Side => {
    const key = `${which} ${direction}`;
    const known = sides.get(key);
    if (known) return known;
    const api = which === 'before' ? before : after;
    const made = { check: createCompiler(api.schemas, direction), sampler: createSampler(api) };
    sides.set(key, made);
    return made;
  };

  return {
    find(cause) {
      const { use, operation } = cause.trail;
      const { direction } = use;
      // What callers sent before, or what is answered now.
      const from = direction === 'request' ? 'before' : 'after';
      const source = sideOf(from, direction);
      const other = sideOf(from === 'before' ? 'after' : 'before', direction);
      const [schema, against] =
        from === 'before' ? [use.node.before, use.node.after] : [use.node.after, use.node.before];
      const accepts = source.check(schema);
      const refuses = other.check(against);
      const isWitness = (value: unknown): boolean => accepts(value).length === 0 && refuses(value).length > 0;
      const tried = new Set<string>();
      for (const candidate of candidatesFor(cause, from, source.sampler)) {
        for (const value of wrap(candidate, cause.trail.edges, use.node, from, source.sampler)) {
          const text = JSON.stringify(value);
          if (text === undefined || tried.has(text)) continue;
          tried.add(text);
          if (tried.size > MAX_CANDIDATES) return undefined;
          if (!isWitness(value)) continue;
          const small = shrink(value, isWitness);
          const errors = refuses(small).slice(0, MAX_ERRORS).map(tell);
          const witness = SchemaWitness.safeParse({ operation, part: use.place, value: small, errors });
          if (witness.success) return witness.data;
        }
      }
      return undefined;
    },
  };
}

function tell({ instancePath, message, keyword, params }: ErrorObject): string {
  const place = instancePath === '' ? 'the value' : instancePath.slice(1).replaceAll('/', '.');
  const more =
    keyword === 'enum' && Array.isArray(params.allowedValues)
      ? `: ${params.allowedValues
          .slice(0, 8)
          .map((value) => JSON.stringify(value))
          .join(', ')}`
      : '';
  const extra = typeof params.additionalProperty === 'string' ? `: ${params.additionalProperty}` : '';
  return `${place} ${message ?? `fails ${keyword}`}${more}${extra}`;
}
