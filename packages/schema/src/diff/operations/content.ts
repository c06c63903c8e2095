// Request bodies and responses of two operations: statuses, media types, headers, links, forms.
import { canonicalText } from '../../json.ts';
import type { ApiContent, ApiOperation, ApiResponse } from '../../model.ts';
import type { Direction } from '../schemas/finding.ts';
import { isAny } from '../view/view.ts';
import { type Context, type Path, say, use } from './pair.ts';

export function compareRequestBody(context: Context): void {
  const { a, b } = context.pair;
  const [mine, theirs] = [a.request_body, b.request_body];
  const at = { place: 'request body', before: ['requestBody'] };
  if (!mine && !theirs) return;
  if (!theirs) {
    say(context, 'request-body-removed', 'was removed', at);
    return;
  }
  if (!mine) {
    const rule = theirs.required ? 'request-body-added-required' : 'request-body-added-optional';
    say(context, rule, theirs.required ? 'is new and required' : 'is new', at);
    return;
  }
  if (!mine.required && theirs.required) say(context, 'request-body-became-required', 'became required', at);
  if (mine.required && !theirs.required) say(context, 'request-body-became-optional', 'became optional', at);
  if (mine.description !== theirs.description)
    say(context, 'request-body-wording-changed', 'has another description', at);
  compareContent(mine.content, theirs.content, {
    context,
    direction: 'request',
    place: 'request body',
    path: ['requestBody'],
  });
}

const isSuccess = (status: string): boolean => status.startsWith('2');

/** What describes a status: itself, its range, or `default`. */
function covering(status: string, responses: Map<string, ApiResponse>): ApiResponse | undefined {
  const range = /^\d\d\d$/.test(status) ? responses.get(`${status[0]}XX`) : undefined;
  return responses.get(status) ?? range ?? responses.get('default');
}

export function compareResponses(context: Context): void {
  const { a, b } = context.pair;
  const [mine, theirs] = [byStatus(a), byStatus(b)];
  for (const [status, before] of mine) {
    const place = `response ${status}`;
    const path = ['responses', status];
    const after = theirs.get(status);
    if (after) {
      if (before.description !== after.description)
        say(context, 'response-wording-changed', 'has another description', { place, before: path });
      compareResponse(before, after, { context, place, before: path, after: path });
      continue;
    }
    const other = covering(status, theirs);
    if (!other || isSuccess(status))
      say(
        context,
        isSuccess(status) ? 'response-success-status-removed' : 'response-non-success-status-removed',
        'was removed',
        { place, before: path, after: ['responses'], ...(other && { level: 'safe' as const }) },
      );
    if (other) compareResponse(before, other, { context, place, before: path, after: ['responses', other.status] });
  }
  for (const [status, after] of theirs) {
    if (mine.has(status)) continue;
    const place = `response ${status}`;
    const path = ['responses', status];
    const other = covering(status, mine);
    say(
      context,
      isSuccess(status) ? 'response-success-status-added' : 'response-non-success-status-added',
      other ? `is described on its own now, was ${other.status}` : 'is new',
      { place, before: ['responses'], after: path, ...(other && { level: 'safe' as const }) },
    );
    if (other) compareResponse(other, after, { context, place, before: ['responses', other.status], after: path });
  }
}

const byStatus = ({ responses }: ApiOperation): Map<string, ApiResponse> =>
  new Map(responses.map((response) => [response.status, response]));

interface ResponseAt {
  context: Context;
  place: string;
  before: Path;
  after: Path;
}

function compareResponse(a: ApiResponse, b: ApiResponse, at: ResponseAt): void {
  const { context, place, before, after } = at;
  const contents: ContentAt = { context, direction: 'response', place, path: before, afterPath: after };
  if (BODILESS.test(place)) compareUnread(a.content, b.content, contents);
  else compareContent(a.content, b.content, contents);
  compareHeaders(a, b, at);
  const links = new Map(b.links.map(({ name, target }) => [name, target]));
  for (const { name, target } of a.links) {
    const now = links.get(name);
    links.delete(name);
    const where = { place, before: [...before, 'links', name], after: [...after, 'links', name] };
    if (now === undefined) say(context, 'response-link-removed', `lost the link ${name}`, where);
    else if (withoutNames(now) !== withoutNames(target))
      say(context, 'response-link-changed', `has the link ${name} to ${now} now, was ${target}`, where);
  }
  for (const name of links.keys())
    say(context, 'response-link-added', `has the new link ${name}`, {
      place,
      before,
      after: [...after, 'links', name],
    });
}

