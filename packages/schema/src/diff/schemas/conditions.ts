// Keywords whose meaning depends on the whole value: not, if, contains, dependencies, names of members, items at fixed places.
// Their schemas are compared as sets: only more, only less, or undecided, and then nothing is called safe.
import { byText } from '../../json.ts';
import type { JsonSchema } from '../../model.ts';
import { type Effect, levelOf } from '../rules/schemas.ts';
import { matches } from '../view/fold.ts';
import type { Contains, SchemaView } from '../view/view.ts';
import { type Finding, list } from './finding.ts';
import type { Comparer, PairNode } from './node.ts';

type Relation = Comparer['relation'];

export function compareConditions(node: PairNode, { relation }: Comparer): void {
  const { a, b, findings } = node;
  findings.push(
    ...compareNot(a, b, relation),
    ...compareConditionals(a, b, relation),
    ...compareContains(a, b, relation),
    ...compareDependentRequired(a, b),
    ...compareMaps(a.dependentSchemas, b.dependentSchemas, 'dependent-schema', 'dependentSchemas', relation),
    ...compareNamePatterns(a, b, relation),
    ...compareOne(a.propertyNames, b.propertyNames, 'property-names', 'propertyNames', relation),
    ...compareOne(a.content.schema, b.content.schema, 'content-schema', 'contentSchema', relation),
    ...compareUnevaluated(a, b, relation),
  );
  for (const finding of findings)
    if (finding.aspect?.endsWith('-changed') && SIDED.has(finding.aspect) && finding.level === undefined)
      finding.level = levelOf(finding.effect, node.direction);
}

/** Kinds of change whose level follows from the effect that was found. */
const SIDED = new Set(
  [
    'not',
    'if',
    'then',
    'else',
    'contains',
    'dependent-required',
    'dependent-schema',
    'pattern-property',
    'property-names',
    'content-schema',
    'multiple-of',
  ].map((aspect) => `${aspect}-changed`),
);

const opposite = (effect: Effect): Effect =>
  effect === 'widens' ? 'narrows' : effect === 'narrows' ? 'widens' : effect;

const added = (aspect: string, keyword: string): Finding => ({
  aspect: `${aspect}-added`,
  effect: 'narrows',
  text: `has the new condition ${keyword}`,
  keyword,
});
const lost = (aspect: string, keyword: string): Finding => ({
  aspect: `${aspect}-removed`,
  effect: 'widens',
  text: `lost its condition ${keyword}`,
  keyword,
});
const changed = (aspect: string, keyword: string, effect: Effect): Finding => ({
  aspect: `${aspect}-changed`,
  effect,
  text: `has another condition ${keyword}`,
  keyword,
});

function compareOne(
  x: JsonSchema | undefined,
  y: JsonSchema | undefined,
  aspect: string,
  keyword: string,
  relation: Relation,
): Finding[] {
  if (x === undefined && y === undefined) return [];
  if (x === undefined) return relation(true, y) === 'none' ? [] : [added(aspect, keyword)];
  if (y === undefined) return relation(x, true) === 'none' ? [] : [lost(aspect, keyword)];
  const effect = relation(x, y);
  return effect === 'none' ? [] : [changed(aspect, keyword, effect)];
}

/** Those without an equal on the other side. */
function unmatched<T>(mine: readonly T[], theirs: readonly T[], equal: (a: T, b: T) => boolean): [T[], T[]] {
  const right = [...theirs];
  const left = mine.filter((a) => {
    const at = right.findIndex((b) => equal(a, b));
    if (at >= 0) right.splice(at, 1);
    return at < 0;
  });
  return [left, right];
}

function compareNot(a: SchemaView, b: SchemaView, relation: Relation): Finding[] {
  const [gone, fresh] = unmatched(a.not, b.not, (x, y) => relation(x, y) === 'none');
  if (gone.length === 0 && fresh.length === 0) return [];
  const banned = { candidates: [], sampleOf: fresh };
  if (gone.length === 0) return [{ ...added('not', 'not'), ...banned }];
  if (fresh.length === 0) return [{ ...lost('not', 'not'), sampleOf: gone }];
  const [x, y] = [gone[0], fresh[0]];
  const effect = gone.length === 1 && fresh.length === 1 ? opposite(relation(x, y)) : 'both';
  return [{ ...changed('not', 'not', effect), sampleOf: [...gone, ...fresh] }];
}

