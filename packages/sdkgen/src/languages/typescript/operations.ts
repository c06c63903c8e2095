// One method per operation, with the types of its arguments and of its documented errors; a second one where its answer
// comes in pages or as a stream.

import { isJson } from '../../ir/media.ts';
import type { Body, Operation, Param, Result } from '../../ir/model.ts';
import { docComment } from './comments.ts';
import { alternatives, listed } from './layout.ts';
import { typeExpression, typeMembers } from './models.ts';
import { nameArguments, propertyKey, quote, type TypeScriptNames } from './naming.ts';
import { emitPageRule } from './paging.ts';

export function emitOperationTypes(operation: Operation, names: TypeScriptNames): string {
  return [emitArguments(operation, names), emitErrors(operation, names)].join('\n');
}

function emitArguments(operation: Operation, names: TypeScriptNames): string {
  const args = nameArguments(operation.params);
  const field = (name: string, types: string[], required: boolean): string =>
    required
      ? alternatives(`${name}:`, types, ';', '  ')
      : alternatives(`${name}?:`, [...types, 'undefined'], ';', '  ');
  const lines = operation.params.map((param) => {
    const types = typeMembers(param.type, names, 'models.');
    return docComment(param.doc, '  ') + field(args.get(param) ?? param.wire, types, param.required);
  });
  if (operation.body !== undefined) {
    const { kind, required, type } = operation.body;
    lines.push(field('body', kind === 'binary' ? ['Bytes'] : typeMembers(type, names, 'models.'), required));
  }
  const doc = docComment(`Arguments of \`${operation.key}\`.`);
  const name = `${operation.name}Args`;
  if (lines.length === 0) return `${doc}export type ${name} = { [key: string]: never };\n`;
  return `${doc}export interface ${name} {\n${lines.join('')}}\n`;
}

function emitErrors(operation: Operation, names: TypeScriptNames): string {
  const doc = docComment(`Documented failures of \`${operation.key}\`, by status.`);
  const name = `${operation.name}Errors`;
  if (operation.errors.length === 0) return `${doc}export type ${name} = { default: unknown };\n`;
  const lines = operation.errors.map(({ status, type }) => {
    const key = /^\d+$/.test(status) ? status : propertyKey(status);
    return alternatives(`${key}:`, typeMembers(type, names, 'models.'), ';', '  ');
  });
  return `${doc}export interface ${name} {\n${lines.join('')}}\n`;
}

/** Operations that are called in two ways build their request in one place. */
const hasTwoWays = ({ pagination, stream, result }: Operation): boolean =>
  pagination !== undefined || stream !== undefined || result.kind === 'binary';

export function emitBuilder(operation: Operation): string {
  if (!hasTwoWays(operation)) return '';
  const parameter = `${takesArguments(operation) ? 'args' : '_args'}: ${operation.name}Args`;
  const head = listed(`function build${operation.name}(`, [parameter], '): Call {');
  return `\n${head}${callLines(operation, '  ')}  return call;\n}\n`;
}

const takesArguments = ({ params, body }: Operation): boolean => params.length > 0 || body !== undefined;

function callLines(operation: Operation, indent: string): string {
  const args = nameArguments(operation.params);
  const { body, auth = [] } = operation;
  const given = [quote(operation.method), quote(operation.path)];
  const lines = [listed('const call = new Call(', given, ');', indent)];
  const schemes = auth.filter((alternative) => alternative.length > 0);
  const texts = schemes.map((alternative) => `[${alternative.map(quote).join(', ')}]`);
  if (texts.length > 0) lines.push(listed('call.security = [', texts, '];', indent));
  for (const param of operation.params) {
    const values = paramValues(param, `args.${args.get(param) ?? param.wire}`);
    lines.push(listed(`call.${param.in}(`, values, ');', indent));
  }
  if (operation.idempotencyHeader !== undefined) {
    lines.push(`${indent}call.idempotency(${quote(operation.idempotencyHeader)});\n`);
  }
  if (body !== undefined) lines.push(listed(`call.${body.kind}(`, bodyValues(body), ');', indent));
  return lines.join('');
}

function paramValues(param: Param, value: string): string[] {
  if (param.mediaType !== undefined) return [quote(param.wire), isJson(param.mediaType) ? `asJson(${value})` : value];
  const usual = param.in === 'query' || param.in === 'cookie' ? 'form true' : 'simple false';
  const isUsual = `${param.style} ${param.explode}` === usual;
  const more = isUsual && param.allowReserved !== true ? [] : [quote(param.style), String(param.explode)];
  return [quote(param.wire), value, ...more, ...(param.allowReserved === true ? ['true'] : [])];
}

function bodyValues({ kind, mediaType, encoding = [] }: Body): string[] {
  if (kind !== 'form' && kind !== 'multipart') return ['args.body', quote(mediaType)];
  const fields = encoding.map(({ wire, mediaType: type, style, explode }) => {
    const facts = [
      ...(type === undefined ? [] : [`mediaType: ${quote(type)}`]),
      ...(style === undefined ? [] : [`style: ${quote(style)}`]),
      ...(explode === undefined ? [] : [`explode: ${explode}`]),
    ];
    return facts.length === 0
      ? ''
      : `[${quote(wire)}]: { ${facts.join(', ')} }`.replace(/^\[('[A-Za-z_]\w*')\]/, unquoted);
  });
  const said = fields.filter((field) => field !== '');
  return ['args.body', ...(said.length === 0 ? [] : [`{ ${said.join(', ')} }`])];
}

