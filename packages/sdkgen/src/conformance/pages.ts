// Lists in pages of every kind. Each ends in another way, and a client that asks once too often is told so.

import { type Answer, count, type Reply } from './memory.ts';
import { expectSame, expectThat, type Seen } from './seen.ts';

const items = (...ids: number[]) => ids.map((id) => ({ id: String(id), text: `item ${id}` }));
const queryOf = ({ query }: Seen): Record<string, string> => Object.fromEntries(new URLSearchParams(query));

export const PAGES: Record<string, Answer> = {
  'GET /pages/cursor': (seen) => {
    const { cursor, limit, ...rest } = queryOf(seen);
    expectSame('query', [limit, rest], ['2', {}]);
    const page = (data: object[], next_cursor: string | null): Reply => ({ body: { data, meta: { next_cursor } } });
    if (cursor === undefined) return page(items(1, 2), 'a/b=');
    if (cursor === 'a/b=') return page(items(3, 4), 'c');
    expectSame('cursor', cursor, 'c');
    return page(items(5), null);
  },
  'GET /pages/after': (seen) => {
    const query = queryOf(seen);
    if (query.starting_after === undefined) return { body: { data: items(1, 2), has_more: true } };
    expectSame('query', query, { starting_after: '2' });
    return { body: { data: items(3), has_more: false } };
  },
  'GET /pages/numbered': (seen) => {
    const { page = '1', per_page } = queryOf(seen);
    expectSame('per_page', per_page, '2');
    expectThat(Number(page) <= 3, `page ${page} was asked for after an empty one`);
    return { body: page === '1' ? items(1, 2) : page === '2' ? items(3, 4) : [] };
  },
  'GET /pages/offset': (seen) => {
    const { offset = '0', limit } = queryOf(seen);
    expectSame('limit', limit, '2');
    expectThat(['0', '2', '4'].includes(offset), `no page starts at offset ${offset}`);
    return { body: offset === '0' ? items(1, 2) : offset === '2' ? items(3, 4) : [] };
  },
  'GET /pages/link': (seen, memory, name) => {
    const { p } = queryOf(seen);
    const here = `${seen.base}/pages/link`;
    expectThat(count(memory, name) <= 2, 'a page was asked for after the last one');
    if (p === undefined) {
      const link = `<${here}?p=9>; rel="last", <${here}?p=2>; title="a, b"; rel="next"`;
      return { headers: { link }, body: items(1, 2) };
    }
    expectSame('p', p, '2');
    return { headers: { link: `<${here}>; rel="first"` }, body: items(3) };
  },
  'GET /pages/url': (seen, memory) => {
    const { only } = queryOf(seen);
    const page = (data: object[], next_url: string): Reply => ({ body: { items: data, next_url } });
    expectThat(!seen.foreign, 'a next URL was followed to another origin');
    if (only === 'foreign') return page(items(1), `${seen.otherBase}/pages/url?only=2`);
    if (only === undefined) return page(items(1, 2), `${seen.base}/pages/url?only=2`);
    if (only === '2') return page(items(3), `${new URL(seen.base).pathname}/pages/url?only=3`);
    expectSame('times that a URL which repeats is asked', count(memory, `listByUrl ${only}`), 1);
    return page(items(4), `${seen.base}/pages/url?only=3`);
  },
};
