// Methods of a Java SDK: what an operation requires is an argument, what it leaves open a setter of its `…Params`. Each
// method exists with and without options, and once more with `Async`; lists that come in pages have a `…Paged` beside.

import type { Body, Operation, Pagination, Param, Result } from '../../ir/model.ts';
import { withoutNull } from '../aliases.ts';
import { nameArguments } from './naming.ts';
import { docComment, docTag, fill, quote } from './text.ts';
import { boxedType, plainType, readerOf, type Spelling, written } from './types.ts';

interface Argument {
  name: string;
  type: string;
  doc: string;
}

interface Parts {
  operation: Operation;
  spelling: Spelling;
  method: string;
  required: Argument[];
  /** Name of the class of what is optional, if anything is. */
  params?: string;
}

function partsOf(operation: Operation, spelling: Spelling): Parts {
  const names = nameArguments(operation.params);
  const required = operation.params
    .filter((param) => param.required)
    .map((param) => ({
      name: names.get(param) ?? param.wire,
      type: plainType(withoutNull(param.type, spelling.ir), spelling),
      doc: param.doc,
    }));
  const { body } = operation;
  if (body?.required === true) required.push({ name: 'body', type: bodyType(body, spelling), doc: '' });
  const open = operation.params.some((param) => !param.required) || body?.required === false;
  return {
    ...{ operation, spelling, required, method: spelling.names.method(operation.name) },
    ...(open ? { params: spelling.names.params(operation) } : {}),
  };
}

const bodyType = (body: Body, spelling: Spelling): string => {
  if (body.kind === 'binary') return 'Upload';
  return body.kind === 'text' ? 'String' : plainType(withoutNull(body.type, spelling.ir), spelling);
};

/** A class of setters, where an operation has anything optional. */
export function emitParams(operation: Operation, spelling: Spelling): string {
  const { params } = partsOf(operation, spelling);
  if (params === undefined) return '';
  const names = nameArguments(operation.params);
  const open = operation.params.filter((param) => !param.required);
  const fields = open.map((param) => ({
    name: names.get(param) ?? param.wire,
    type: boxedType(withoutNull(param.type, spelling.ir), spelling),
    taken: plainType(withoutNull(param.type, spelling.ir), spelling),
    doc: param.doc,
  }));
  const { body } = operation;
  if (body?.required === false) {
    const type = boxedType(withoutNull(body.type, spelling.ir), spelling);
    const own = body.kind === 'json' || body.kind === 'form' || body.kind === 'multipart';
    const taken = own ? plainType(withoutNull(body.type, spelling.ir), spelling) : bodyType(body, spelling);
    fields.push({ name: 'body', type: own ? type : taken, taken, doc: '' });
  }
  const setters = fields.map(
    ({ name, taken, doc }) => `
${docComment(doc, '    ')}    public ${params} ${name}(${taken} value) {
      this.${name} = value;
      return this;
    }
`,
  );
  return `
  /** What may be given to {@code ${spelling.names.method(operation.name)}}. */
  public static final class ${params} {
${fields.map(({ name, type }) => `    private ${type} ${name};\n`).join('')}${setters.join('')}  }
`;
}

export function emitMethods(operation: Operation, spelling: Spelling): string {
  const parts = partsOf(operation, spelling);
  const texts = [emitCall(parts), ...emitForms(parts, parts.method, operation.result)];
  if (operation.result.kind === 'binary') texts.push(...emitForms(parts, `${parts.method}Stream`, 'stream'));
  if (operation.stream !== undefined) texts.push(...emitForms(parts, `${parts.method}Stream`, operation.stream));
  if (operation.pagination !== undefined) texts.push(...emitPaged(parts, operation.pagination));
  return texts.map((text) => `\n${text}`).join('');
}

/** With everything, and without what has a default. */
function signatures({ required, params }: Parts): { args: Argument[]; given: string }[] {
  const options = { name: 'options', type: 'RequestOptions', doc: '' };
  const open = params === undefined ? [] : [{ name: 'params', type: params, doc: '' }];
  const passed = required.map(({ name }) => name);
  const all = [...required, ...open];
  return [
    ...(params === undefined
      ? []
      : [{ args: required, given: [...passed, `new ${params}()`, 'new RequestOptions()'].join(', ') }]),
    { args: all, given: [...all.map(({ name }) => name), 'new RequestOptions()'].join(', ') },
    { args: [...all, options], given: '' },
  ];
}

