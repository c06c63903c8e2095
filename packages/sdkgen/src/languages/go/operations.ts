// Methods of a Go SDK: what is required as arguments, then the body, then a struct of what is optional, then options of
// the call. An operation with pages or streams has a builder that its methods share.

import type { Body, Operation, Pagination, Param } from '../../ir/model.ts';
import { isNullable } from '../../ir/refs.ts';
import { alignRows } from './layout.ts';
import { type GoVariant, goName, nameArguments, nameParamFields } from './naming.ts';
import { docComment, quote } from './text.ts';
import { pointerTo, resultExpression, type Spelling, typeExpression } from './types.ts';

const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY']);

/** The key of a repetition is never asked for: the client makes one. */
export const isRequired = (param: Param, { idempotencyHeader }: Operation): boolean =>
  param.required && !(param.in === 'header' && param.wire.toLowerCase() === idempotencyHeader?.toLowerCase());

export const optionalParams = (operation: Operation): Param[] =>
  operation.params.filter((param) => !isRequired(param, operation));

export function emitParams(operation: Operation, spelling: Spelling): string {
  const optional = optionalParams(operation);
  if (optional.length === 0) return '';
  const fields = nameParamFields(optional);
  const rows = optional.map((param) => ({
    doc: docComment(param.doc, '\t'),
    cells: [fields.get(param) ?? param.wire, pointerTo(withoutNullable(param), spelling)],
  }));
  const name = spelling.names.params(operation);
  const of = spelling.names.method(operation);
  return `// ${name} are the optional parameters of ${of}.\ntype ${name} struct {\n${alignRows(rows, '\t')}}\n\n`;
}

/** A null in a parameter is its absence. */
export const withoutNullable = ({ type }: Param): Param['type'] => (type.kind === 'nullable' ? type.of : type);

interface Signature {
  /** `orderID string` */
  parameters: string[];
  /** `orderID` */
  values: string[];
  lines: string[];
}

export function emitMethods(operation: Operation, receiver: string, spelling: Spelling): string {
  const signature = signatureOf(operation, spelling);
  const variants = variantsOf(operation, spelling);
  const shared = variants.length > 0;
  const builder = `call${goName(operation.name)}`;
  const { text: success, expression, request } = resultOf(operation, spelling);
  const inline = shared ? [`call := ${builder}(${signature.values.join(', ')})`] : signature.lines;
  const { names } = spelling;
  const main = method(
    operation,
    { receiver, name: names.method(operation), parameters: signature.parameters, result: expression },
    [...inline, `return ${request}(ctx, api.core, call, opts)`],
    docText(operation, names.method(operation), success),
  );
  const others = variants.map(({ suffix, result, request: open, doc, rest }) => {
    const name = names.variant(operation, suffix);
    const lines = [...inline, `return ${open}(ctx, api.core, call, ${rest}opts)`];
    const deprecated = operation.deprecated ? `\n\n${DEPRECATED}` : '';
    return method(
      operation,
      { receiver, name, parameters: signature.parameters, result },
      lines,
      docComment(`${name} ${doc}${deprecated}`),
    );
  });
  const build = shared
    ? [
        `func ${builder}(${signature.parameters.join(', ')}) *call {\n`,
        ...[...signature.lines, 'return call'].map((line) => `\t${line}\n`),
        '}\n',
      ].join('')
    : '';
  return [main, ...others, build].filter((text) => text !== '').join('\n');
}

const DEPRECATED = 'Deprecated: the contract says that this operation goes away.';

function method(
  _operation: Operation,
  { receiver, name, parameters, result }: { receiver: string; name: string; parameters: string[]; result: string },
  lines: string[],
  doc: string,
): string {
  const all = ['ctx context.Context', ...parameters, 'opts ...Option'].join(', ');
  const body = lines.flatMap((line) => line.split('\n')).map((line) => `\t${line}\n`);
  return `${doc}func (api *${receiver}) ${name}(${all}) ${result} {\n${body.join('')}}\n`;
}

