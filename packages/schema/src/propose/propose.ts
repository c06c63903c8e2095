// proposeContract: what reality showed, written into the contract's own files. Findings in, changed texts and one sentence per
// finding out. A missing member beside an unexpected one is read as a rename; operations that the contract does not have are added to
// its paths. Nothing else in the files moves.
import { fromPointer, isObject, type JsonObject } from '../json.ts';
import { editMember, type MemberEdit } from '../source/edit.ts';
import { readFiles } from '../source/files.ts';
import { createResolver, type Location, type Resolver, within } from '../source/resolver.ts';
import type { MismatchType } from '../validate/mismatch.ts';
import { staleKeywords, toDialect, writeType } from './dialect.ts';
import { findBodySchema, type SourceSchema, schemasAt } from './locate.ts';
import { shapeOfOperation, writeOperations } from './undocumented.ts';

export interface ContractFinding {
  operation: string;
  status: number;
  mismatch_type: MismatchType;
  path: string;
  /** The shape that was seen, as a Mismatch carries it. */
  actual?: unknown;
}

export interface ContractProposal {
  /** Only the files that changed. */
  files: Record<string, string>;
  applied: string[];
  skipped: { finding: string; reason: string }[];
}

const NOT_IN_PLACE = 'it stands behind a YAML alias or merge and cannot be edited in place';

export function proposeContract(files: Record<string, string>, findings: ContractFinding[]): ContractProposal {
  const proposal: ContractProposal = { files: {}, applied: [], skipped: [] };
  const skip = (finding: ContractFinding, reason: string) =>
    void proposal.skipped.push({ finding: titleOf(finding), reason });
  const { sources, issues } = readFiles(files);
  const root = [...sources].find(([, { value }]) => isObject(value) && value.openapi !== undefined);
  if (issues.length > 0 || !root) {
    const isOld = [...sources.values()].some(({ value }) => isObject(value) && value.swagger !== undefined);
    const reason = isOld
      ? 'corrections are written into OpenAPI 3 contracts, and this one is Swagger 2.0'
      : 'none of the files has an "openapi" member';
    for (const finding of findings) skip(finding, issues[0]?.message ?? reason);
    return proposal;
  }
  const [file, { value: document }] = root;
  const resolver = createResolver(sources);
  const isV30 = isObject(document) && String(document.openapi).startsWith('3.0');
  const desk = createDesk(files, (name) => sources.get(name)?.name ?? name);

  const paths = resolver.follow(isObject(document) ? document.paths : undefined, { file, pointer: '/paths' });
  for (const [path, item] of writeOperations(findings.filter(isUnknown), isV30)) {
    const own = findings.filter((finding) => isUnknown(finding) && finding.operation.endsWith(` ${path}`));
    const edits = planPath(path, item, paths.ok ? paths : undefined, resolver);
    const reason = 'reason' in edits ? edits.reason : desk.apply(edits) ? undefined : NOT_IN_PLACE;
    for (const finding of own) {
      if (reason !== undefined) skip(finding, reason);
      else proposal.applied.push(`${titleOf(finding)}: the operation is declared now`);
    }
  }
  for (const { finding, renamedTo } of pairRenames(findings.filter((finding) => !isUnknown(finding)))) {
    const start = findBodySchema({ file, document }, finding, resolver);
    if (!start) {
      for (const one of [finding, renamedTo]) if (one) skip(one, 'the contract has no JSON schema for this response');
      continue;
    }
    const outcome = plan(finding, renamedTo, (path) => schemasAt(start, path, resolver), isV30);
    if ('reason' in outcome) {
      for (const one of [finding, renamedTo]) if (one) skip(one, outcome.reason);
    } else if (desk.apply(outcome.edits)) proposal.applied.push(`${titleOf(finding)}: ${outcome.text}`);
    else skip(finding, NOT_IN_PLACE);
  }
  proposal.files = desk.changed();
  return proposal;
}

const titleOf = ({ operation, status, mismatch_type, path }: ContractFinding): string =>
  `${operation} ${status} ${mismatch_type.replaceAll('_', ' ')} ${path || '/'}`;

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const nameOf = (path: string): string => fromPointer(path).at(-1) ?? '';

