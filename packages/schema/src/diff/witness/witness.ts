// Witnesses: for a change inside a message, a whole message that one side accepts and the other refuses, or else the largest part of one.
// What is likely to differ is put where the change is, inside a sample of the side that it comes from; only what both validators confirm
// is told.
import type { SchemaWitness } from '@mockops/contract';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { toPointer } from '../../json.ts';
import { resolveRef } from '../../keywords.ts';
import { candidatesFor } from './candidates.ts';
import { datedAttempts, isDated } from './dated.ts';
import { findGone } from './gone.ts';
import { type Part, partsOf } from './parts.ts';
import { shrink } from './shrink.ts';
import type { Sides } from './sides.ts';
import { type Cause, type Shown, toWitness } from './tell.ts';
import { firstShown } from './whole.ts';
import { wrap } from './wrap.ts';

export interface Witnesses {
  /** Undefined when none was found within the effort: the change may still be one. */
  find(cause: Cause): SchemaWitness | undefined;
}

const MAX_CANDIDATES = 120;

/** What validators of messages leave aside, and a witness must not. */
const SELDOM_JUDGED = /^(unevaluated|content|x-extensible-enum)-/;

export function createWitnesses(sides: Sides): Witnesses {
  const { before, after } = sides;
  return {
    find(cause) {
      const { operation } = cause.trail;
      const dated = isDated(cause) && firstShown(datedAttempts(cause, sides), operation, sides);
      if (dated) return toWitness(operation, dated);
      for (const part of partsOf(cause)) {
        const shown = findGone(cause, part, sides) ?? findInside(cause, part);
        const witness = shown && toWitness(operation, shown);
        if (witness) return witness;
      }
      return undefined;
    },
  };

  function findInside(cause: Cause, part: Part): Shown | undefined {
    const { direction } = part.node;
    // What callers sent before, or what is answered now.
    const from = direction === 'request' ? 'before' : 'after';
    const [source, other] = from === 'before' ? [before, after] : [after, before];
    const isComplete = SELDOM_JUDGED.test(cause.finding.aspect ?? '');
    const maker = source.makers(direction);
    const [schema, against] =
      from === 'before' ? [part.node.before, part.node.after] : [part.node.after, part.node.before];
    const accepts = source.compiler(direction, isComplete)(schema);
    const refuses = other.compiler(direction, isComplete)(against);
    const throughAlternatives = part.edges.some(({ segment }) => segment === '');
    const tried = new Set<string>();
    const { node } = cause;
    const plain = [resolveRef(node.before, before.api.schemas), resolveRef(node.after, after.api.schemas)];
    for (const candidate of candidatesFor(cause, from, maker, plain)) {
      for (const { value, pointer } of wrap(candidate, part.edges, part.node, from, maker)) {
        const text = JSON.stringify(value);
        if (text === undefined || tried.has(text)) continue;
        tried.add(text);
        if (tried.size > MAX_CANDIDATES) return undefined;
        const place = pointer + (cause.finding.member === undefined ? '' : toPointer(cause.finding.member));
        const isAbout = (error: ErrorObject) => isAt(pointerOf(error), place, throughAlternatives);
        const isWitness = (one: unknown): boolean => refuses(one).some(isAbout) && accepts(one).length === 0;
        if (!isWitness(value)) continue;
        const small = shrink(value, isWitness);
        const errors = refuses(small).filter(isAbout).map(tell);
        return { part: part.name, value: small, errors };
      }
    }
    return undefined;
  }
}

/** Where the value is wrong, or where a member is missing. */
function pointerOf({ instancePath, keyword, params }: ErrorObject): string {
  if (keyword === 'required') return instancePath + toPointer(String(params.missingProperty));
  const extra: unknown = params.additionalProperty ?? params.unevaluatedProperty;
  return typeof extra === 'string' ? instancePath + toPointer(extra) : instancePath;
}

/** Alternatives tell their errors from outside, or those of the nearest one. */
const isAt = (error: string, place: string, throughAlternatives: boolean): boolean =>
  throughAlternatives || error === place || error.startsWith(`${place}/`);

function tell({ instancePath, message, keyword, params }: ErrorObject): string {
  const place = instancePath === '' ? 'the value' : instancePath.slice(1).replaceAll('/', '.');
  if (keyword === 'false schema') return `${place} may not be there`;
  if (keyword === 'type') return `${place} must be ${[params.type].flat().join(' or ')}`;
  if (keyword === 'const') return `${place} must be ${JSON.stringify(params.allowedValue)}`;
  const known: unknown[] = keyword === 'enum' && Array.isArray(params.allowedValues) ? params.allowedValues : [];
  const values = known.slice(0, MOST_VALUES).map((value) => JSON.stringify(value));
  const extra: unknown = params.additionalProperty ?? params.unevaluatedProperty;
  const more = typeof extra === 'string' ? extra : values.join(', ');
  return `${place} ${message ?? `fails ${keyword}`}${more && `: ${more}`}`;
}

const MOST_VALUES = 8;