type Answered = Result | 'stream';

function emitForms(parts: Parts, method: string, result: Answered): string[] {
  const { operation, spelling } = parts;
  const type = answerType(result, spelling);
  const [, boxed] = type;
  const declared = (name: string, returned: string, args: Argument[], lines: string): string =>
    `${operation.deprecated ? '  @Deprecated\n' : ''}${fill('  ', `public ${returned} ${name}`, args.map(spelledArgument), ' {')}${lines}  }\n`;
  const texts: string[] = [];
  for (const { args, given } of signatures(parts)) {
    const sent = given === '' ? `http.${sendText(parts, result)}` : `${method}(${given})`;
    const returned = type[0] === 'void' ? `    ${sent};\n` : `    return ${sent};\n`;
    const doc = docOf(operation, args);
    texts.push(doc + declared(method, type[0], args, returned));
    const passed = given === '' ? args.map(({ name }) => name).join(', ') : given;
    const work =
      type[0] === 'void'
        ? `    return http.async(\n        () -> {\n          ${method}(${passed});\n          return null;\n        });\n`
        : `    return http.async(() -> ${method}(${passed}));\n`;
    const link = `  /** {@code ${method}} in a thread of its own; cancelling the future cancels it. */\n`;
    texts.push(link + declared(`${method}Async`, `CompletableFuture<${boxed}>`, args, work));
  }
  return texts;
}

const spelledArgument = ({ type, name }: Argument): string => `${type} ${name}`;

function docOf(operation: Operation, args: readonly Argument[], more = ''): string {
  const tags = args.filter(({ doc }) => doc !== '').map(({ name, doc }) => docTag(`@param ${name}`, doc));
  if (operation.deprecated) tags.push('@deprecated The contract says so.');
  return docComment([operation.doc, more, operation.key].filter((part) => part !== '').join('\n\n'), '  ', tags);
}

/** What a method returns, and that as a type argument. */
function answerType(result: Answered, spelling: Spelling): [string, string] {
  if (result === 'stream') return ['InputStream', 'InputStream'];
  switch (result.kind) {
    case 'none':
      return ['void', 'Void'];
    case 'text':
      return ['String', 'String'];
    case 'binary':
      return ['byte[]', 'byte[]'];
    case 'events':
    case 'lines': {
      const type = `Streamed<${boxedType(result.type, spelling)}>`;
      return [type, type];
    }
    case 'json': {
      if (!result.mayBeEmpty) return [plainType(result.type, spelling), boxedType(result.type, spelling)];
      const type = `Optional<${boxedType(withoutNull(result.type, spelling.ir), spelling)}>`;
      return [type, type];
    }
  }
}

function sendText(parts: Parts, result: Answered): string {
  const call = callText(parts);
  if (result === 'stream') return `stream(${call}, options)`;
  const { spelling } = parts;
  if (result.kind === 'json') {
    const type = result.mayBeEmpty ? withoutNull(result.type, spelling.ir) : result.type;
    return `${result.mayBeEmpty ? 'maybeJson' : 'json'}(${call}, ${readerOf(type, spelling)}, options)`;
  }
  if (result.kind === 'events' || result.kind === 'lines') {
    const text = withoutNull(result.type, spelling.ir).kind === 'string';
    return `${result.kind}(${call}, ${readerOf(result.type, spelling)}, ${text}, options)`;
  }
  return `${result.kind}(${call}, options)`;
}

const callText = ({ method, required, params }: Parts): string =>
  `${method}Call(${[...required.map(({ name }) => name), ...(params === undefined ? [] : ['params'])].join(', ')})`;