function compareConditionals(a: SchemaView, b: SchemaView, relation: Relation): Finding[] {
  const same = (x: JsonSchema | undefined, y: JsonSchema | undefined) => relation(x, y) === 'none';
  const [gone, fresh] = unmatched(
    a.conditionals,
    b.conditionals,
    (x, y) => same(x.if, y.if) && same(x.holds, y.holds) && same(x.fails, y.fails),
  );
  const [x, y] = [gone[0], fresh[0]];
  if (!x && !y) return [];
  if (!x) return [added('if', 'if')];
  if (!y) return [lost('if', 'if')];
  if (gone.length > 1 || fresh.length > 1 || !same(x.if, y.if)) return [changed('if', 'if', 'both')];
  return [
    ...compareOne(x.holds, y.holds, 'then', 'then', relation),
    ...compareOne(x.fails, y.fails, 'else', 'else', relation),
  ];
}

function compareContains(a: SchemaView, b: SchemaView, relation: Relation): Finding[] {
  const equal = (x: Contains, y: Contains) => relation(x.schema, y.schema) === 'none';
  const [gone, fresh] = unmatched(a.contains, b.contains, (x, y) => equal(x, y) && x.min === y.min && x.max === y.max);
  const [x, y] = [gone[0], fresh[0]];
  if (!x && !y) return [];
  if (!x) return [{ ...added('contains', 'contains'), candidates: [[]] }];
  if (!y) return [{ ...lost('contains', 'contains'), candidates: [[]] }];
  if (gone.length > 1 || fresh.length > 1) return [changed('contains', 'contains', 'both')];
  const findings: Finding[] = [];
  // More items count when the schema is wider: harmless for the minimum alone, and the other way round.
  const effect = relation(x.schema, y.schema);
  if (effect !== 'none')
    findings.push(changed('contains', 'contains', x.max === undefined && y.max === undefined ? effect : 'both'));
  const bound = (aspect: string, keyword: string, from: number, to: number, growsWider: boolean) => {
    if (from === to) return;
    findings.push({
      aspect: `${aspect}-${to > from ? 'increased' : 'decreased'}`,
      effect: to > from === growsWider ? 'widens' : 'narrows',
      text: `changed its ${keyword} from ${from} to ${to}`,
      keyword,
      candidates: [[]],
    });
  };
  bound('min-contains', 'minContains', x.min, y.min, false);
  if (x.max !== undefined && y.max !== undefined) bound('max-contains', 'maxContains', x.max, y.max, true);
  else if (y.max !== undefined)
    findings.push({
      aspect: 'max-contains-set',
      effect: 'narrows',
      text: `has the new maxContains ${y.max}`,
      keyword: 'maxContains',
    });
  else if (x.max !== undefined)
    findings.push({
      aspect: 'max-contains-unset',
      effect: 'widens',
      text: `lost its maxContains ${x.max}`,
      keyword: 'maxContains',
    });
  return findings;
}

function compareDependentRequired(a: SchemaView, b: SchemaView): Finding[] {
  const findings: Finding[] = [];
  const keyword = 'dependentRequired';
  for (const name of [...new Set([...a.dependentRequired.keys(), ...b.dependentRequired.keys()])].sort(byText)) {
    const [mine, theirs] = [a.dependentRequired.get(name), b.dependentRequired.get(name)];
    const more = [...(theirs ?? [])].filter((other) => !mine?.has(other)).sort(byText);
    const less = [...(mine ?? [])].filter((other) => !theirs?.has(other)).sort(byText);
    if (more.length === 0 && less.length === 0) continue;
    const effect = more.length === 0 ? 'widens' : less.length === 0 ? 'narrows' : 'both';
    const text = [
      ...(more.length > 0 ? [`requires ${list(more)} beside "${name}" now`] : []),
      ...(less.length > 0 ? [`no longer requires ${list(less)} beside "${name}"`] : []),
    ].join(' and ');
    const kind = !mine ? 'added' : !theirs ? 'removed' : 'changed';
    const [other] = more.length > 0 ? more : less;
    findings.push({
      aspect: `dependent-required-${kind}`,
      effect,
      text,
      keyword,
      ...(other && { proof: { without: other } }),
    });
  }
  return findings;
}

