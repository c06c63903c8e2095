// Methods of a C# SDK: required arguments first, then what may be left out, with defaults; at the end options and the
// token that cancels. Lists that come in pages have a `…PagedAsync` beside, bytes a `…StreamAsync`.

import type { Body, Operation, Pagination, Param, Result } from '../../ir/model.ts';
import { withoutNull } from '../aliases.ts';
import { nameArguments } from './naming.ts';
import { docComment, paramTag, quote } from './text.ts';
import { readerOf, type Spelling, spell, written } from './types.ts';

interface Argument {
  name: string;
  type: string;
  doc: string;
  required: boolean;
}

function argumentsOf(operation: Operation, spelling: Spelling): Argument[] {
  const names = nameArguments(operation.params);
  const all = operation.params.map((param) => ({
    name: names.get(param) ?? param.wire,
    type: spell(withoutNull(param.type, spelling.ir), spelling),
    ...{ doc: param.doc, required: param.required },
  }));
  const { body } = operation;
  if (body !== undefined) {
    const own = body.kind === 'json' || body.kind === 'form' || body.kind === 'multipart';
    const type = own
      ? spell(withoutNull(body.type, spelling.ir), spelling)
      : body.kind === 'text'
        ? 'string'
        : 'Upload';
    all.push({ name: 'body', type, doc: '', required: body.required });
  }
  return [...all.filter(({ required }) => required), ...all.filter(({ required }) => !required)];
}

const LAST = ['RequestOptions? options = null', 'CancellationToken cancellationToken = default'];

const declared = ({ name, type, required }: Argument): string =>
  required ? `${type} ${name}` : `${type}? ${name} = null`;

export function emitMethods(operation: Operation, spelling: Spelling): string {
  const method = spelling.names.method(operation.name);
  const texts = [emitForm(operation, spelling, `${method}Async`, operation.result)];
  if (operation.result.kind === 'binary') texts.push(emitForm(operation, spelling, `${method}StreamAsync`, 'stream'));
  if (operation.stream !== undefined) {
    texts.push(emitForm(operation, spelling, `${method}StreamAsync`, operation.stream));
  }
  if (operation.pagination !== undefined) texts.push(emitPaged(operation, operation.pagination, spelling));
  return [...texts, emitCall(operation, spelling)].map((text) => `\n${text}`).join('');
}

type Answered = Result | 'stream';

function emitForm(operation: Operation, spelling: Spelling, method: string, result: Answered): string {
  const [type, sent] = answer(operation, result, spelling);
  return emitMethod(operation, spelling, `${type} ${method}`, `return http.${sent};`);
}

function emitMethod(operation: Operation, spelling: Spelling, head: string, body: string, more = ''): string {
  const args = argumentsOf(operation, spelling);
  const doc = [operation.doc, more, operation.key].filter((part) => part !== '').join('\n\n');
  const tags = args.filter((arg) => arg.doc !== '').map(({ name, doc }) => paramTag(name.replace('@', ''), doc));
  const obsolete = operation.deprecated ? '    [Obsolete("The contract says that this is deprecated.")]\n' : '';
  const listed = [...args.map(declared), ...LAST];
  const flat = `    public ${head}(${listed.join(', ')})`;
  // Arguments stand in lines of their own, so that one more changes one line.
  const signature =
    args.length === 0 && flat.length <= 120 ? flat : `    public ${head}(\n        ${listed.join(',\n        ')})`;
  return `${docComment(doc, '    ', tags)}${obsolete}${signature}\n    {\n        ${body}\n    }\n`;
}

/** What a method returns, and the call of `Http` that gives it. */
function answer(operation: Operation, result: Answered, spelling: Spelling): [string, string] {
  const call = callText(operation, spelling);
  const rest = 'options, cancellationToken)';
  if (result === 'stream') return ['Task<Stream>', `StreamAsync(${call}, ${rest}`];
  switch (result.kind) {
    case 'none':
      return ['Task', `NoneAsync(${call}, ${rest}`];
    case 'text':
      return ['Task<string>', `TextAsync(${call}, ${rest}`];
    case 'binary':
      return ['Task<byte[]>', `BinaryAsync(${call}, ${rest}`];
    case 'events':
    case 'lines': {
      const type = spell(result.type, spelling);
      const text = withoutNull(result.type, spelling.ir).kind === 'string';
      const name = result.kind === 'events' ? 'Events' : 'Lines';
      return [
        `IAsyncEnumerable<${type}>`,
        `${name}<${type}>(${call}, ${readerOf(result.type, spelling)}, ${text}, ${rest}`,
      ];
    }
    case 'json': {
      const inner = withoutNull(result.type, spelling.ir);
      const wanted = result.mayBeEmpty ? ({ kind: 'nullable', of: inner } as const) : result.type;
      // Of anything, nothing is `undefined`; it has no null of its own.
      const type = spell(inner.kind === 'any' ? inner : wanted, spelling);
      const reader = readerOf(inner.kind === 'any' ? inner : wanted, spelling);
      return [`Task<${type}>`, `${result.mayBeEmpty ? 'Maybe' : ''}JsonAsync<${type}>(${call}, ${reader}, ${rest}`];
    }
  }
}

