// pages.ts of a TypeScript SDK: a list as its pages and items, and the way from one page to the next. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const PAGES = String.raw`/** All pages of a list: for await gives its items, pages() gives the pages. Each is asked for when it is needed. */
export class Pages<T, Item> implements AsyncIterable<Item> {
  readonly #pages: () => AsyncGenerator<T, void, undefined>;
  readonly #items: (page: T) => unknown[];

  constructor(pages: () => AsyncGenerator<T, void, undefined>, items: (page: T) => unknown[]) {
    this.#pages = pages;
    this.#items = items;
  }

  pages(): AsyncGenerator<T, void, undefined> {
    return this.#pages();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.#pages()) yield* this.#items(page) as Item[];
  }
}

/** How the next page is asked for; names are paths in the page. */
export type PageRule = { items: readonly string[] } & (
  | { kind: 'cursor'; arg: string; next: readonly string[]; more?: readonly string[] }
  | { kind: 'last_item'; arg: string; field: string; more?: readonly string[] }
  | { kind: 'page'; arg: string; first: number }
  | { kind: 'offset'; arg: string; first: number }
  | { kind: 'url'; next: readonly string[] }
);

export interface Page<T> {
  value: T;
  headers: Headers;
  url: string;
}

/** What is asked for next: other arguments, or another URL. */
export type NextPage = { args: { [name: string]: unknown } } | { url: string };

export function itemsOf(rule: PageRule, value: unknown): unknown[] {
  const items = at(value, rule.items);
  return Array.isArray(items) ? items : [];
}

/** The way to the page after this one, if there is one. */
export function nextPage(rule: PageRule, page: Page<unknown>, position: number): NextPage | undefined {
  const items = itemsOf(rule, page.value);
  if (rule.kind === 'url') {
    const url = rule.next.length === 0 ? nextLink(page.headers) : at(page.value, rule.next);
    return typeof url === 'string' && url !== '' ? { url: new URL(url, page.url).href } : undefined;
  }
  if (items.length === 0) return undefined;
  if (rule.kind === 'page' || rule.kind === 'offset') return { args: { [rule.arg]: position } };
  if (rule.more !== undefined && at(page.value, rule.more) === false) return undefined;
  const cursor = rule.kind === 'cursor' ? at(page.value, rule.next) : at(items.at(-1), [rule.field]);
  return cursor === undefined || cursor === null || cursor === '' ? undefined : { args: { [rule.arg]: cursor } };
}

function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

function nextLink(headers: Headers): string | undefined {
  for (const match of (headers.get('link') ?? '').matchAll(/<([^>]*)>((?:\s*;[^,;="]*(?:=(?:"[^"]*"|[^,;"]*))?)*)/g)) {
    if (/;\s*rel\s*=\s*"?(?:[^";]*\s)?next(?:\s[^";]*)?"?\s*(?:;|$)/i.test(match[2] ?? '')) return match[1];
  }
  return undefined;
}
`;
