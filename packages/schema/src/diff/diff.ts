// diffApis: two models in; every change with its rule, level, reach and witness out, and from them what happened to each operation.
import type {
  ChangeLevel,
  OperationChange,
  SchemaChange,
  SchemaChangeLevel,
  SchemaPolicy,
  SuggestedVersion,
} from '@mockops/contract';
import { byText, sha256 } from '../json.ts';
import type { Locator } from '../load/locator.ts';
import type { ApiModel } from '../model.ts';
import { diffProtobuf } from '../protobuf/diff-protobuf.ts';
import { findAdded, findInDocument, findRemoved, findWebhooks, withOldSchemeNames } from './document.ts';
import { type Draft, gather, sentenceOf } from './gather.ts';
import { tellOperations } from './operation-changes.ts';
import { compareOperations, compareWebhooks } from './operations/compare.ts';
import { matchOperations, shapeOf } from './operations/match.ts';
import type { OperationPair } from './operations/pair.ts';
import { acceptance, levelOfDraft } from './policy.ts';
import { ruleOf } from './rules/index.ts';
import { createComparer } from './schemas/compare.ts';
import { createUnchanged } from './schemas/unchanged.ts';
import { byLevel, IN_EVENTS, suggestVersions, worst } from './versions.ts';
import { createViews } from './view/create.ts';
import { createSides } from './witness/sides.ts';
import { createWholeWitnesses } from './witness/whole.ts';
import { createWitnesses } from './witness/witness.ts';

export interface DiffOptions {
  policy?: Partial<SchemaPolicy>;
  /** `2026-11-23`; without it no sunset has come and no ignore entry has ended. */
  today?: string;
  /** Of each side, for lines and columns; see `loadContract`. */
  locate?: { before?: Locator; after?: Locator };
  /** For this many breaking changes at most a witness is looked for. The worst come first. Default 50; of Protobuf, see diffProtobuf. */
  witnesses?: number;
}

export interface ApiDiff {
  /** The worst first, then by operation, place and rule; empty when both mean the same. Accepted ones carry `ignored`. */
  changes: SchemaChange[];
  /** The worst of those that are not accepted. */
  level: SchemaChangeLevel;
  suggested: SuggestedVersion;
  /** Of each operation and webhook, sorted by key, in the words of `schema.changed`. */
  operations: OperationChange[];
  /** `level` in the words of `schema.changed`. */
  change_level: ChangeLevel;
}

const DEFAULT_WITNESSES = 50;

export function diffApis(before: ApiModel, after: ApiModel, options: DiffOptions = {}): ApiDiff {
  if (before.protobuf && after.protobuf) return diffProtobuf(before, after, options);
  const policy: SchemaPolicy = { levels: {}, ignore: [], min_sunset_days: 0, protobuf: 'WIRE_JSON', ...options.policy };
  const drafts = findDrafts(before, after, policy, options.today);
  const unstable = new Set(
    before.operations.filter(({ stability }) => stability === 'draft' || stability === 'alpha').map(({ key }) => key),
  );
  const judged = drafts.flatMap((draft) => {
    const level = levelOfDraft(draft, policy, (operation) => unstable.has(operation));
    return level === undefined ? [] : [{ draft, change: toChange(draft, level, policy, options) }];
  });
  judged.sort(
    ({ change: a }, { change: b }) =>
      byLevel(a.level, b.level) ||
      byText(a.operations[0] ?? '', b.operations[0] ?? '') ||
      byText(a.place, b.place) ||
      byText(a.rule, b.rule) ||
      byText(a.message, b.message),
  );
  addWitnesses(judged, before, after, options.witnesses ?? DEFAULT_WITNESSES);
  const changes = judged.map(({ change }) => change);
  const level = worst(changes.filter(({ ignored }) => !ignored).map((change) => change.level));
  return {
    changes,
    level,
    suggested: suggestVersions(changes),
    operations: tellOperations(judged, { before, after }),
    change_level: IN_EVENTS[level],
  };
}

function findDrafts(before: ApiModel, given: ApiModel, policy: SchemaPolicy, today: string | undefined): Draft[] {
  const after = withOldSchemeNames(before, given);
  const views = { before: createViews(before.schemas), after: createViews(after.schemas) };
  const clock = { today, min_sunset_days: policy.min_sunset_days };
  const isUnchanged = createUnchanged(before.schemas, after.schemas);
  const comparer = createComparer({ ...views, isUnchanged, clock });
  const shared = { ...views, comparer, clock };
  const operations = matchOperations(before.operations, after.operations);
  const webhooks = matchOperations(before.webhooks, after.webhooks);
  const pairs: OperationPair[] = [
    ...operations.pairs.map(([a, b]) => compareOperations(a, b, shared)),
    ...webhooks.pairs.map(([a, b]) => compareWebhooks(a, b, shared)),
  ].sort((x, y) => byText(x.b.key, y.b.key));
  return gather(pairs, comparer.nodes(), [
    ...findRemoved(operations, today),
    ...findAdded(operations),
    ...findWebhooks(webhooks),
    ...findInDocument(before, after),
  ]);
}

function toChange(
  draft: Draft,
  level: SchemaChangeLevel,
  policy: SchemaPolicy,
  { today, locate }: DiffOptions,
): SchemaChange {
  const operations = [...draft.reached.keys()].sort(byText);
  const [first = ''] = operations;
  const sentence = sentenceOf(draft, draft.place);
  const more = operations.length > 1 ? ` and ${operations.length - 1} more` : '';
  const fingerprint = sha256([draft.rule, shapeOf(first), draft.place, draft.text].join('\n')).slice(0, 16);
  const change = { rule: draft.rule, operations, fingerprint };
  return {
    ...change,
    level,
    direction: draft.cause ? draft.cause.node.direction : ruleOf(draft.rule).direction,
    place: draft.place,
    message: first === '' ? sentence : `${first}${more}: ${sentence}`,
    before: (draft.before && locate?.before?.(draft.before)) ?? null,
    after: (draft.after && locate?.after?.(draft.after)) ?? null,
    witness: null,
    ignored: acceptance(change, policy, today),
  };
}

function addWitnesses(
  judged: { draft: Draft; change: SchemaChange }[],
  before: ApiModel,
  after: ApiModel,
  most: number,
): void {
  const sides = createSides(before, after);
  const [inside, whole] = [createWitnesses(sides), createWholeWitnesses(sides)];
  for (const { draft, change } of judged.slice(0, Math.max(0, most))) {
    if (change.level !== 'breaking') return;
    change.witness = (draft.cause ? inside.find(draft.cause) : whole.find(draft, change)) ?? null;
  }
}
