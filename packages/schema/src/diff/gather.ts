// From what comparisons found to one draft per cause: a change inside a shared schema is one, with every operation that reaches it.
import type { SchemaChangeLevel } from '@mockops/contract';
import { isEqual, isObject } from '../json.ts';
import { refName } from '../keywords.ts';
import type { ModelPlace } from '../load/locator.ts';
import type { JsonSchema } from '../model.ts';
import type { DocumentFinding } from './document.ts';
import type { OperationPair, Path, Use } from './operations/pair.ts';
import { ruleOf } from './rules/index.ts';
import { ruleIdOf, type Subject } from './rules/schemas.ts';
import type { Finding } from './schemas/finding.ts';
import { type Edge, type PairNode, WORDING } from './schemas/node.ts';

/** How a message leads from its body, parameter or header to the pair that changed. */
interface Trail {
  use: Use;
  operation: string;
  edges: Edge[];
}

export interface Draft {
  rule: string;
  level?: SchemaChangeLevel;
  place: string;
  /** Reads after the place. */
  text: string;
  /** What the message says instead of the text. */
  told?: string;
  /** Where there is no place: `the operation`, or nothing where the text is a sentence. */
  subject: string;
  /** Key of each operation that it reaches, with the place in it. */
  reached: Map<string, string>;
  before: ModelPlace | null;
  after: ModelPlace | null;
  cause?: { finding: Finding; node: PairNode; trail: Trail };
}

export function gather(pairs: OperationPair[], nodes: PairNode[], document: DocumentFinding[]): Draft[] {
  const touched = nodesWithFindings(nodes);
  const drafts: Draft[] = [];
  const known = new Map<Finding, Draft>();
  for (const pair of pairs) {
    for (const found of pair.findings) drafts.push(ofOperation(found, pair));
    for (const [finding, reach] of reachedBy(pair, touched)) {
      const draft = known.get(finding);
      if (draft) draft.reached.set(pair.b.key, placeOf(reach, finding));
      else {
        const made = ofSchema(finding, reach, pair);
        known.set(finding, made);
        drafts.push(made);
      }
    }
  }
  for (const found of document) drafts.push(ofDocument(found));
  return asGlobal(merge(drafts), pairs.length);
}

const ofOperation = (found: OperationPair['findings'][number], { a, b }: OperationPair): Draft => ({
  rule: found.rule,
  ...(found.level && { level: found.level }),
  place: found.place,
  text: found.text,
  subject: 'the operation',
  reached: new Map([[b.key, found.place]]),
  before: { operation: a.key, path: found.before ?? [] },
  after: { operation: b.key, path: found.after ?? [] },
});

const ofDocument = (found: DocumentFinding): Draft => ({
  rule: found.rule,
  ...(found.level && { level: found.level }),
  place: '',
  text: found.text,
  ...(found.told !== undefined && { told: found.told }),
  subject: '',
  reached: new Map(found.operations.map((key) => [key, ''])),
  before: found.before ?? null,
  after: found.after ?? null,
});

/** Nodes from which a finding can be reached, by walking the edges backwards. */
function nodesWithFindings(nodes: PairNode[]): Set<PairNode> {
  const parents = new Map<PairNode, PairNode[]>();
  for (const node of nodes)
    for (const child of node.children) {
      const list = parents.get(child.node);
      if (list) list.push(node);
      else parents.set(child.node, [node]);
    }
  const touched = new Set<PairNode>();
  const open = nodes.filter((node) => node.findings.length > 0);
  for (let node = open.pop(); node; node = open.pop()) {
    if (touched.has(node)) continue;
    touched.add(node);
    open.push(...(parents.get(node) ?? []));
  }
  return touched;
}

interface Reach {
  use: Use;
  node: PairNode;
  up?: { reach: Reach; edge: Edge };
}

/** Breadth first, so that the shortest way tells the place. */
function* reachedBy({ uses }: OperationPair, touched: Set<PairNode>): Generator<[Finding, Reach]> {
  const seen = new Set<PairNode>();
  const queue: Reach[] = uses.map((use) => ({ use, node: use.node }));
  for (let at = 0; at < queue.length; at += 1) {
    const reach = queue[at];
    if (!reach || seen.has(reach.node) || !touched.has(reach.node)) continue;
    seen.add(reach.node);
    for (const finding of reach.node.findings) yield [finding, reach];
    for (const edge of reach.node.children) queue.push({ use: reach.use, node: edge.node, up: { reach, edge } });
  }
}

function edgesOf(reach: Reach): Edge[] {
  const edges: Edge[] = [];
  for (let at: Reach | undefined = reach; at?.up; at = at.up.reach) edges.push(at.up.edge);
  return edges.reverse();
}

function placeOf(reach: Reach, { member }: Finding): string {
  const inside =
    edgesOf(reach)
      .map(({ segment }) => segment)
      .join('') + (member === undefined ? '' : `.${member}`);
  return inside === '' ? reach.use.place : `${reach.use.place}: ${inside.replace(/^\./, '')}`;
}

function subjectOf({ use }: Reach, isInside: boolean): Subject {
  if (use.subject === 'parameter') return isInside ? 'request-parameter-property' : 'request-parameter';
  if (use.subject === 'header') return 'response-header';
  if (use.direction === 'request') return isInside ? 'request-property' : 'request-body';
  return isInside ? 'response-property' : 'response-body';
}

