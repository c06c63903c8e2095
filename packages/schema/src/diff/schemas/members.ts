// Members of objects: new, gone, required, only read or only written, and what unnamed ones may be.
import type { JsonSchema } from '../../model.ts';
import type { Views } from '../view/create.ts';
import { matches } from '../view/fold.ts';
import { isAny, type SchemaView } from '../view/view.ts';
import type { Direction, Finding } from './finding.ts';
import type { Comparer, PairNode } from './node.ts';

interface Sides {
  a: SchemaView;
  b: SchemaView;
  before: Views;
  after: Views;
  node: PairNode;
  comparer: Comparer;
}

export function compareMembers(sides: Sides): void {
  const { a, b } = sides;
  for (const name of a.properties.keys()) compareMember(name, sides);
  for (const name of b.properties.keys()) if (!a.properties.has(name)) compareMember(name, sides);
  compareRequired(sides);
  compareRest(sides);
}

type Presence = 'there' | 'hidden' | 'absent';

function presence(view: SchemaView, name: string, views: Views, direction: Direction): Presence {
  const schema = view.properties.get(name);
  if (schema === undefined) return 'absent';
  const property = views.of(schema);
  if (property.never) return 'absent';
  return (direction === 'request' ? property.readOnly : property.writeOnly) ? 'hidden' : 'there';
}

/** What a view says about a member that it does not name; undefined: anything. */
function unnamed(view: SchemaView, name: string): JsonSchema | undefined {
  if (view.properties.has(name)) return false;
  for (const [pattern, schema] of view.patternProperties) if (matches(pattern, name)) return schema;
  return view.rest ?? (view.unevaluatedProperties === false ? false : undefined);
}

const isClosed = (views: Views, schema: JsonSchema | undefined): boolean =>
  schema !== undefined && views.of(schema).never;

function compareMember(name: string, sides: Sides): void {
  const { a, b, before, after, node, comparer } = sides;
  const { direction, findings } = node;
  const [was, is] = [presence(a, name, before, direction), presence(b, name, after, direction)];
  const [mine, theirs] = [a.properties.get(name), b.properties.get(name)];
  const link = (x: JsonSchema | undefined, y: JsonSchema | undefined) =>
    node.children.push({ segment: `.${name}`, path: ['properties', name], node: comparer.compare(x, y, direction) });

  if (was === 'there' && is === 'there') {
    link(mine, theirs);
    findings.push(...otherWay(name, sides));
  } else if (was === 'there' && is === 'hidden') {
    findings.push({ ...becameHidden(name, a, direction), member: name });
  } else if (was === 'hidden' && is === 'there') {
    findings.push({ ...becameShown(name, sides), member: name });
  } else if (was === 'there') {
    const rest = unnamed(b, name);
    if (rest !== undefined && !isClosed(after, rest)) link(mine, rest);
    findings.push({ ...removed(name, a, isClosed(after, rest), direction), member: name });
  } else if (is === 'there') {
    const rest = unnamed(a, name);
    if (rest !== undefined && !isClosed(before, rest)) link(rest, theirs);
    findings.push({ ...added(name, sides, isClosed(before, rest)), member: name });
  } else if (was === 'absent' && is === 'absent') {
    const [open, closed] = [!isClosed(before, mine ?? unnamed(a, name)), isClosed(after, theirs ?? unnamed(b, name))];
    if (open && closed && direction === 'request' && theirs === false)
      findings.push({
        rule: 'request-property-removed',
        effect: 'narrows',
        level: 'breaking',
        text: 'may no longer be sent',
        member: name,
        proof: { with: name },
      });
  }
}

function removed(name: string, a: SchemaView, closed: boolean, direction: Direction): Finding {
  const required = a.required.has(name);
  if (direction === 'request')
    return {
      rule: 'request-property-removed',
      effect: closed ? 'narrows' : 'widens',
      level: closed ? 'breaking' : 'risky',
      text: closed ? 'was removed, and no other members are allowed' : 'was removed',
      keyword: 'properties',
      proof: { with: name },
    };
  return {
    rule: `response-${required ? 'required' : 'optional'}-property-removed`,
    effect: closed ? (required ? 'both' : 'narrows') : 'widens',
    text: required ? 'was removed; it was always there' : 'was removed',
    proof: required ? { without: name } : { with: name },
  };
}

function added(name: string, { a, b, after, node }: Sides, closed: boolean): Finding {
  const required = b.required.has(name) && !a.required.has(name);
  const schema = b.properties.get(name);
  const free = schema === undefined || isAny(after.of(schema));
  if (node.direction === 'response')
    return {
      rule: `response-${b.required.has(name) ? 'required' : 'optional'}-property-added`,
      effect: closed ? (required ? 'both' : 'widens') : 'narrows',
      ...(closed && { level: 'risky' as const }),
      text: closed ? 'is new, where no other members were allowed' : 'is new',
      proof: { with: name },
    };
  if (!required)
    return {
      rule: 'new-optional-request-property',
      effect: closed ? 'widens' : free ? 'none' : 'narrows',
      text: 'is new',
    };
  const hasDefault = schema !== undefined && after.of(schema).fallback !== undefined;
  return {
    rule: `new-required-request-property${hasDefault ? '-with-default' : ''}`,
    effect: closed ? 'both' : 'narrows',
    text: `is new and required${hasDefault ? ', though it has a default' : ''}`,
    proof: { without: name },
  };
}

