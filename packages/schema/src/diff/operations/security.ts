// What operations ask for. Each alternative is a set of schemes with scopes; a caller is still accepted when some alternative asks for no more than it has.
import { byText } from '../../json.ts';
import { type Way, waysOf } from '../../validate/credentials.ts';
import { type Context, say } from './pair.ts';

const nameOf = (way: Way): string =>
  way.size === 0
    ? 'no credentials'
    : [...way]
        .map(([scheme, scopes]) => (scopes.size > 0 ? `${scheme} (${[...scopes].sort(byText).join(', ')})` : scheme))
        .sort(byText)
        .join(' and ');

const schemesOf = (way: Way): string => [...way.keys()].sort(byText).join(' and ');

/** Who has what `owned` says has all that `asked` wants. */
const isEnough = (owned: Way, asked: Way): boolean =>
  [...asked].every(([scheme, scopes]) => {
    const mine = owned.get(scheme);
    return mine !== undefined && [...scopes].every((scope) => mine.has(scope));
  });

export function compareSecurity(context: Context): void {
  const [mine, theirs] = [waysOf(context.pair.a), waysOf(context.pair.b)];
  const at = { before: ['security'] };
  const open = (ways: Way[]) => ways.some((way) => way.size === 0);
  if (open(mine) && open(theirs)) {
    compareExtra(mine, theirs, context);
    return;
  }
  if (open(mine)) {
    say(context, 'api-security-required', `needs ${theirs.map(nameOf).sort(byText).join(' or ')} now`, at);
    return;
  }
  if (open(theirs)) {
    say(context, 'api-security-optional', 'needs no credentials now', at);
    return;
  }
  for (const way of mine) {
    if (theirs.some((other) => isEnough(way, other))) continue;
    const same = theirs.find((other) => schemesOf(other) === schemesOf(way));
    if (!same) say(context, 'api-security-removed', `no longer accepts ${nameOf(way)}`, at);
    else
      say(
        context,
        'api-security-scope-added',
        `asks for ${moreScopes(way, same).join(', ')} of ${schemesOf(way)} now`,
        at,
      );
  }
  compareExtra(mine, theirs, context);
}

/** What is accepted in addition. */
function compareExtra(mine: Way[], theirs: Way[], context: Context): void {
  const at = { before: ['security'] };
  for (const way of theirs) {
    if (way.size === 0 || mine.some((other) => nameOf(other) === nameOf(way))) continue;
    const same = mine.find((other) => schemesOf(other) === schemesOf(way));
    if (!same) say(context, 'api-security-added', `accepts ${nameOf(way)} too`, at);
    else if (moreScopes(way, same).length > 0)
      say(
        context,
        'api-security-scope-removed',
        `no longer asks for ${moreScopes(way, same).join(', ')} of ${schemesOf(way)}`,
        at,
      );
  }
}

/** `scope` that the second asks for and the first does not. */
const moreScopes = (first: Way, second: Way): string[] =>
  [...second].flatMap(([scheme, scopes]) => [...scopes].filter((scope) => !first.get(scheme)?.has(scope))).sort(byText);