/** Each missing member takes at most one unexpected member of the same object, in the order in which they came. */
function pairRenames(findings: ContractFinding[]): { finding: ContractFinding; renamedTo?: ContractFinding }[] {
  const taken = new Set<ContractFinding>();
  const paired = findings.map((finding) => {
    if (finding.mismatch_type !== 'missing_required_field') return { finding };
    const renamedTo = findings.find(
      (other) =>
        other.mismatch_type === 'unexpected_field' &&
        !taken.has(other) &&
        other.operation === finding.operation &&
        other.status === finding.status &&
        parentOf(other.path) === parentOf(finding.path),
    );
    if (!renamedTo) return { finding };
    taken.add(renamedTo);
    return { finding, renamedTo };
  });
  return paired.filter(({ finding }) => !taken.has(finding));
}

const isUnknown = ({ mismatch_type }: ContractFinding): boolean => mismatch_type === 'undocumented_operation';

/** Methods that a path gets, with the path where there is none. */
function planPath(
  path: string,
  item: JsonObject,
  paths: { value: unknown; location: Location } | undefined,
  resolver: Resolver,
): Change[] | { reason: string } {
  if (!paths || !isObject(paths.value)) return { reason: 'the contract has no paths' };
  const twin = Object.keys(paths.value).find((name) => shapeOfOperation(name) === shapeOfOperation(path));
  if (twin === undefined) return [{ location: paths.location, edit: { add: { name: path, value: item } } }];
  const target = resolver.follow(paths.value[twin], within(paths.location, twin));
  if (!target.ok || !isObject(target.value)) return { reason: 'the path of the contract cannot be read' };
  const missing = Object.entries(item).filter(([method]) => isObject(target.value) && !(method in target.value));
  if (twin !== path || missing.length === 0)
    return { reason: 'the contract has this path by now; the next answers are compared with it' };
  return missing.map(([name, value]) => ({ location: target.location, edit: { add: { name, value } } }));
}

type Change =
  | { location: Location; edit: Omit<MemberEdit, 'pointer'> }
  /** Relative, since several findings may change one list: takes a name out, and may put another in. */
  | { location: Location; required: unknown[]; drop: string; put?: string };
type Outcome = { edits: Change[]; text: string } | { reason: string };

function plan(
  finding: ContractFinding,
  renamedTo: ContractFinding | undefined,
  at: (path: string) => SourceSchema[],
  isV30: boolean,
): Outcome {
  const name = nameOf(finding.path);
  if (finding.mismatch_type === 'missing_required_field') {
    const requiring = at(parentOf(finding.path)).filter(({ schema }) => listOf(schema.required).includes(name));
    if (requiring.length === 0) return { reason: 'the contract no longer requires it' };
    return renamedTo
      ? planRename(name, renamedTo, at(parentOf(finding.path)), requiring, isV30)
      : {
          edits: requiring.map((schema) => requiredEdit(schema, name)),
          text: `"${name}" is optional now`,
        };
  }
  if (finding.mismatch_type === 'unexpected_field') {
    const owner = ownerOf(at(parentOf(finding.path)));
    if ('reason' in owner) return owner;
    return { edits: [addProperty(owner, name, toDialect(finding.actual, isV30))], text: `"${name}" is declared now` };
  }
  if (finding.mismatch_type === 'type_mismatch') return planType(finding, at(finding.path), isV30);
  return { reason: 'only a person can decide what the contract should say here' };
}

function planRename(
  name: string,
  renamedTo: ContractFinding,
  parents: SourceSchema[],
  requiring: SourceSchema[],
  isV30: boolean,
): Outcome {
  const next = nameOf(renamedTo.path);
  const shape = toDialect(renamedTo.actual, isV30);
  const declaring = parents.filter(
    ({ schema }) => isObject(schema.properties) && Object.hasOwn(schema.properties, name),
  );
  const edits = declaring.map(({ schema, location }): Change => {
    const before = isObject(schema.properties) ? schema.properties[name] : undefined;
    const description =
      isObject(before) && typeof before.description === 'string' ? { description: before.description } : {};
    return {
      location: within(location, 'properties'),
      edit: { remove: name, add: { name: next, value: { ...shape, ...description } } },
    };
  });
  const [owner] = requiring;
  if (edits.length === 0 && owner) edits.push(addProperty(owner, next, shape));
  edits.push(...requiring.map((schema) => requiredEdit(schema, name, next)));
  return { edits, text: `"${name}" is renamed to "${next}", which was seen in its place` };
}

