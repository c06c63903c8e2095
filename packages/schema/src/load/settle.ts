// After everything was read: which operations and schemas are whole, and what is said about the others.
import { byText } from '../json.ts';
import { mentionedNames } from '../keywords.ts';
import type { ApiOperation, JsonSchema } from '../model.ts';
import type { ReadOperation, UnsignedOperation } from './operations.ts';
import type { Problem } from './problem.ts';
import type { NamedSchema } from './schemas.ts';

export type Unsigned = UnsignedOperation & { callbacks: Unsigned[] | ApiOperation[] };

/** Of one operation; what else is wrong shows once these are corrected. */
const MAX_PROBLEMS = 10;

/** A problem, the pointer of what was left out because of it, and the words that say so. */
interface Broken {
  path: string;
  what: string;
  problem: Problem;
}

export function settle(
  read: { operations: ReadOperation[]; webhooks: ReadOperation[] },
  named: Map<string, NamedSchema>,
): { operations: Unsigned[]; webhooks: Unsigned[]; schemas: Record<string, JsonSchema>; broken: Broken[] } {
  const broken: Broken[] = [];
  const reported = new Set<string>();
  const unsound = unsoundNames(named);
  const keep = ({ operation, problems, names, callbacks }: ReadOperation): Unsigned[] => {
    const all = [...problems];
    for (const name of reach(names, named, unsound)) {
      if (all.length >= MAX_PROBLEMS) break;
      const inherited = named.get(name)?.problems ?? [];
      if (inherited.length > 0) reported.add(name);
      all.push(...inherited.slice(0, MAX_PROBLEMS));
    }
    const what = `${operation.key} is left out: `;
    for (const problem of all.slice(0, MAX_PROBLEMS)) broken.push({ path: operation.pointer, what, problem });
    if (all.length > 0) return [];
    return [{ ...operation, callbacks: callbacks.flatMap(keep).sort((a, b) => byText(a.key, b.key)) }];
  };
  const operations = read.operations.flatMap(keep);
  const webhooks = read.webhooks.flatMap(keep);

  const schemas: [string, JsonSchema][] = [];
  for (const [name, { problems, schema, location }] of named) {
    if (!unsound.has(name)) schemas.push([name, schema]);
    if (reported.has(name)) continue;
    const what = `the schema ${name} is left out: `;
    for (const problem of problems.slice(0, MAX_PROBLEMS)) broken.push({ path: location.pointer, what, problem });
  }
  return { operations, webhooks, schemas: Object.fromEntries(schemas.sort(([a], [b]) => byText(a, b))), broken };
}

/** Names of the schemas that have problems or lead to one that has. */
function unsoundNames(named: Map<string, NamedSchema>): Set<string> {
  const users = new Map<string, string[]>();
  for (const [user, { names }] of named)
    for (const name of names) {
      const list = users.get(name);
      if (list) list.push(user);
      else users.set(name, [user]);
    }
  const unsound = new Set<string>();
  const open = [...named].filter(([, { problems }]) => problems.length > 0).map(([name]) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (unsound.has(name)) continue;
    unsound.add(name);
    for (const user of users.get(name) ?? []) open.push(user);
  }
  return unsound;
}

/** What the names lead to, staying within `among`. */
function* reach(
  names: Iterable<string>,
  named: Map<string, NamedSchema>,
  among: ReadonlySet<string>,
): Generator<string> {
  const reached = new Set<string>();
  const open = [...names].sort(byText).reverse();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name) || !among.has(name)) continue;
    reached.add(name);
    yield name;
    for (const next of named.get(name)?.names ?? []) open.push(next);
  }
}

/** A schema that is itself without a property or an item in between can never be checked. */
export function reportEndlessCycles(named: Map<string, NamedSchema>): void {
  const direct = new Map([...named].map(([name, { schema }]) => [name, mentionedNames(schema, new Set(), true)]));
  const state = new Map<string, 'open' | 'done'>();
  const report = (name: string) => {
    const entry = named.get(name);
    entry?.problems.push({
      code: 'SCH017',
      message: `the schema ${name} contains itself without a property or an item in between`,
      location: entry.location,
      hint: 'remove the reference that leads back to it',
    });
  };
  for (const start of named.keys()) {
    if (state.has(start)) continue;
    // Not recursive: a chain of references may be as long as the contract.
    const way = [{ name: start, next: [...(direct.get(start) ?? [])] }];
    state.set(start, 'open');
    for (let here = way.at(-1); here; here = way.at(-1)) {
      const name = here.next.pop();
      if (name === undefined) {
        state.set(here.name, 'done');
        way.pop();
      } else if (state.get(name) === 'open') report(name);
      else if (!state.has(name)) {
        state.set(name, 'open');
        way.push({ name, next: [...(direct.get(name) ?? [])] });
      }
    }
  }
}