/** HTTP ends these with their headers: a client that did not would read the next answer wrongly. */
const BODILESS = /^response (1\d\d|204|205|304)$/;

/** What a contract says of a body that no answer has. */
function compareUnread(a: ApiContent[], b: ApiContent[], { context, place, path, afterPath = path }: ContentAt): void {
  const [mine, theirs] = [a.map(nameOf), b.map(nameOf)];
  const level = 'safe';
  for (const content of a)
    if (!theirs.includes(nameOf(content)))
      say(
        context,
        'response-media-type-removed',
        `lost the media type ${content.media_type}; no such answer has a body`,
        {
          ...{ place, level, after: [...afterPath, 'content'] },
          before: [...path, 'content', content.media_type],
        },
      );
  for (const content of b)
    if (!mine.includes(nameOf(content)))
      say(
        context,
        'response-media-type-added',
        `has the new media type ${content.media_type}; no such answer has a body`,
        {
          ...{ place, level, before: path },
          after: [...afterPath, 'content', content.media_type],
        },
      );
}

/** A path parameter by another name is the same path. */
const withoutNames = (target: string): string => target.replace(/\{[^{}]*\}/g, '{}');

type Header = ApiResponse['headers'][number];

function compareHeaders(a: ApiResponse, b: ApiResponse, { context, place, before, after }: ResponseAt): void {
  const left = new Map(b.headers.map((header) => [header.name.toLowerCase(), header]));
  for (const header of a.headers) {
    const now = left.get(header.name.toLowerCase());
    left.delete(header.name.toLowerCase());
    const where = {
      place: `header ${header.name} of ${place}`,
      before: [...before, 'headers', header.name],
      after: [...after, 'headers', now?.name ?? header.name],
    };
    if (now) compareHeader(header, now, where, context);
    else if (header.required)
      say(context, 'required-response-header-removed', 'was removed; it was always sent', where);
    else say(context, 'optional-response-header-removed', 'was removed', where);
  }
  for (const header of left.values())
    say(context, 'response-header-added', 'is new', {
      place: `header ${header.name} of ${place}`,
      before,
      after: [...after, 'headers', header.name],
    });
}

function compareHeader(
  a: Header,
  b: Header,
  where: { place: string; before: Path; after: Path },
  context: Context,
): void {
  if (a.required && !b.required) say(context, 'response-header-became-optional', 'may be missing now', where);
  if (!a.required && b.required) say(context, 'response-header-became-required', 'is always sent now', where);
  if (!a.deprecated && b.deprecated) say(context, 'response-header-deprecated', 'is deprecated', where);
  if (a.deprecated && !b.deprecated) say(context, 'response-header-reactivated', 'is no longer deprecated', where);
  if (canonicalText([a.description, a.example]) !== canonicalText([b.description, b.example]))
    say(context, 'response-header-wording-changed', 'has another description or example', where);
  use(context, {
    place: where.place,
    subject: 'header',
    direction: 'response',
    node: context.comparer.compare(a.schema, b.schema, 'response'),
    before: [...where.before, 'schema'],
    after: [...where.after, 'schema'],
  });
}

interface ContentAt {
  context: Context;
  direction: Direction;
  place: string;
  path: Path;
  afterPath?: Path;
}

/** Without what changes nothing: case, spaces, the encoding that JSON has anyway. */
const nameOf = ({ media_type }: ApiContent): string =>
  media_type
    .toLowerCase()
    .replaceAll(' ', '')
    .replace(/;charset="?utf-8"?/, '');

/** `application/vnd.shop+json` is JSON as well, which readers of JSON in general cannot be told from. */
const isKindOf = (name: string, plain: string): boolean => {
  const [type, suffix] = plain.split('/');
  return name.startsWith(`${type}/`) && name.endsWith(`+${suffix}`);
};

const isWithin = (name: string, range: string): boolean =>
  range === '*/*' || (range.endsWith('/*') && name !== range && name.startsWith(range.slice(0, -1)));

