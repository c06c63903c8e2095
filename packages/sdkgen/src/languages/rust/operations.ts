// Methods of a Rust SDK: what is required as arguments, then the body, then one `…Params` struct of what is optional.
// An operation with pages or streams has a builder that its methods share.

import type { Body, Operation, Param, Result, TypeRef } from '../../ir/model.ts';
import { failureType } from './failures.ts';
import { callLine, fieldLine, functionHead } from './layout.ts';
import { type Spelling, typeExpression } from './models.ts';
import { nameArguments, type RustVariant } from './naming.ts';
import { docComment, quote } from './text.ts';

const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY']);

/** The key of a repetition is never asked for: the client makes one. */
export const isRequired = (param: Param, { idempotencyHeader }: Operation): boolean =>
  param.required && !(param.in === 'header' && param.wire.toLowerCase() === idempotencyHeader?.toLowerCase());

export const optionalParams = (operation: Operation): Param[] =>
  operation.params.filter((param) => !isRequired(param, operation));

export function emitParams(operation: Operation, spelling: Spelling): string {
  const optional = optionalParams(operation);
  if (optional.length === 0) return '';
  const args = nameArguments(operation.params);
  const fields = optional.map((param) => {
    const type = typeExpression(param.type, spelling);
    const declared = param.type.kind === 'nullable' ? type : `Option<${type}>`;
    return docComment(param.doc, '    ') + fieldLine('    ', args.get(param) ?? param.wire, declared);
  });
  const doc = docComment(`Optional parameters of \`${operation.key}\`.`);
  const name = spelling.names.params(operation);
  return `${doc}#[derive(Debug, Clone, Default)]\npub struct ${name} {\n${fields.join('')}}\n\n`;
}

interface Draft {
  parameters: string[];
  values: string[];
  lines: string;
}

const INDENT = '        ';

export function emitMethods(operation: Operation, spelling: Spelling): { methods: string[]; builder: string } {
  const variants = variantsOf(operation, spelling);
  const shared = variants.length > 0;
  const draft = draftOf(operation, spelling, shared ? '    ' : INDENT);
  const builderName = `${spelling.names.method(operation)}_call`;
  const inline = shared ? callLine(INDENT, `let call = ${builderName}`, draft.values, ';') : draft.lines;
  const method = (name: string, doc: string, result: string, last: string): string =>
    [
      docComment(doc, '    '),
      operation.deprecated ? '    #[deprecated]\n' : '',
      functionHead('    ', `pub fn ${name}`, ['&self', ...draft.parameters], result),
      `${inline}${INDENT}${last}\n    }\n`,
    ].join('');
  const main = method(
    spelling.names.method(operation),
    docText(operation, spelling),
    `Result<${resultType(operation.result, spelling)}, Error>`,
    sendExpression(operation.result),
  );
  const others = variants.map(({ suffix, doc, result, last }) =>
    method(spelling.names.variant(operation, suffix), doc, result, last),
  );
  const head = functionHead('', `fn ${builderName}`, draft.parameters, 'Call');
  const builder = shared ? `\n${head}${draft.lines}    call\n}\n` : '';
  return { methods: [main, ...others], builder };
}

interface Variant {
  suffix: RustVariant;
  doc: string;
  result: string;
  last: string;
}

function variantsOf(operation: Operation, spelling: Spelling): Variant[] {
  const { pagination, result, stream, key } = operation;
  const variants: Variant[] = [];
  if (pagination !== undefined) {
    const item = typeExpression(pagination.itemType, spelling);
    const page = typeExpression(result.type, spelling);
    variants.push(
      {
        suffix: 'items',
        doc: `Items of all pages of \`${key}\`; each page is asked for when it is needed.`,
        result: `Items<${item}>`,
        last: 'Items::new(&self.http, call)',
      },
      {
        suffix: 'pages',
        doc: `Pages of \`${key}\`.`,
        result: `Pages<${page}>`,
        last: 'Pages::new(&self.http, call)',
      },
    );
  }
  if (stream?.kind === 'events' || stream?.kind === 'lines') {
    variants.push({
      suffix: stream.kind,
      doc: `\`${key}\`, answered piece by piece.`,
      result: `Result<${resultType(stream, spelling)}, Error>`,
      last: sendExpression(stream),
    });
  }
  if (result.kind === 'binary') {
    variants.push({
      suffix: 'reader',
      doc: `\`${key}\` for a body that is read in pieces; dropping it closes the connection.`,
      result: 'Result<Box<dyn Read + Send>, Error>',
      last: 'self.http.reader(call)',
    });
  }
  return variants;
}

