// Two Protobuf contracts in, the same verdict as for OpenAPI out. buf's rules of the workspace's policy are breaking; what else changed
// is told once, at the level that its rule has outside of the policy.
import type { OperationChange, SchemaChange, SchemaChangeLevel, SchemaPolicy } from '@mockops/contract';
import type { ApiDiff, DiffOptions } from '../diff/diff.ts';
import { acceptance } from '../diff/policy.ts';
import { findRule } from '../diff/rules/index.ts';
import { byLevel, IN_EVENTS, suggestVersions, worst } from '../diff/versions.ts';
import { byText, sha256 } from '../json.ts';
import type { ApiModel } from '../model.ts';
import { findAdditions } from './breaking/additions.ts';
import { findBreaking } from './breaking/breaking.ts';
import type { ProtoFinding } from './breaking/finding.ts';
import { createOperationReach, type Reached } from './breaking/reach.ts';
import { isInPolicy, PROTO_RULES, type ProtoPolicy } from './breaking/rules.ts';
import type { ProtoSet } from './descriptor.ts';
import { createProtoWitnesses } from './witness/witness.ts';

/** They cost little, but a contract may change in every field that it has. */
const MOST_WITNESSES = 10_000;
const EMPTY: ProtoSet = { files: [] };

export function diffProtobuf(before: ApiModel, after: ApiModel, options: DiffOptions = {}): ApiDiff {
  const policy: SchemaPolicy = { levels: {}, ignore: [], min_sunset_days: 0, protobuf: 'WIRE_JSON', ...options.policy };
  const reachOf = createOperationReach(before, after);
  const all = before.digest === after.digest ? [] : findAll(before, after, reachOf);
  const findings = [...tellOnce(all, policy.protobuf), ...findRest(all, before, after, reachOf)];
  const judged = findings
    .flatMap((finding) => {
      const reached = reachOf(finding.owner);
      const level = policy.levels[finding.rule] ?? levelOf(finding, reached, policy.protobuf);
      return level === 'off' ? [] : [{ finding, change: toChange(finding, reached, level, policy, options.today) }];
    })
    .sort(
      ({ change: a }, { change: b }) =>
        byLevel(a.level, b.level) ||
        byText(a.operations[0] ?? '', b.operations[0] ?? '') ||
        byText(a.place, b.place) ||
        byText(a.rule, b.rule) ||
        byText(a.message, b.message),
    );
  const breaking = judged
    .filter(({ change }) => change.level === 'breaking')
    .slice(0, options.witnesses ?? MOST_WITNESSES);
  const witnesses = breaking.length > 0 && createProtoWitnesses(before, after, policy.protobuf);
  if (witnesses) for (const { finding, change } of breaking) change.witness = witnesses.find(finding) ?? null;
  const changes = judged.map(({ change }) => change);
  const level = worst(changes.filter(({ ignored }) => !ignored).map((change) => change.level));
  return {
    changes,
    level,
    suggested: suggestVersions(changes),
    operations: tellOperations(changes, before, after),
    change_level: IN_EVENTS[level],
  };
}

function findAll(before: ApiModel, after: ApiModel, reachOf: (owner: string) => Reached): ProtoFinding[] {
  const [was, is] = [before.protobuf ?? EMPTY, after.protobuf ?? EMPTY];
  const findings = findBreaking(was, is);
  findAdditions(was, is, (finding) => {
    // A new type in use is there for a new method or field, which says it.
    const isUsed = /^(MESSAGE|ENUM)_ADDED$/.test(finding.rule) && reachOf(finding.owner).operations.size > 0;
    if (!isUsed) findings.push(finding);
  });
  return findings;
}

/** Rules that see the same cause from different sides. */
function causeOf({ rule, owner, part }: ProtoFinding): string {
  const family = /NO_DELETE/.test(rule)
    ? 'deleted'
    : /^FIELD_(SAME|WIRE_COMPATIBLE|WIRE_JSON_COMPATIBLE)_TYPE$/.test(rule)
      ? 'type'
      : /CARDINALITY$|REQUIRED_FIELDS$/.test(rule)
        ? 'cardinality'
        : /^FIELD_SAME_(JSON_)?NAME$/.test(rule)
          ? 'name'
          : /^RESERVED_/.test(rule)
            ? 'reserved'
            : rule;
  return family === 'reserved' ? `${owner}\n${family}` : `${owner}\n${part}\n${family}`;
}

