// reading.ts of a TypeScript SDK: streams in pieces, and the way from page to page. The text below is the file.
// It uses no template literals, so that it can stand in one.

export const TYPESCRIPT_READING = String.raw`/** Text in pieces of any size. */
async function* textOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string, void, undefined> {
  if (body === null) return;
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield decoder.decode(next.value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    // Whoever leaves early closes the connection.
    await reader.cancel().catch(() => undefined);
  }
}

/** Lines that end with LF, CR LF or CR; the last one may lack its end. */
async function* linesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const text of textOf(body)) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  const last = rest.replace(/\r$/, '');
  if (last !== '') yield last;
}

/** The data of server-sent events, until the stream or a [DONE] ends it. */
export async function* eventsOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string, void, undefined> {
  let data: string[] = [];
  for await (const line of linesOf(body)) {
    if (line === '') {
      const text = data.join('\n');
      if (text === '[DONE]') return;
      if (data.length > 0) yield text;
      data = [];
    } else if (line === 'data') data.push('');
    else if (line.startsWith('data:')) data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
  }
}

/** The lines that hold a value, without the record separators of RFC 7464. */
export async function* jsonLinesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string, void, undefined> {
  for await (const line of linesOf(body)) {
    const text = line.replace(/^\u001e/, '').trim();
    if (text !== '') yield text;
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