const word = (view: SchemaView, name: string): string => (view.required.has(name) ? 'required' : 'optional');

function becameHidden(name: string, a: SchemaView, direction: Direction): Finding {
  if (direction === 'request')
    return {
      rule: `request-${word(a, name)}-property-became-read-only`,
      effect: 'widens',
      text: 'may no longer be sent: it is read-only',
      keyword: 'readOnly',
    };
  return {
    rule: `response-${word(a, name)}-property-became-write-only`,
    effect: 'widens',
    text: 'is no longer answered: it is write-only',
    keyword: 'writeOnly',
    proof: { without: name },
  };
}

function becameShown(name: string, { b, node }: Sides): Finding {
  if (node.direction === 'response')
    return {
      rule: `response-${word(b, name)}-property-became-not-write-only`,
      effect: 'narrows',
      text: 'is answered now',
      keyword: 'writeOnly',
    };
  return {
    rule: `request-${word(b, name)}-property-became-not-read-only`,
    effect: 'narrows',
    text: b.required.has(name) ? 'must be sent now: it is no longer read-only' : 'may be sent now',
    keyword: 'readOnly',
    ...(b.required.has(name) && { proof: { without: name } }),
  };
}

/** The mark of the other direction came or went; messages of this one are the same. */
function otherWay(name: string, { a, b, before, after, node: { direction } }: Sides): Finding[] {
  const [mine, theirs] = [a.properties.get(name), b.properties.get(name)];
  if (mine === undefined || theirs === undefined) return [];
  const mark = direction === 'request' ? 'writeOnly' : 'readOnly';
  const [was, is] = [before.of(mine)[mark], after.of(theirs)[mark]];
  if (was === is) return [];
  const written = direction === 'request' ? 'write-only' : 'read-only';
  return [
    {
      rule: `${direction}-${word(b, name)}-property-became-${is ? '' : 'not-'}${written}`,
      effect: 'none',
      text: is ? `is ${written} now` : `is no longer ${written}`,
      member: name,
      keyword: mark,
    },
  ];
}

function compareRequired({ a, b, before, after, node }: Sides): void {
  const { direction, findings } = node;
  for (const name of b.required) {
    const is = presence(b, name, after, direction);
    const was = presence(a, name, before, direction);
    if (a.required.has(name) || is === 'hidden' || (is === 'there' && was !== 'there')) continue;
    const schema = b.properties.get(name);
    const hasDefault = schema !== undefined && after.of(schema).fallback !== undefined;
    findings.push({
      rule:
        direction === 'response'
          ? 'response-property-became-required'
          : `request-property-became-required${hasDefault ? '-with-default' : ''}`,
      effect: 'narrows',
      text: direction === 'response' ? 'is always there now' : 'is required now',
      member: name,
      keyword: 'required',
      proof: { without: name },
    });
  }
  for (const name of a.required) {
    const was = presence(a, name, before, direction);
    const is = presence(b, name, after, direction);
    if (b.required.has(name) || was === 'hidden' || (was === 'there' && is !== 'there')) continue;
    findings.push({
      rule: `${direction}-property-became-optional`,
      effect: 'widens',
      text: direction === 'response' ? 'may be missing now' : 'is no longer required',
      member: name,
      keyword: 'required',
      proof: { without: name },
    });
  }
}

function compareRest({ a, b, before, after, node, comparer }: Sides): void {
  const { direction, findings, children } = node;
  if (a.rest === undefined && b.rest === undefined) return;
  const [wasClosed, isNowClosed] = [isClosed(before, a.rest), isClosed(after, b.rest)];
  if (wasClosed && isNowClosed) return;
  const unevaluated = (view: SchemaView) => view.restIsUnevaluated;
  if (isNowClosed)
    findings.push({
      aspect: unevaluated(b) ? 'unevaluated-properties-added' : 'additional-properties-forbidden',
      effect: 'narrows',
      text: 'allows no other members now',
      keyword: unevaluated(b) ? 'unevaluatedProperties' : 'additionalProperties',
      proof: { with: 'some_other_member' },
    });
  else if (wasClosed)
    findings.push({
      aspect: unevaluated(a) ? 'unevaluated-properties-removed' : 'additional-properties-allowed',
      effect: 'widens',
      text: 'allows other members now',
      keyword: unevaluated(a) ? 'unevaluatedProperties' : 'additionalProperties',
      proof: { with: 'some_other_member' },
    });
  else
    children.push({
      segment: '{}',
      path: ['additionalProperties'],
      node: comparer.compare(a.rest, b.rest, direction),
    });
}