const callText = (operation: Operation, spelling: Spelling): string =>
  `${spelling.names.method(operation.name)}Call(${argumentsOf(operation, spelling)
    .map(({ name }) => name)
    .join(', ')})`;

function emitCall(operation: Operation, spelling: Spelling): string {
  const names = nameArguments(operation.params);
  const args = argumentsOf(operation, spelling).map(
    ({ name, type, required }) => `${type}${required ? '' : '?'} ${name}`,
  );
  const steps = operation.params.map((param) => paramStep(param, names.get(param) ?? param.wire, spelling));
  if (operation.body !== undefined) steps.push(bodyStep(operation.body, spelling));
  if (operation.auth !== undefined) steps.push(`.Auth(${operation.auth.map(stringArray).join(', ')})`);
  if (operation.idempotencyHeader !== undefined) steps.push(`.Idempotency(${quote(operation.idempotencyHeader)})`);
  for (const { status, type } of operation.errors) {
    steps.push(`.Error<${spell(type, spelling)}>(${quote(status)}, ${readerOf(type, spelling)})`);
  }
  const start = `new Call(${quote(operation.method)}, ${quote(operation.path)}, ${operation.repeatable})`;
  const name = spelling.names.method(operation.name);
  return `    private static Call ${name}Call(${args.join(', ')})
    {
        return ${start}${steps.map((step) => `\n            ${step}`).join('')};
    }
`;
}

const stringArray = (texts: readonly string[]): string =>
  texts.length === 0 ? 'new string[0]' : `new[] { ${texts.map(quote).join(', ')} }`;

const IN: Readonly<Record<Param['in'], string>> = { path: 'Path', query: 'Query', header: 'Header', cookie: 'Cookie' };

function paramStep(param: Param, value: string, spelling: Spelling): string {
  const sent = written(param.type, value, spelling);
  const text = param.mediaType === undefined ? sent : `Call.Document(${sent})`;
  const head = `.${IN[param.in]}(${quote(param.wire)}, ${text}`;
  const style = `${quote(param.style)}, ${param.explode}`;
  if (param.in === 'query') return `${head}, ${style}, ${param.allowReserved === true})`;
  return param.in === 'path' ? `${head}, ${style})` : `${head}, ${param.explode})`;
}

function bodyStep(body: Body, spelling: Spelling): string {
  if (body.kind === 'text') return `.TextBody(body, ${quote(body.mediaType)})`;
  if (body.kind === 'binary') return `.BinaryBody(body, ${quote(body.mediaType)})`;
  const sent = written(body.type, 'body', spelling);
  if (body.kind === 'json') return `.JsonBody(${sent}, ${quote(body.mediaType)})`;
  const rows = (body.encoding ?? []).flatMap(({ wire, mediaType, style, explode, allowReserved }) => {
    if (body.kind === 'multipart') return mediaType === undefined ? [] : [[wire, mediaType]];
    if (mediaType === undefined && style === undefined && explode === undefined && allowReserved === undefined)
      return [];
    const json = mediaType !== undefined && /[/+]json\b/i.test(mediaType);
    return [[wire, json ? 'json' : (style ?? 'form'), String(explode ?? true), String(allowReserved === true)]];
  });
  return `.${body.kind === 'form' ? 'Form' : 'Multipart'}Body(${[sent, ...rows.map(stringArray)].join(', ')})`;
}

function emitPaged(operation: Operation, pagination: Pagination, spelling: Spelling): string {
  const types = `${spell(pagination.itemType, spelling)}, ${spell(operation.result.type, spelling)}`;
  const items = [
    ...['http', callText(operation, spelling), 'options', 'cancellationToken'],
    ...[readerOf(operation.result.type, spelling), readerOf(pagination.itemType, spelling)],
    ...[stringArray(pagination.items), nextText(pagination)],
  ];
  const body = `return new Paged<${types}>(new PageSource<${types}>(\n            ${items.join(',\n            ')}));`;
  const head = `Paged<${types}> ${spelling.names.method(operation.name)}PagedAsync`;
  const more = 'All items over all pages; each page is asked for when it is needed.';
  return emitMethod(operation, spelling, head, body, more);
}

function nextText(pagination: Pagination): string {
  switch (pagination.kind) {
    case 'cursor':
      return `Paging.Cursor(${quote(pagination.param)}, ${stringArray(pagination.next)}, ${stringArray(pagination.more ?? [])})`;
    case 'last_item': {
      const places = `${stringArray(pagination.items)}, ${stringArray(pagination.more ?? [])}`;
      return `Paging.LastItem(${quote(pagination.param)}, ${quote(pagination.field)}, ${places})`;
    }
    case 'page':
      return `Paging.Count(${quote(pagination.param)}, ${pagination.first}L, 1)`;
    case 'offset':
      return `Paging.Count(${quote(pagination.param)}, ${pagination.first}L, 0)`;
    case 'url':
      return `Paging.Url(${stringArray(pagination.next)})`;
  }
}