export function compareContent(mine: ApiContent[], theirs: ApiContent[], at: ContentAt): void {
  const { context, direction, place, path, afterPath = path } = at;
  const left = new Map(theirs.map((content) => [nameOf(content), content]));
  const used = new Set<string>();
  for (const before of mine) {
    const name = nameOf(before);
    const where = { place, before: [...path, 'content', before.media_type], after: [...afterPath, 'content'] };
    const after = left.get(name);
    if (after) {
      used.add(name);
      compareMedia(before, after, at, mine.length > 1);
      continue;
    }
    const fits = (one: string, other: string): boolean =>
      isWithin(one, other) || (direction === 'response' && isKindOf(one, other));
    const isNew = (content: ApiContent): boolean => !mine.some((own) => nameOf(own) === nameOf(content));
    const wider = theirs.find(
      (content) => fits(name, nameOf(content)) && (isNew(content) || nameOf(content).includes('*')),
    );
    const narrower = theirs.find((content) => fits(nameOf(content), name) && isNew(content));
    const other = wider ?? narrower;
    if (other) {
      used.add(nameOf(other));
      compareMedia(before, other, at, true);
    }
    const change = `${before.media_type} became ${other?.media_type}`;
    if (direction === 'response') {
      if (wider) say(context, 'response-media-type-name-generalized', change, where);
      else if (narrower) say(context, 'response-media-type-name-specialized', change, where);
      else say(context, 'response-media-type-removed', `lost the media type ${before.media_type}`, where);
    } else if (wider) say(context, 'request-body-media-type-added', change, where);
    else
      say(
        context,
        'request-body-media-type-removed',
        narrower ? change : `lost the media type ${before.media_type}`,
        where,
      );
  }
  for (const [name, after] of left) {
    if (used.has(name) || mine.some((content) => nameOf(content) === name)) continue;
    if (mine.some((content) => isWithin(name, nameOf(content)))) continue;
    say(
      context,
      direction === 'request' ? 'request-body-media-type-added' : 'response-media-type-added',
      `has the new media type ${after.media_type}`,
      { place, before: path, after: [...afterPath, 'content', after.media_type] },
    );
  }
}

function compareMedia(a: ApiContent, b: ApiContent, at: ContentAt, many: boolean): void {
  const { context, direction, path, afterPath = path } = at;
  const place = many ? `${at.place} (${a.media_type})` : at.place;
  const [before, after]: [Path, Path] = [
    [...path, 'content', a.media_type],
    [...afterPath, 'content', b.media_type],
  ];
  const isAnything = isAny(context.before.of(a.schema)) && isAny(context.after.of(b.schema));
  const [was, is] = [a.schema === undefined, b.schema === undefined];
  if (a.item_schema === undefined && b.item_schema === undefined && was !== is && !isAnything)
    say(
      context,
      `${direction}-body-media-type-schema-${was ? 'added' : 'removed'}`,
      was ? 'has a schema now; it could be anything' : 'may be anything now',
      { place, before, after },
    );
  else compareUse(a.schema, b.schema, 'schema', place);
  if (a.item_schema !== undefined || b.item_schema !== undefined)
    compareUse(a.item_schema, b.item_schema, 'itemSchema', `item of ${place}`);
  if (direction === 'request' && canonicalText(a.encoding ?? []) !== canonicalText(b.encoding ?? []))
    say(context, 'request-body-encoding-changed', `${changedEncodings(a, b)} written otherwise now`, {
      place,
      before,
      after,
    });
  const examples = (content: ApiContent) =>
    canonicalText(Object.fromEntries(content.examples.map(({ name, value }) => [name, value])));
  if (examples(a) !== examples(b))
    say(context, `${direction === 'request' ? 'request-body' : 'response'}-wording-changed`, 'has other examples', {
      place,
      before,
      after,
    });

  function compareUse(x: ApiContent['schema'], y: ApiContent['schema'], keyword: string, where: string): void {
    use(context, {
      place: where,
      subject: 'body',
      direction,
      node: context.comparer.compare(x, y, direction),
      before: [...before, keyword],
      after: [...after, keyword],
    });
  }
}

function changedEncodings(a: ApiContent, b: ApiContent): string {
  const [mine, theirs] = [a, b].map(
    ({ encoding = [] }) => new Map(encoding.map((one) => [one.name, canonicalText(one)])),
  );
  const names = [...new Set([...(mine?.keys() ?? []), ...(theirs?.keys() ?? [])])]
    .filter((name) => mine?.get(name) !== theirs?.get(name))
    .sort();
  return `has ${names.join(', ')}`;
}