function ofSchema(finding: Finding, reach: Reach, { a, b }: OperationPair): Draft {
  const edges = edgesOf(reach);
  const isInside = edges.some(({ segment }) => segment !== '');
  const last = [
    ...(finding.member === undefined ? [] : ['properties', finding.member]),
    ...(finding.keyword && finding.member === undefined ? [finding.keyword] : []),
  ];
  const place = placeOf(reach, finding);
  return {
    rule: finding.rule ?? ruleIdOf(subjectOf(reach, isInside), finding.aspect ?? 'condition-undecided'),
    ...(finding.level && { level: finding.level }),
    place,
    text: finding.text,
    subject: 'the operation',
    reached: new Map([[b.key, place]]),
    before: modelPlace(a.key, reach.use.before, edges, last, ({ node }) => node.before, reach.use.node.before),
    after: modelPlace(b.key, reach.use.after, edges, last, ({ node }) => node.after, reach.use.node.after),
    cause: { finding, node: reach.node, trail: { use: reach.use, operation: b.key, edges } },
  };
}

/** A reference on the way starts anew at its component. */
function modelPlace(
  operation: string,
  start: Path,
  edges: Edge[],
  last: Path,
  schemaOf: (edge: Edge) => JsonSchema,
  root: JsonSchema,
): ModelPlace {
  let place: ModelPlace = { operation, path: start };
  const enter = (schema: JsonSchema) => {
    const component = refName(schema);
    if (component !== undefined) place = { component, path: [] };
  };
  enter(root);
  for (const edge of edges) {
    place = { ...place, path: [...(place.path ?? []), ...edge.path] };
    enter(schemaOf(edge));
  }
  return { ...place, path: [...(place.path ?? []), ...last] };
}

/** The same words about the same place are one cause that the contract spells out several times, such as a shared parameter. */
function merge(drafts: Draft[]): Draft[] {
  const merged = new Map<string, Draft>();
  for (const draft of drafts) {
    // A reworded schema is one change, whichever way its messages go.
    const pair = draft.cause?.finding.rule === WORDING ? `pair ${draft.cause.node.pair}` : undefined;
    const said =
      draft.subject === ''
        ? `${draft.rule}|${[...draft.reached.keys()].join()}|${draft.text}`
        : `${draft.rule}|${draft.level}|${draft.place}|${draft.text}`;
    const shared = pair ?? sharedKey(draft);
    // A component that is met as itself is a cause of its own, even where another in the same place changed in the same words.
    const isAlone = pair !== undefined || (draft.cause !== undefined && isReference(draft.cause.node));
    const keys = [shared, ...(shared !== undefined && isAlone ? [] : [said])].filter((key) => key !== undefined);
    const known = keys.map((key) => merged.get(key)).find((found) => found !== undefined) ?? draft;
    for (const key of keys) if (!merged.has(key)) merged.set(key, known);
    for (const [operation, place] of draft.reached)
      if (!known.reached.has(operation)) known.reached.set(operation, place);
  }
  return [...new Set(merged.values())];
}

/** The same words about one component, whether it is met as itself, as `anyOf [it, null]` or with words beside it, are one cause. */
function sharedKey({ cause, rule, level, before, after }: Draft): string | undefined {
  if (!cause) return undefined;
  const { finding, node } = cause;
  const words = [node.direction, finding.aspect ?? rule, level, finding.text];
  const [a, b] = [componentOf(node.before), componentOf(node.after)];
  // Where null came or went, the findings about it are no member's.
  if (a && b && (a.orNull === b.orNull || finding.member !== undefined))
    return JSON.stringify([...words, a.name, b.name, finding.member]);
  // Deeper inside, where the way begins at the component.
  if (before?.component === undefined || after?.component === undefined) return undefined;
  return JSON.stringify([...words, before.component, before.path, after.component, after.path]);
}

const isReference = ({ before, after }: PairNode): boolean =>
  [before, after].every((schema) => componentOf(schema) !== undefined && Object.keys(schema).length === 1);

/** They stand beside a `$ref` and say nothing about messages. */
const BESIDE = new Set(['description', 'title', 'summary', 'examples', 'example', '$comment']);

function componentOf(schema: JsonSchema): { name: string; orNull: boolean } | undefined {
  if (typeof schema === 'boolean') return undefined;
  if (Object.keys(schema).filter((keyword) => !BESIDE.has(keyword)).length !== 1) return undefined;
  const name = refName(schema);
  if (name !== undefined) return { name, orNull: false };
  const members: unknown = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(members) || members.length !== 2) return undefined;
  const others = members.filter((member: unknown) => !isEqual(member, { type: 'null' }));
  const [only]: unknown[] = others;
  const inner = others.length === 1 && isObject(only) ? componentOf(only) : undefined;
  return inner && { name: inner.name, orNull: true };
}

/** Credentials that changed the same way in all operations changed for the whole contract. */
function asGlobal(drafts: Draft[], count: number): Draft[] {
  return drafts.map((draft) => {
    const rule = draft.rule.replace(/^api-security-/, 'api-global-security-');
    const isGlobal = count > 1 && draft.reached.size === count && draft.place === '' && draft.subject !== '';
    return isGlobal && rule !== draft.rule && ruleOf(draft.rule).area === 'security' ? { ...draft, rule } : draft;
  });
}

export function sentenceOf({ subject, text, told }: Draft, place: string): string {
  if (place !== '') return `${place} ${text}`;
  return subject === '' ? (told ?? text) : `${subject} ${text}`;
}
