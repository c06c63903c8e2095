// Witnesses: for a change inside a message, a whole message that one side accepts and the other refuses. What is likely to differ is put
// where the change is, inside a sample of the side that the message comes from; only what both validators confirm is told.
import { SchemaWitness } from '@mockops/contract';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { toPointer } from '../../json.ts';
import { resolveRef } from '../../keywords.ts';
import type { ApiModel, JsonSchema } from '../../model.ts';
import { createSampler } from '../../sample/sampler.ts';
import { createCompiler } from '../../validate/compile.ts';
import type { Draft } from '../gather.ts';
import type { Direction } from '../schemas/finding.ts';
import { createViews } from '../view/create.ts';
import { candidatesFor } from './candidates.ts';
import { createMaker, type Maker } from './minimal.ts';
import { shrink } from './shrink.ts';
import { wrap } from './wrap.ts';

type Cause = NonNullable<Draft['cause']>;

export interface Witnesses {
  /** Undefined when none was found within the effort: the change may still be one. */
  find(cause: Cause): SchemaWitness | undefined;
}

/** One side of the comparison, as far as messages of one direction go. */
interface Side {
  check: (schema: JsonSchema) => (value: unknown) => ErrorObject[];
  maker: Maker;
}

const MAX_CANDIDATES = 120;
const MAX_ERRORS = 5;

export function createWitnesses(before: ApiModel, after: ApiModel): Witnesses {
  const sides = new Map<string, Side>();
  const sideOf = (which: 'before' | 'after', direction: Direction): Side => {
    const key = `${which} ${direction}`;
    const known = sides.get(key);
    if (known) return known;
    const api = which === 'before' ? before : after;
    const made = {
      check: createCompiler(api.schemas, direction),
      maker: createMaker(createViews(api.schemas), createSampler(api), direction),
    };
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
      const throughAlternatives = cause.trail.edges.some(({ segment }) => segment === '');
      const tried = new Set<string>();
      const { node } = cause;
      const plain = [resolveRef(node.before, before.schemas), resolveRef(node.after, after.schemas)];
      for (const candidate of candidatesFor(cause, from, source.maker, plain)) {
        for (const { value, pointer } of wrap(candidate, cause.trail.edges, use.node, from, source.maker)) {
          const text = JSON.stringify(value);
          if (text === undefined || tried.has(text)) continue;
          tried.add(text);
          if (tried.size > MAX_CANDIDATES) return undefined;
          const place = pointer + (cause.finding.member === undefined ? '' : toPointer(cause.finding.member));
          const isAbout = (error: ErrorObject) => isAt(pointerOf(error), place, throughAlternatives);
          const isWitness = (one: unknown): boolean => refuses(one).some(isAbout) && accepts(one).length === 0;
          if (!isWitness(value)) continue;
          const small = shrink(value, isWitness);
          const errors = refuses(small).filter(isAbout).slice(0, MAX_ERRORS).map(tell);
          const witness = SchemaWitness.safeParse({ operation, part: use.place, value: small, errors });
          if (witness.success) return witness.data;
        }
      }
      return undefined;
    },
  };
}

/** Where the value is wrong, or where a member is missing. */
function pointerOf({ instancePath, keyword, params }: ErrorObject): string {
  if (keyword === 'required') return instancePath + toPointer(String(params.missingProperty));
  return keyword === 'additionalProperties'
    ? instancePath + toPointer(String(params.additionalProperty))
    : instancePath;
}

/** Alternatives tell their errors from outside, or those of the nearest one. */
const isAt = (error: string, place: string, throughAlternatives: boolean): boolean =>
  throughAlternatives || error === place || error.startsWith(`${place}/`);

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