function docText(operation: Operation, name: string, success: string): string {
  const failures = operation.errors.map(({ status, type }) =>
    type.kind === 'named' ? `${status} ${type.name}` : status,
  );
  const errors = failures.length === 0 ? '' : `Failures with a documented body: ${failures.join(', ')}.`;
  const head = operation.doc === '' ? `${name} sends ${operation.key}.` : `${name}: ${operation.doc}`;
  const call = operation.doc === '' ? '' : operation.key;
  const deprecated = operation.deprecated ? DEPRECATED : '';
  return docComment([head, call, success, errors, deprecated].filter((part) => part !== '').join('\n\n'));
}

interface Variant {
  suffix: GoVariant;
  result: string;
  request: string;
  doc: string;
  rest: string;
}

function variantsOf(operation: Operation, spelling: Spelling): Variant[] {
  const { pagination, result, stream } = operation;
  const variants: Variant[] = [];
  const main = spelling.names.method(operation);
  if (pagination !== undefined) {
    const item = typeExpression(pagination.itemType, spelling);
    const page = resultExpression(result.type, false, spelling);
    const rest = `${pagingLiteral(pagination)}, `;
    variants.push(
      {
        suffix: 'Items',
        result: `iter.Seq2[${item}, error]`,
        request: `itemsOf[${item}]`,
        doc: `loops over the items of all pages of ${main}, each page asked for when it is needed.`,
        rest,
      },
      {
        suffix: 'Pages',
        result: `iter.Seq2[${page}, error]`,
        request: `pagesOf[${page}]`,
        doc: `loops over the pages of ${main}.`,
        rest,
      },
    );
  }
  if (stream?.kind === 'events' || stream?.kind === 'lines') {
    const item = typeExpression(stream.type, spelling);
    const suffix = stream.kind === 'events' ? 'Events' : 'Lines';
    variants.push({
      suffix,
      result: `(*Stream[${item}], error)`,
      request: `open${suffix}[${item}]`,
      doc: `is ${main}, answered piece by piece.`,
      rest: '',
    });
  }
  if (result.kind === 'binary') {
    variants.push({
      suffix: 'Stream',
      result: '(io.ReadCloser, error)',
      request: 'openBytes',
      doc: `is ${main} for a body that is read in pieces; the caller closes it.`,
      rest: '',
    });
  }
  return variants;
}

function pagingLiteral(pagination: Pagination): string {
  const list = (names: string[]): string => `[]string{${names.map(quote).join(', ')}}`;
  const parts = [`kind: ${quote(pagination.kind)}`, `items: ${list(pagination.items)}`];
  if ('param' in pagination) parts.push(`param: ${quote(pagination.param)}`);
  if ('next' in pagination) parts.push(`next: ${list(pagination.next)}`);
  if ('field' in pagination) parts.push(`next: ${list([pagination.field])}`);
  if ('more' in pagination && pagination.more !== undefined) parts.push(`more: ${list(pagination.more)}`);
  if ('first' in pagination) parts.push(`first: ${pagination.first}`);
  return `paging{${parts.join(', ')}}`;
}

function signatureOf(operation: Operation, spelling: Spelling): Signature {
  const required = operation.params.filter((param) => isRequired(param, operation));
  const optional = optionalParams(operation);
  const names = nameArguments(required);
  const fields = nameParamFields(optional);
  const parameters = required.map((param) => `${names.get(param) ?? ''} ${typeExpression(param.type, spelling)}`);
  const values = required.map((param) => names.get(param) ?? '');
  const lines = [`call := newCall(${quote(operation.method)}, ${quote(operation.path)})`];
  if (operation.repeatable !== REPEATABLE.has(operation.method))
    lines.push(`call.repeatable = ${operation.repeatable}`);
  if (operation.idempotencyHeader !== undefined) {
    lines.push(`call.idempotencyHeader = ${quote(operation.idempotencyHeader)}`);
  }
  for (const param of required) lines.push(addParam(param, names.get(param) ?? ''));
  if (optional.length > 0) {
    const set = optional.map((param) => `\t${addParam(param, `params.${fields.get(param) ?? ''}`)}\n`);
    lines.push(`if params != nil {\n${set.join('')}}`);
  }
  if (operation.body !== undefined) {
    const body = operation.body;
    parameters.push(`body ${bodyType(body, spelling)}`);
    values.push('body');
    lines.push(addBody(body, spelling));
  }
  if (optional.length > 0) {
    parameters.push(`params *${spelling.names.params(operation)}`);
    values.push('params');
  }
  if (operation.auth !== undefined) {
    const alternatives = operation.auth.map((names) => `[]string{${names.map(quote).join(', ')}}`);
    lines.push(`call.requires(${alternatives.join(', ')})`);
  }
  for (const { status, type } of operation.errors) {
    lines.push(`call.fails(${quote(status)}, decodeAs[${resultExpression(type, false, spelling)}])`);
  }
  return { parameters, values, lines: lines.flatMap((line) => line.split('\n')) };
}