/** All rules of the policy; of the others one per cause that the policy says nothing about. */
function tellOnce(findings: ProtoFinding[], policy: ProtoPolicy): ProtoFinding[] {
  const inPolicy = findings.filter(({ rule }) => isInPolicy(rule, policy));
  const told = new Set(inPolicy.map(causeOf));
  const rest = findings
    .filter(({ rule }) => !isInPolicy(rule, policy))
    .sort((a, b) => byLevel(otherwise(a.rule), otherwise(b.rule)) || byText(a.rule, b.rule))
    .filter((finding) => {
      const cause = causeOf(finding);
      if (told.has(cause)) return false;
      told.add(cause);
      return true;
    });
  return [...inPolicy, ...rest];
}

const otherwise = (rule: string): SchemaChangeLevel => PROTO_RULES[rule]?.otherwise ?? findRule(rule)?.level ?? 'none';

function levelOf({ rule }: ProtoFinding, reached: Reached, policy: ProtoPolicy): SchemaChangeLevel {
  if (isInPolicy(rule, policy)) return 'breaking';
  // Readers that list every value meet one that they do not know.
  if (rule === 'ENUM_VALUE_ADDED' && !reached.response) return 'safe';
  return otherwise(rule);
}

/** Operations that are gone for a reason that no rule names (their file or package went), and changes that nothing else tells. */
function findRest(
  all: ProtoFinding[],
  before: ApiModel,
  after: ApiModel,
  reachOf: (owner: string) => Reached,
): ProtoFinding[] {
  if (before.digest === after.digest) return [];
  const named = new Set(
    all
      .filter(({ rule }) => /^(RPC_|SERVICE_NO_DELETE$)/.test(rule))
      .flatMap(({ owner }) => [...reachOf(owner).operations]),
  );
  const left = new Set(after.operations.map(({ key }) => key));
  const gone = before.operations.filter(({ key }) => !left.has(key) && !named.has(key));
  const lost = new Set(gone.map(({ path }) => path.slice(1, path.lastIndexOf('/'))));
  const findings = (before.protobuf?.files ?? []).flatMap((file) =>
    file.services
      .filter(({ full_name }) => lost.has(full_name))
      .map((service): ProtoFinding => {
        const [line, col] = service.places.name ?? [1, 1];
        return {
          rule: 'SERVICE_NO_DELETE',
          owner: service.full_name,
          part: '',
          message: `The service ${service.full_name} was deleted.`,
          before: { file: file.file, pointer: '', line, col },
          after: null,
        };
      }),
  );
  if (all.length + findings.length > 0) return findings;
  const message = 'The declarations changed in a way that no caller can notice.';
  return [{ rule: 'DECLARATIONS_CHANGED', owner: '', part: '', message, before: null, after: null }];
}

function toChange(
  { rule, owner, part, message, before, after }: ProtoFinding,
  reached: Reached,
  level: SchemaChangeLevel,
  policy: SchemaPolicy,
  today: string | undefined,
): SchemaChange {
  const fingerprint = sha256([rule, owner, part, message].join('\n')).slice(0, 16);
  const operations = [...reached.operations].sort(byText);
  const change = { rule, operations, fingerprint };
  return {
    ...change,
    level,
    direction: reached.request === reached.response ? null : reached.request ? 'request' : 'response',
    place: part === '' ? owner : `${owner}.${part}`,
    message,
    before,
    after,
    witness: null,
    ignored: acceptance(change, policy, today),
  };
}

/** Sentences beyond this many per operation are counted, not listed; the worst come first. */
const MAX_DETAILS = 40;

function tellOperations(changes: SchemaChange[], before: ApiModel, after: ApiModel): OperationChange[] {
  const [was, is] = [new Set(before.operations.map(({ key }) => key)), new Set(after.operations.map(({ key }) => key))];
  const told = new Map<string, SchemaChange[]>();
  for (const change of changes)
    for (const operation of change.operations) {
      const list = told.get(operation) ?? [];
      told.set(operation, list);
      list.push(change);
    }
  return [...told]
    .sort(([a], [b]) => byText(a, b))
    .map(([operation, list]): OperationChange => {
      const kind = !is.has(operation) ? 'removed' : was.has(operation) ? 'modified' : 'added';
      // Of a new operation nothing else is news; what was accepted does not alarm anybody again.
      const own = kind === 'added' ? list.filter(({ rule }) => rule === 'RPC_ADDED') : list;
      const texts = own.map(({ message, ignored }) => (ignored ? `${message} (accepted: ${ignored.reason})` : message));
      const levels = own.map(({ level, ignored }) => (ignored && byLevel(level, 'safe') < 0 ? 'safe' : level));
      const more = texts.length - MAX_DETAILS;
      return {
        kind,
        operation,
        path: operation.slice(operation.indexOf(' ') + 1),
        severity: IN_EVENTS[worst(levels)],
        details: more > 0 ? [...texts.slice(0, MAX_DETAILS), `and ${more} more`] : texts,
      };
    });
}