/** A computed key for what is no identifier, and for `__proto__`, which is none of an object's own otherwise. */
const unquoted = (key: string, name: string): string => (name === "'__proto__'" ? key : name.slice(1, -1));

export function emitMethods(operation: Operation, names: TypeScriptNames): string {
  const { result, stream, pagination, name } = operation;
  const method = names.method(name);
  const isStream = result.kind === 'events' || result.kind === 'lines';
  const methods = [isStream ? emitStream(operation, result, method, names) : emitMethod(operation, method, names)];
  if (stream !== undefined) methods.push(emitStream(operation, stream, names.second(name, 'Stream'), names));
  if (result.kind === 'binary') methods.push(emitDownload(operation, names.second(name, 'Stream')));
  if (pagination !== undefined) methods.push(emitPages(operation, names.second(name, 'All'), names));
  return methods.join('\n');
}

interface Way {
  note?: string;
  /** `async get` or `async *readEvents`. */
  start: string;
  returns: string;
  body: string;
}

function emitWay(operation: Operation, { note = '', start, returns, body }: Way): string {
  const needsArgs = operation.params.some((param) => param.required) || operation.body?.required === true;
  const taken = takesArguments(operation) || body.includes('(args)') ? 'args' : '_args';
  const parameters = [`${taken}: ${operation.name}Args${needsArgs ? '' : ' = {}'}`, 'options: RequestOptions = {}'];
  const doc = [operation.doc, note, `\`${operation.key}\``, operation.deprecated ? '@deprecated' : ''];
  const text = doc.filter((part) => part !== '').join('\n\n');
  return `${docComment(text, '  ')}${listed(`${start}(`, parameters, `): ${returns} {`, '  ')}${body}  }\n`;
}

/** The request as a local `call`, or the expression that makes it. */
function withCall(operation: Operation): { lines: string; call: string } {
  if (hasTwoWays(operation)) return { lines: '', call: `build${operation.name}(args)` };
  return { lines: callLines(operation, '    '), call: 'call' };
}

// `async` also for arguments that are refused: a method that returns a promise never throws.
function emitMethod(operation: Operation, method: string, names: TypeScriptNames): string {
  const { lines, call } = withCall(operation);
  const { result } = operation;
  const type = result.kind === 'json' ? `<${typeExpression(result.type, names, 'models.')}>` : '';
  const send = result.kind === 'json' && result.mayBeEmpty ? 'maybeJson' : result.kind;
  const body = lines + listed(`return this.#http.${send}${type}(`, [call, 'options'], ');', '    ');
  return emitWay(operation, { start: `async ${method}`, returns: `Promise<${resultType(result, names)}>`, body });
}

function resultType(result: Result, names: TypeScriptNames): string {
  if (result.kind === 'none') return 'void';
  if (result.kind === 'text') return result.mayBeEmpty ? 'string | undefined' : 'string';
  const type = result.kind === 'binary' ? 'Blob' : typeExpression(result.type, names, 'models.');
  return result.mayBeEmpty && type !== 'unknown' ? `${type} | undefined` : type;
}

function emitStream(operation: Operation, result: Result, method: string, names: TypeScriptNames): string {
  const { lines, call } = withCall(operation);
  const type = typeExpression(result.type, names, 'models.');
  const values = [call, 'options', ...(result.kind === 'events' && result.type.kind === 'string' ? ['true'] : [])];
  const body = lines + listed(`yield* this.#http.${result.kind}<${type}>(`, values, ');', '    ');
  const note = 'Item by item as they arrive; leaving the loop closes the connection.';
  return emitWay(operation, {
    note,
    start: `async *${method}`,
    returns: `AsyncGenerator<${type}, void, undefined>`,
    body,
  });
}

function emitDownload(operation: Operation, method: string): string {
  const { lines, call } = withCall(operation);
  const body = `${lines}    return this.#http.stream(${call}, options);\n`;
  const note = 'In pieces as they arrive.';
  return emitWay(operation, { note, start: `async ${method}`, returns: 'Promise<ReadableStream<Uint8Array>>', body });
}

function emitPages(operation: Operation, method: string, names: TypeScriptNames): string {
  const { pagination, result } = operation;
  if (pagination === undefined) return '';
  const args = nameArguments(operation.params);
  const nameOf = (wire: string): string => {
    const param = operation.params.find((candidate) => candidate.in === 'query' && candidate.wire === wire);
    return param === undefined ? wire : (args.get(param) ?? wire);
  };
  const item = typeExpression(pagination.itemType, names, 'models.');
  const types = [typeExpression(result.type, names, 'models.'), item];
  const flat = `Pages<${types.join(', ')}>`;
  const returns = flat.length <= 113 ? flat : `Pages<\n    ${types.join(',\n    ')}\n  >`;
  const spread = takesArguments(operation) ? '{ ...args, ...next }' : '{ ...next }';
  const build = `    const build = (next: object): Call => build${operation.name}(${spread});\n`;
  const body = [
    emitPageRule(pagination, nameOf),
    build.length > 121 ? build.replace(' => ', ' =>\n      ') : build,
    '    return this.#http.pages(build, options, rule);\n',
  ].join('');
  return emitWay(operation, { note: 'All of its pages, item by item.', start: method, returns, body });
}