function draftOf(operation: Operation, spelling: Spelling, indent: string): Draft {
  const args = nameArguments(operation.params);
  const nameOf = (param: Param): string => args.get(param) ?? param.wire;
  const required = operation.params.filter((param) => isRequired(param, operation));
  const parameters = required.map((param) => `${nameOf(param)}: ${borrowed(param.type, spelling)}`);
  const values = required.map(nameOf);
  const lines: string[] = [];
  const set = (name: string, value: string): void => {
    lines.push(`${indent}call.${name} = ${value};\n`);
  };
  const add = (name: string, ...given: string[]): void => {
    lines.push(callLine(indent, `call.${name}`, given, ';'));
  };
  if (operation.repeatable !== REPEATABLE.has(operation.method)) set('repeatable', String(operation.repeatable));
  if (operation.idempotencyHeader !== undefined) {
    set('idempotency_header', `Some(${quote(operation.idempotencyHeader)})`);
  }
  for (const param of operation.params) {
    const value = isRequired(param, operation) ? nameOf(param) : `&params.${nameOf(param)}`;
    const given = param.mediaType === undefined ? value : `json_text(${value})`;
    const name = param.in === 'query' && param.allowReserved === true ? 'query_reserved' : param.in;
    add(name, quote(param.wire), given, quote(param.style), String(param.explode));
  }
  const { body } = operation;
  if (body !== undefined) {
    const name = hasListedParts(body, spelling) || body.kind !== 'multipart' ? 'body' : 'parts';
    parameters.push(`${name}: ${bodyType(body, spelling)}`);
    values.push(name);
    addBody(body, spelling, add, lines, indent);
  }
  if (values.length < operation.params.length + (body === undefined ? 0 : 1)) {
    parameters.push(`params: &${spelling.names.params(operation)}`);
    values.push('params');
  }
  if (operation.auth?.length === 0) add('public');
  for (const names of operation.auth ?? []) add('requires', `&[${names.map(quote).join(', ')}]`);
  for (const { status, type } of operation.errors) {
    add('fails', quote(status), `read::<${failureType(type, spelling.ir, spelling.names)}>`);
  }
  addPaging(operation, set);
  const target = lines.length > 0 ? 'let mut call' : 'let call';
  const start = callLine(indent, `${target} = Call::new`, [quote(operation.method), quote(operation.path)], ';');
  return { parameters, values, lines: start + lines.join('') };
}

type Add = (name: string, ...given: string[]) => void;

function addPaging({ pagination }: Operation, set: (name: string, value: string) => void): void {
  if (pagination === undefined) return;
  const list = (names: readonly string[]): string => `&[${names.map(quote).join(', ')}]`;
  if (pagination.items.length > 0) set('items', list(pagination.items));
  const next = {
    cursor: () =>
      'param' in pagination && 'next' in pagination
        ? `Next::Cursor(${quote(pagination.param)}, ${list(pagination.next)})`
        : '',
    last_item: () =>
      'field' in pagination ? `Next::LastItem(${quote(pagination.param)}, ${quote(pagination.field)})` : '',
    page: () => ('first' in pagination ? `Next::Page(${quote(pagination.param)}, ${pagination.first})` : ''),
    offset: () => ('first' in pagination ? `Next::Offset(${quote(pagination.param)}, ${pagination.first})` : ''),
    url: () => ('next' in pagination ? `Next::Url(${list(pagination.next)})` : ''),
  };
  set('next', `Some(${next[pagination.kind]()})`);
  if ('more' in pagination && pagination.more !== undefined) set('more', list(pagination.more));
}

