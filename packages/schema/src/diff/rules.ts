// Which way a type, a set of values or a limit moved, and what that means in each direction.
import type { Direction, Finding } from './finding.ts';
import { narrowed, widened } from './finding.ts';
import type { SchemaView } from './view.ts';

/** +1: a larger number allows more; -1: a smaller one does. */
const LIMITS: Record<string, 1 | -1> = {
  maximum: 1,
  exclusiveMaximum: 1,
  maxLength: 1,
  maxItems: 1,
  maxProperties: 1,
  minimum: -1,
  exclusiveMinimum: -1,
  minLength: -1,
  minItems: -1,
  minProperties: -1,
};
const WIDER_FORMATS: Record<string, string> = { int32: 'int64', float: 'double' };

export function compareTypes(a: SchemaView, b: SchemaView, direction: Direction): Finding[] {
  const [mine, theirs] = [a.types, b.types];
  if (!mine && !theirs) return [];
  const covers = (outer: Set<string> | undefined, inner: Set<string> | undefined): boolean =>
    !outer ||
    (inner !== undefined && [...inner].every((type) => outer.has(type) || (type === 'integer' && outer.has('number'))));
  const up = covers(theirs, mine);
  const down = covers(mine, theirs);
  if (up && down) return [];
  const text = `changed its type from ${nameTypes(mine)} to ${nameTypes(theirs)}`;
  if (up) return [{ severity: widened(direction), text }];
  return [{ severity: down ? narrowed(direction) : 'breaking', text }];
}

const nameTypes = (types: Set<string> | undefined): string =>
  types ? [...types].sort().join(' or ') || 'null' : 'any';

export function compareValues(a: SchemaView, b: SchemaView, direction: Direction): Finding[] {
  const [mine, theirs] = [a.values, b.values];
  if (!mine && !theirs) return [];
  if (!mine) return [{ severity: narrowed(direction), text: `allows only the values ${list(theirs)} now` }];
  if (!theirs) return [{ severity: widened(direction), text: 'is no longer limited to a list of values' }];
  const findings: Finding[] = [];
  const lost = [...mine].filter((value) => !theirs.has(value)).sort();
  const gained = [...theirs].filter((value) => !mine.has(value)).sort();
  if (lost.length > 0) findings.push({ severity: narrowed(direction), text: `no longer allows ${list(lost)}` });
  if (gained.length > 0) findings.push({ severity: widened(direction), text: `allows ${list(gained)} too` });
  return findings;
}

const MAX_LISTED = 6;
function list(values: Iterable<string> | undefined): string {
  const all = [...(values ?? [])];
  const rest = all.length - MAX_LISTED;
  return all.slice(0, MAX_LISTED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

export function compareConstraints(a: SchemaView, b: SchemaView, direction: Direction): Finding[] {
  const keywords = [...new Set([...a.constraints.keys(), ...b.constraints.keys()])].sort();
  return keywords.flatMap((keyword): Finding[] => {
    const [x, y] = [a.constraints.get(keyword), b.constraints.get(keyword)];
    if (x === y) return [];
    const text =
      x === undefined
        ? `has the new ${keyword} ${String(y)}`
        : y === undefined
          ? `lost its ${keyword} ${String(x)}`
          : `changed its ${keyword} from ${String(x)} to ${String(y)}`;
    return [{ severity: constraintSeverity(keyword, x, y, direction), text }];
  });
}

function constraintSeverity(keyword: string, x: unknown, y: unknown, direction: Direction): Finding['severity'] {
  const sign = LIMITS[keyword];
  if (sign !== undefined) {
    const isTighter = x === undefined || (typeof x === 'number' && typeof y === 'number' && (y - x) * sign < 0);
    return isTighter ? narrowed(direction) : widened(direction);
  }
  if (x === undefined) return narrowed(direction);
  // Who reads an answer rarely relied on a promise of form; that it is given up is worth telling, no more.
  if (y === undefined) return 'non_breaking';
  if (keyword === 'pattern') return narrowed(direction);
  if (keyword === 'format') {
    if (WIDER_FORMATS[String(x)] === y) return widened(direction);
    if (WIDER_FORMATS[String(y)] === x) return narrowed(direction);
  }
  return 'breaking';
}