/** The one object schema that a new member belongs to. */
function ownerOf(parents: SourceSchema[]): SourceSchema | { reason: string } {
  const objects = parents.filter(({ schema }) => isObject(schema.properties) || schema.additionalProperties === false);
  const [fixed] = objects.filter(({ alternative }) => !alternative);
  if (fixed) return fixed;
  const [only, ...others] = objects;
  if (!only) return { reason: 'the contract declares no object there' };
  return others.length === 0 ? only : { reason: 'the contract offers alternatives there; a person must choose one' };
}

function planType(finding: ContractFinding, schemas: SourceSchema[], isV30: boolean): Outcome {
  const seen = isObject(finding.actual) ? finding.actual.type : undefined;
  if (typeof seen !== 'string') return { reason: 'the finding does not say which type was seen' };
  const typed = schemas.filter(({ schema }) => schema.type !== undefined);
  const [target, ...others] = typed;
  if (!target) return { reason: 'the contract names no type there' };
  if (target.alternative && others.length > 0)
    return { reason: 'the contract offers alternatives there; a person must choose one' };
  const edits = typed.flatMap((one) => retype(one, seen, finding.actual, isV30));
  return { edits, text: seen === 'null' ? 'null is allowed now' : `the type is ${seen} now` };
}

function retype({ schema, location }: SourceSchema, seen: string, actual: unknown, isV30: boolean): Change[] {
  const declared = [schema.type].flat().filter((type): type is string => typeof type === 'string' && type !== 'null');
  const set = (members: JsonObject): Change[] =>
    Object.entries(members).map(([name, value]) => ({ location, edit: { add: { name, value } } }));
  const allowNull = (): Change[] => {
    const values = Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {};
    return set({ ...writeType(declared, true, isV30), ...values });
  };
  if (seen === 'null') return allowNull();
  const nullable = (isV30 && schema.nullable === true) || [schema.type].flat().includes('null');
  const stale = staleKeywords(schema, seen).map((remove): Change => ({ location, edit: { remove } }));
  const { type: _type, ...shape } = toDialect(actual, isV30);
  return [...stale, ...set({ ...writeType([seen], nullable, isV30), ...shape })];
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const requiredEdit = ({ schema, location }: SourceSchema, drop: string, put?: string): Change => ({
  location,
  required: listOf(schema.required),
  drop,
  ...(put !== undefined && { put }),
});

function addProperty({ schema, location }: SourceSchema, name: string, value: JsonObject): Change {
  return isObject(schema.properties)
    ? { location: within(location, 'properties'), edit: { add: { name, value } } }
    : { location, edit: { add: { name: 'properties', value: { [name]: value } } } };
}

/** Keeps the texts between edits. Edits of one finding succeed together or not at all. */
function createDesk(files: Record<string, string>, nameIn: (file: string) => string) {
  const texts = new Map<string, string>();
  const done = new Set<string>();
  const lists = new Map<string, unknown[]>();
  const current = (name: string): string => texts.get(name) ?? files[name] ?? '';
  /** An empty `required` is not valid in OpenAPI 3.0: the keyword goes. */
  const editOf = (change: Change, draft: Map<string, unknown[]>): Omit<MemberEdit, 'pointer'> => {
    if ('edit' in change) return change.edit;
    const place = JSON.stringify(change.location);
    const before = draft.get(place) ?? lists.get(place) ?? change.required;
    const after = before.flatMap((name) =>
      name === change.drop ? (change.put === undefined ? [] : [change.put]) : [name],
    );
    const unique = [...new Set(after)];
    draft.set(place, unique);
    return unique.length > 0 ? { add: { name: 'required', value: unique } } : { remove: 'required' };
  };
  return {
    apply(changes: Change[]): boolean {
      const draft = new Map<string, string>();
      const draftLists = new Map<string, unknown[]>();
      const open = changes.filter((change) => !done.has(JSON.stringify(change)));
      for (const change of open) {
        const name = nameIn(change.location.file);
        const edit = { pointer: change.location.pointer, ...editOf(change, draftLists) };
        const edited = editMember(draft.get(name) ?? current(name), edit);
        if (edited === undefined) return false;
        draft.set(name, edited);
      }
      for (const change of open) done.add(JSON.stringify(change));
      for (const [place, list] of draftLists) lists.set(place, list);
      for (const [name, text] of draft) texts.set(name, text);
      return true;
    },
    changed: (): Record<string, string> =>
      Object.fromEntries(
        [...texts].filter(([name, text]) => text !== files[name]).sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
  };
}