function compareMaps(
  mine: ReadonlyMap<string, JsonSchema>,
  theirs: ReadonlyMap<string, JsonSchema>,
  aspect: string,
  keyword: string,
  relation: Relation,
): Finding[] {
  return [...new Set([...mine.keys(), ...theirs.keys()])].sort(byText).flatMap((name) =>
    compareOne(mine.get(name), theirs.get(name), aspect, keyword, relation).map((finding) => ({
      ...finding,
      text: `${finding.text} for "${name}"`,
    })),
  );
}

/** A pattern that one side has not stands against what that side says about other members. */
function compareNamePatterns(a: SchemaView, b: SchemaView, relation: Relation): Finding[] {
  const patterns = [...new Set([...a.patternProperties.keys(), ...b.patternProperties.keys()])].sort(byText);
  return patterns.flatMap((pattern): Finding[] => {
    const [mine, theirs] = [a.patternProperties.get(pattern), b.patternProperties.get(pattern)];
    const kind = mine === undefined ? 'added' : theirs === undefined ? 'removed' : 'changed';
    const alone = relation(mine ?? a.rest, theirs ?? b.rest);
    const met = kind === 'changed' ? 'none' : limitsOthers(kind === 'added' ? a : b, pattern, mine ?? theirs, relation);
    const beside = kind === 'added' ? 'narrows' : 'widens';
    const effect = met === 'none' || alone === beside ? alone : alone === 'none' ? beside : 'both';
    if (effect === 'none') return [];
    const text = {
      added: `has the new condition patternProperties for /${pattern}/`,
      removed: `lost its condition patternProperties for /${pattern}/`,
      changed: `has another condition patternProperties for /${pattern}/`,
    }[kind];
    // Where other members were limited too, the pattern may have opened what was closed.
    const opens = { added: 'widens', removed: 'narrows', changed: 'none' }[kind] === effect;
    const finding: Finding = { aspect: `pattern-property-${kind}`, effect, text, keyword: 'patternProperties' };
    const level = met === 'maybe' && effect !== alone ? { level: 'risky' as const } : {};
    return [{ ...finding, ...level, ...((opens || effect === 'both') && { aspect: 'pattern-property-changed' }) }];
  });
}

/** A pattern holds for declared members and for those of other patterns too: whether it forbids there what was allowed. */
function limitsOthers(
  view: SchemaView,
  pattern: string,
  schema: JsonSchema | undefined,
  relation: Relation,
): 'none' | 'maybe' | 'some' {
  const limits = (own: JsonSchema) => !['none', 'widens'].includes(relation(own, schema));
  if ([...view.properties].some(([name, own]) => matches(pattern, name) && limits(own))) return 'some';
  const others = [...view.patternProperties].filter(([other]) => other !== pattern && !areApart(other, pattern));
  return others.some(([, own]) => limits(own)) ? 'maybe' : 'none';
}

/** Both begin with a fixed text, and with different ones. */
function areApart(first: string, second: string): boolean {
  const [x, y] = [first, second].map((pattern) =>
    pattern.includes('|') ? '' : (/^\^([\w-]+)(?![\w?*{-])/.exec(pattern)?.[1] ?? ''),
  );
  return !!x && !!y && !x.startsWith(y) && !y.startsWith(x);
}

function compareUnevaluated(a: SchemaView, b: SchemaView, relation: Relation): Finding[] {
  return (['Properties', 'Items'] as const).flatMap((noun): Finding[] => {
    const keyword = `unevaluated${noun}`;
    const [x, y] =
      noun === 'Items' ? [a.unevaluatedItems, b.unevaluatedItems] : [a.unevaluatedProperties, b.unevaluatedProperties];
    const effect = relation(x, y);
    if (effect === 'none') return [];
    const kind = effect === 'widens' ? 'removed' : 'added';
    return [
      {
        aspect: `unevaluated-${noun.toLowerCase()}-${kind}`,
        effect,
        text:
          kind === 'added'
            ? `limits ${noun === 'Items' ? 'items' : 'members'} that nothing else describes`
            : `no longer limits ${noun === 'Items' ? 'items' : 'members'} that nothing else describes`,
        keyword,
        ...(effect === 'both' && { level: 'breaking' as const }),
      },
    ];
  });
}
