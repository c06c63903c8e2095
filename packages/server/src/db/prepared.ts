// Statements that come again and again are prepared under a name, once per connection: PostgreSQL then parses and plans them no more, which for our short ones
// is half of what they cost. In: a pool. Only few names are given, because every connection keeps each of its plans in memory.
import type pg from 'pg';

/** Of a pool, not of a connection. */
const MAX_NAMED = 100;
/** So often seen, a statement will be seen again. */
const OFTEN = 20;
/** Texts that are counted; beyond it the count starts anew. Those that never come again are lists of a length of their own. */
const MAX_COUNTED = 2_000;

export function prepareRepeated(pool: pg.Pool): void {
  const names = new Map<string, string>();
  let seen = new Map<string, number>();

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined || names.size >= MAX_NAMED) return known;
    const times = (seen.get(text) ?? 0) + 1;
    if (seen.size > MAX_COUNTED) seen = new Map();
    seen.set(text, times);
    if (times < OFTEN || !isPreparable(text)) return undefined;
    const name = `often_${names.size}`;
    names.set(text, name);
    return name;
  }

  pool.on('connect', (client) => {
    const query: unknown = Reflect.get(client, 'query');
    if (typeof query !== 'function') return;
    Reflect.set(client, 'query', (...args: unknown[]) => {
      const [text, values, ...more] = args;
      const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
      return Reflect.apply(query, client, name === undefined ? args : [{ name, text, values }, ...more]);
    });
  });
}

/** The columns of `*` may change under a plan when a newer server migrates, and then every use of it fails. */
function isPreparable(text: string): boolean {
  return !/(\bselect|\breturning|\w\.)\s*\*/i.test(text);
}