function addBody(body: Body, spelling: Spelling, add: Add, lines: string[], indent: string): void {
  for (const { wire, mediaType, style, explode, allowReserved } of body.encoding ?? []) {
    const rest = [String(explode ?? true), String(allowReserved ?? false)];
    add('encoding', quote(wire), quote(mediaType ?? ''), quote(style ?? ''), ...rest);
  }
  const value = body.required ? 'Some(body)' : 'body';
  if (body.kind === 'multipart') addMultipart(body, spelling, add, lines, indent);
  else if (body.kind === 'form') add('form', value);
  else if (body.kind === 'binary') add('binary', body.required ? 'Some(body.into())' : 'body', quote(body.mediaType));
  else add(body.kind, value, quote(body.mediaType));
}

function addMultipart(body: Body, spelling: Spelling, add: Add, lines: string[], indent: string): void {
  const object = partsObject(body.type, spelling);
  if (object === undefined) {
    add('parts', 'parts');
    add('multipart');
    return;
  }
  const names = spelling.names.fields(object.fields);
  const inner = body.required ? indent : `${indent}    `;
  const calls = object.fields.map((field) => {
    const method = holdsFiles(field.type) ? 'files' : 'field';
    return callLine(inner, `call.${method}`, [quote(field.wire), `&body.${names.get(field.wire) ?? ''}`], ';');
  });
  if (object.extra !== undefined) {
    calls.push(
      `${inner}for (name, value) in &body.additional_properties {\n${inner}    call.field(name, value);\n${inner}}\n`,
    );
  }
  calls.push(`${inner}call.multipart();\n`);
  if (body.required) lines.push(...calls);
  else lines.push(`${indent}if let Some(body) = body {\n${calls.join('')}${indent}}\n`);
}

const holdsFiles = (type: TypeRef): boolean =>
  type.kind === 'bytes' || ((type.kind === 'array' || type.kind === 'nullable') && holdsFiles(type.of));

/** The object whose fields become parts, where the body is one. */
export function partsObject(type: TypeRef, { ir }: Pick<Spelling, 'ir'>, depth = 0) {
  const target = type.kind === 'named' ? ir.types.get(type.name) : undefined;
  if (target?.kind === 'alias' && depth < 50) return partsObject(target.to, { ir }, depth + 1);
  return target?.kind === 'object' ? target : undefined;
}

export const hasListedParts = (body: Body, spelling: Spelling): boolean =>
  body.kind === 'multipart' && partsObject(body.type, spelling) !== undefined;

function bodyType(body: Body, spelling: Spelling): string {
  if (body.kind === 'binary') return body.required ? 'impl Into<Body>' : 'Option<Body>';
  if (body.kind === 'multipart' && !hasListedParts(body, spelling)) return '&[Part]';
  const type = body.kind === 'text' ? '&str' : borrowed(body.type, spelling, '&');
  return body.required ? type : `Option<${type}>`;
}

function docText(operation: Operation, { ir, names }: Spelling): string {
  const errors = operation.errors.map(({ status, type }) => {
    const found = failureType(type, ir, names).replace('models::', 'ErrorBody::');
    return `- ${status}: \`${found === 'serde_json::Value' ? 'ErrorBody::Json' : found}\``;
  });
  const failures = errors.length === 0 ? '' : `# Errors\nDocumented failures:\n${errors.join('\n')}`;
  return [operation.doc, `\`${operation.key}\``, failures].filter((part) => part !== '').join('\n\n');
}

export function borrowed(type: TypeRef, spelling: Spelling, scalar = ''): string {
  const expression = typeExpression(type, spelling);
  if (expression === 'String') return '&str';
  if (type.kind === 'array') return `&[${typeExpression(type.of, spelling)}]`;
  return ['i64', 'f64', 'bool'].includes(expression) ? scalar + expression : `&${expression}`;
}

function resultType(result: Result, spelling: Spelling): string {
  if (result.kind === 'none') return '()';
  if (result.kind === 'binary') return 'Vec<u8>';
  const type = typeExpression(result.type, spelling);
  if (result.kind === 'events' || result.kind === 'lines') return `Stream<${type}>`;
  return result.kind === 'json' && result.mayBeEmpty ? `Option<${type}>` : type;
}

function sendExpression(result: Result): string {
  switch (result.kind) {
    case 'events':
    case 'lines':
      return `Stream::${result.kind}(&self.http, call)`;
    case 'binary':
      return 'self.http.bytes(call)';
    case 'json':
      return `self.http.${result.mayBeEmpty ? 'maybe_json' : 'json'}(call)`;
    default:
      return `self.http.${result.kind}(call)`;
  }
}