function emitCall(parts: Parts): string {
  const { operation, spelling, required, params, method } = parts;
  const names = nameArguments(operation.params);
  const args = [...required.map(spelledArgument), ...(params === undefined ? [] : [`${params} params`])];
  const steps = operation.params.map((param) => {
    const name = names.get(param) ?? param.wire;
    return paramStep(param, param.required ? name : `params.${name}`, spelling);
  });
  const { body } = operation;
  if (body !== undefined) steps.push(bodyStep(body, body.required ? 'body' : 'params.body', spelling));
  if (operation.auth !== undefined) steps.push(`.auth(${operation.auth.map(stringArray).join(', ')})`);
  if (operation.idempotencyHeader !== undefined) steps.push(`.idempotency(${quote(operation.idempotencyHeader)})`);
  for (const { status, type } of operation.errors) {
    steps.push(`.error(${quote(status)}, ${readerOf(type, spelling)})`);
  }
  const start = `new Call(${quote(operation.method)}, ${quote(operation.path)}, ${operation.repeatable})`;
  const lines = steps.map((step) => `\n        ${step}`).join('');
  return `${fill('  ', `private Call ${method}Call`, args, ' {')}    return ${start}${lines};\n  }\n`;
}

const stringArray = (texts: readonly string[]): string => `new String[] {${texts.map(quote).join(', ')}}`;

function paramStep(param: Param, value: string, spelling: Spelling): string {
  const sent = written(param.type, value, spelling.ir);
  const text = param.mediaType === undefined ? sent : `Call.document(${sent})`;
  const head = `.${param.in}(${quote(param.wire)}, ${text}`;
  const style = `${quote(param.style)}, ${param.explode}`;
  if (param.in === 'query') return `${head}, ${style}, ${param.allowReserved === true})`;
  return param.in === 'path' ? `${head}, ${style})` : `${head}, ${param.explode})`;
}

function bodyStep(body: Body, value: string, spelling: Spelling): string {
  if (body.kind === 'text' || body.kind === 'binary') return `.${body.kind}(${value}, ${quote(body.mediaType)})`;
  const sent = written(body.type, value, spelling.ir);
  if (body.kind === 'json') return `.json(${sent}, ${quote(body.mediaType)})`;
  const rows = (body.encoding ?? []).flatMap(({ wire, mediaType, style, explode, allowReserved }) => {
    if (body.kind === 'multipart') return mediaType === undefined ? [] : [[wire, mediaType]];
    if (mediaType === undefined && style === undefined && explode === undefined && allowReserved === undefined)
      return [];
    const json = mediaType !== undefined && /[/+]json\b/i.test(mediaType);
    return [[wire, json ? 'json' : (style ?? 'form'), String(explode ?? true), String(allowReserved === true)]];
  });
  return `.${body.kind}(${[sent, ...rows.map(stringArray)].join(', ')})`;
}

function emitPaged(parts: Parts, pagination: Pagination): string[] {
  const { operation, spelling } = parts;
  const { result } = operation;
  const method = `${parts.method}Paged`;
  const type = `Paged<${boxedType(pagination.itemType, spelling)}, ${boxedType(result.type, spelling)}>`;
  return signatures(parts).map(({ args, given }) => {
    const list = (texts: readonly string[]): string => `List.of(${texts.map(quote).join(', ')})`;
    const items = [
      ...['http', callText(parts), 'options', readerOf(result.type, spelling), readerOf(pagination.itemType, spelling)],
      ...[list(pagination.items), nextText(pagination, list)],
    ];
    const made = given === '' ? fill('    ', 'return new Paged<>', items, ';') : `    return ${method}(${given});\n`;
    const doc = docOf(operation, args, 'All items over all pages; each page is asked for when it is needed.');
    const note = operation.deprecated ? '  @Deprecated\n' : '';
    return `${doc}${note}${fill('  ', `public ${type} ${method}`, args.map(spelledArgument), ' {')}${made}  }\n`;
  });
}

function nextText(pagination: Pagination, list: (texts: readonly string[]) => string): string {
  switch (pagination.kind) {
    case 'cursor':
      return `Paged.cursor(${quote(pagination.param)}, ${list(pagination.next)}, ${list(pagination.more ?? [])})`;
    case 'last_item': {
      const more = list(pagination.more ?? []);
      return `Paged.lastItem(${quote(pagination.param)}, ${quote(pagination.field)}, ${list(pagination.items)}, ${more})`;
    }
    case 'page':
      return `Paged.count(${quote(pagination.param)}, ${pagination.first}L, 1)`;
    case 'offset':
      return `Paged.count(${quote(pagination.param)}, ${pagination.first}L, 0)`;
    case 'url':
      return `Paged.url(${list(pagination.next)})`;
  }
}
