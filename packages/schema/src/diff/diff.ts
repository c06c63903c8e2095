// diffApis: two models in, one change per operation that differs out, with its severity and human sentences.
import type { ChangeLevel, OperationChange } from '@mockops/contract';
import { byText } from '../json.ts';
import type { ApiModel, ApiOperation } from '../model.ts';
import { createComparer, type PairNode } from './compare.ts';
import { bySeverity, type Finding, worst } from './finding.ts';
import { compareOperations, type OperationPair } from './operations.ts';
import { createViews } from './view.ts';

export interface ApiDiff {
  /** The worst of the changes; `docs_only` when there are none. */
  change_level: ChangeLevel;
  /** Sorted by operation; empty when both mean the same. */
  changes: OperationChange[];
}

/** Sentences beyond this many per operation are counted, not listed; the worst come first. */
const MAX_DETAILS = 40;

export function diffApis(before: ApiModel, after: ApiModel): ApiDiff {
  const { compare, nodes } = createComparer(createViews(before.schemas), createViews(after.schemas));
  const { pairs, removed, added } = matchOperations(before.operations, after.operations);
  const compared = pairs.map(([a, b]) => ({ a, b, pair: compareOperations(a, b, compare) }));
  const touched = nodesWithFindings(nodes());

  const changes: OperationChange[] = [];
  for (const { a, b, pair } of compared) {
    const findings = gather(pair, touched);
    if (findings.length === 0) continue;
    if (a.path !== b.path) findings.push({ severity: 'docs_only', text: `the path is now written ${b.path}` });
    changes.push({
      kind: 'modified',
      operation: b.key,
      path: b.path,
      severity: worst(findings.map(({ severity }) => severity)),
      details: toDetails(findings),
    });
  }
  for (const operation of removed)
    changes.push(
      whole(
        operation,
        'removed',
        'breaking',
        operation.deprecated ? 'the deprecated operation was removed' : 'the operation was removed',
      ),
    );
  for (const operation of added) changes.push(whole(operation, 'added', 'non_breaking', 'the operation is new'));
  changes.sort((a, b) => byText(a.operation, b.operation) || byText(a.kind, b.kind));
  return { change_level: worst(changes.map(({ severity }) => severity)), changes };
}

const whole = (
  operation: ApiOperation,
  kind: OperationChange['kind'],
  severity: ChangeLevel,
  detail: string,
): OperationChange => ({ kind, operation: operation.key, path: operation.path, severity, details: [detail] });

/** By key, then by key with the names of path parameters left out. */
function matchOperations(before: ApiOperation[], after: ApiOperation[]) {
  const pairs: [ApiOperation, ApiOperation][] = [];
  const match = (left: ApiOperation[], right: ApiOperation[], keyOf: (operation: ApiOperation) => string) => {
    const open = new Map(right.map((operation) => [keyOf(operation), operation]));
    const rest = left.filter((operation) => {
      const found = open.get(keyOf(operation));
      if (!found) return true;
      open.delete(keyOf(operation));
      pairs.push([operation, found]);
      return false;
    });
    const taken = new Set(pairs.map(([, operation]) => operation));
    return { left: rest, right: right.filter((operation) => !taken.has(operation)) };
  };
  const exact = match(before, after, ({ key }) => key);
  const loose = match(exact.left, exact.right, ({ key }) => key.replace(/\{[^{}]+\}/g, '{}'));
  return { pairs, removed: loose.left, added: loose.right };
}

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

function gather({ findings, uses }: OperationPair, touched: Set<PairNode>): Finding[] {
  const all = [...findings];
  const seen = new Set<PairNode>();
  const open = uses.map(({ place, node }) => ({ place: `${place}: `, path: '', node })).reverse();
  for (let item = open.pop(); item; item = open.pop()) {
    const { place, path, node } = item;
    if (seen.has(node) || !touched.has(node)) continue;
    seen.add(node);
    const subject = path.replace(/^\./, '') || 'the value';
    all.push(...node.findings.map(({ severity, text }) => ({ severity, text: `${place}${subject} ${text}` })));
    open.push(...node.children.map((child) => ({ place, path: path + child.segment, node: child.node })).reverse());
  }
  return all;
}

function toDetails(findings: Finding[]): string[] {
  const sorted = findings.toSorted((a, b) => bySeverity(a.severity, b.severity));
  const texts = [...new Set(sorted.map(({ text }) => text))];
  if (texts.length <= MAX_DETAILS) return texts;
  return [...texts.slice(0, MAX_DETAILS), `and ${texts.length - MAX_DETAILS} more`];
}