function addParam(param: Param, value: string): string {
  const name = quote(param.wire);
  const given = param.mediaType === undefined ? value : `call.asJSON(${name}, ${value})`;
  const reserved = param.in === 'query' ? `, ${param.allowReserved === true}` : '';
  return `call.${param.in}(${name}, ${given}, ${quote(param.style)}, ${param.explode}${reserved})`;
}

function bodyType(body: Body, spelling: Spelling): string {
  if (body.kind === 'binary') return 'io.Reader';
  if (body.kind === 'text') return body.required ? 'string' : '*string';
  const { type } = body;
  const files = body.kind === 'multipart' ? 'File' : 'string';
  const optional = !body.required && !isNullable(type, spelling.ir.types);
  return optional ? pointerTo(type, spelling, files) : typeExpression(type, spelling, files);
}

function addBody(body: Body, spelling: Spelling): string {
  switch (body.kind) {
    case 'form':
    case 'multipart':
      return `call.${body.kind}(body, ${encodings(body)})`;
    case 'text':
      return `call.text(${body.required ? '&body' : 'body'}, ${quote(body.mediaType)})`;
    case 'binary':
      return `call.binary(body, ${quote(body.mediaType)})`;
    case 'json':
      return jsonBody(body, spelling);
  }
}

/** A required null is sent, an absent body is not. */
function jsonBody(body: Body, { ir }: Spelling): string {
  const send = body.required && isNullable(body.type, ir.types) ? 'jsonOrNull' : 'json';
  return `call.${send}(body, ${quote(body.mediaType)})`;
}

function encodings({ encoding = [] }: Body): string {
  if (encoding.length === 0) return 'nil';
  const entries = encoding.map(({ wire, mediaType, style, explode, allowReserved }) => {
    const parts = [
      ...(mediaType === undefined ? [] : [`mediaType: ${quote(mediaType)}`]),
      ...(style === undefined ? [] : [`style: ${quote(style)}`]),
      ...(explode === undefined ? [] : [`explode: ${explode}`]),
      ...(allowReserved === true ? ['reserved: true'] : []),
    ];
    return `${quote(wire)}: {${parts.join(', ')}}`;
  });
  return `map[string]encoding{${entries.join(', ')}}`;
}

function resultOf(operation: Operation, spelling: Spelling): { text: string; expression: string; request: string } {
  const { kind, type, mayBeEmpty } = operation.result;
  switch (kind) {
    case 'none':
      return { text: '', expression: 'error', request: 'requestNone' };
    case 'text':
      return { text: '', expression: '(string, error)', request: 'requestText' };
    case 'binary':
      return { text: '', expression: '([]byte, error)', request: 'requestBytes' };
    case 'events':
    case 'lines': {
      const item = typeExpression(type, spelling);
      const text = 'The stream must be read to its end or closed.';
      const open = kind === 'events' ? 'openEvents' : 'openLines';
      return { text, expression: `(*Stream[${item}], error)`, request: `${open}[${item}]` };
    }
    case 'json': {
      const expression = resultExpression(type, mayBeEmpty, spelling);
      const text = mayBeEmpty ? 'The result is nil when the answer has no body.' : '';
      const request = mayBeEmpty ? 'requestMaybeJSON' : 'requestJSON';
      return { text, expression: `(${expression}, error)`, request: `${request}[${expression}]` };
    }
  }
}

export const usesIter = (operations: readonly Operation[]): boolean =>
  operations.some(({ pagination }) => pagination !== undefined);

export const usesIo = (operations: readonly Operation[]): boolean =>
  operations.some(({ body, result }) => body?.kind === 'binary' || result.kind === 'binary');
