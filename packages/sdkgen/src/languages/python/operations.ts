// One method per operation of a Python SDK: path parameters first, everything else by keyword; a second one where its
// answer comes in pages or as a stream.

import { isJson } from '../../ir/media.ts';
import type { Body, Operation, Pagination, Param, Result } from '../../ir/model.ts';
import { bracketed, flatten, type Part, statement } from './layout.ts';
import { typeExpression, typePart } from './models.ts';
import { nameArguments, type PythonNames } from './naming.ts';
import { docstring, quote } from './text.ts';

type Spell = (irName: string) => string;

export function emitMethods(operation: Operation, names: PythonNames): string {
  const { result, stream, pagination, name } = operation;
  const spell: Spell = (irName) => `models.${names.type(irName)}`;
  const isStream = result.kind === 'events' || result.kind === 'lines';
  const first = isStream ? streamWay(result, spell) : plainWay(result, spell);
  const methods = [emitMethod(operation, names.method(name), first, spell)];
  if (stream !== undefined) {
    methods.push(emitMethod(operation, names.second(name, '_stream'), streamWay(stream, spell), spell));
  }
  if (result.kind === 'binary') methods.push(emitMethod(operation, names.second(name, '_stream'), DOWNLOAD, spell));
  if (pagination !== undefined) {
    const way = pagesWay(operation, pagination, spell);
    methods.push(emitMethod(operation, names.second(name, '_all'), way, spell));
  }
  return methods.join('\n');
}

/** How the request is sent, and what the method says and returns. */
interface Way {
  note?: string;
  returns: Part;
  /** Lines before the call. */
  setup?: string;
  /** Method of `Http`, and its arguments after the call. */
  send: string;
  given: readonly string[];
}

function plainWay(result: Result, spell: Spell): Way {
  const given = ['errors', 'options'];
  if (result.kind === 'none') return { returns: 'None', send: 'none', given };
  const type: Part = result.kind === 'binary' ? 'bytes' : typePart(result.type, spell);
  const returns = result.mayBeEmpty && type !== 'Any' ? bracketed('Optional[', [type], ']') : type;
  if (result.kind !== 'json') return { returns, send: result.kind, given };
  return { returns, send: 'json', given: [flatten(returns), ...given] };
}

function streamWay(result: Result, spell: Spell): Way {
  const type = typeExpression(result.type, spell);
  return {
    note: 'Item by item as they arrive; leaving the loop closes the connection.',
    returns: bracketed('Generator[', [type, 'None', 'None'], ']'),
    send: result.kind,
    given: [type, 'errors', 'options'],
  };
}

const DOWNLOAD: Way = {
  note: 'In pieces as they arrive.',
  returns: 'ByteStream',
  send: 'stream',
  given: ['errors', 'options'],
};

function pagesWay(operation: Operation, pagination: Pagination, spell: Spell): Way {
  const page = typeExpression(operation.result.type, spell);
  return {
    note: 'All of its pages, item by item.',
    returns: bracketed('Pages[', [page, typePart(pagination.itemType, spell)], ']'),
    setup: statement('        ', 'rule = ', bracketed('PageRule(', ruleFacts(operation, pagination), ')')),
    send: 'pages',
    given: [page, 'errors', 'options', 'rule'],
  };
}

function ruleFacts({ params }: Operation, pagination: Pagination): string[] {
  const facts = [`kind=${quote(pagination.kind)}`, `items=${tuple(pagination.items)}`];
  if (pagination.kind === 'url') return [...facts, `next=${tuple(pagination.next)}`];
  facts.push(`param=${quote(pagination.param)}`);
  if (pagination.kind === 'cursor') facts.push(`next=${tuple(pagination.next)}`);
  if (pagination.kind === 'last_item') facts.push(`next=${tuple([pagination.field])}`);
  if ('first' in pagination) {
    const param = params.find((candidate) => candidate.in === 'query' && candidate.wire === pagination.param);
    const name = param === undefined ? 'None' : nameArguments(params).get(param);
    facts.push(
      `first=${param?.required === true ? `int(${name})` : `${pagination.first} if ${name} is None else int(${name})`}`,
    );
  } else if (pagination.more !== undefined) facts.push(`more=${tuple(pagination.more)}`);
  return facts;
}

const tuple = (path: readonly string[]): string =>
  path.length === 1 ? `(${quote(path[0] ?? '')},)` : `(${path.map(quote).join(', ')})`;

function emitMethod(operation: Operation, method: string, way: Way, spell: Spell): string {
  const doc = [operation.doc, way.note ?? '', operation.key, operation.deprecated ? 'Deprecated.' : ''];
  const call = bracketed(`self._http.${way.send}(`, ['call', ...way.given], ')');
  const isNone = way.returns === 'None';
  return [
    `    def ${method}(\n        ${parametersOf(operation, spell).join(',\n        ')},\n`,
    statement('    ', ') -> ', way.returns, ':'),
    docstring(doc.filter((part) => part !== '').join('\n\n'), '        '),
    ...callLines(operation),
    emitErrors(operation, spell),
    way.setup ?? '',
    isNone ? statement('        ', '', call) : sendLines(way, call),
  ].join('');
}

/** What comes back as `Any` gets its type on the way. */
function sendLines({ send, returns }: Way, call: Part): string {
  if (send !== 'json') return statement('        ', 'return ', call);
  const typed = `result: ${flatten(returns)}`;
  const fits = `        ${typed} = self._http.json(`.length <= 120;
  const assign = statement('        ', `${fits ? typed : 'result'} = `, call);
  return `${fits ? '' : `        ${typed}\n`}${assign}        return result\n`;
}

function parametersOf({ params, body }: Operation, spell: Spell): string[] {
  const args = nameArguments(params);
  const declare = (param: Param): string => {
    const type = typeExpression(param.type, spell);
    const name = args.get(param) ?? param.wire;
    return param.required ? `${name}: ${type}` : `${name}: Optional[${type}] = None`;
  };
  const path = params.filter((param) => param.in === 'path').map(declare);
  const keywords = params.filter((param) => param.in !== 'path').map(declare);
  if (body !== undefined) {
    const type = body.kind === 'binary' ? 'Content' : typeExpression(body.type, spell);
    keywords.push(body.required ? `body: ${type}` : `body: Optional[${type}] = None`);
  }
  return ['self', ...path, '*', ...keywords, 'options: Optional[RequestOptions] = None'];
}

function callLines(operation: Operation): string[] {
  const { body, auth = [], params } = operation;
  const args = nameArguments(params);
  const line = (open: string, items: readonly Part[]): string => statement('        ', '', bracketed(open, items, ')'));
  const lines = [
    statement('        ', 'call = ', bracketed('Call(', [operation.method, operation.path].map(quote), ')')),
  ];
  const schemes = auth.filter((alternative) => alternative.length > 0).map(tuple);
  if (schemes.length > 0) lines.push(securityLine(schemes));
  for (const param of params) lines.push(line(`call.${param.in}(`, paramValues(param, args.get(param) ?? param.wire)));
  if (operation.idempotencyHeader !== undefined)
    lines.push(line('call.idempotency(', [quote(operation.idempotencyHeader)]));
  if (body !== undefined) lines.push(line(`call.${body.kind}(`, bodyValues(body)));
  return lines;
}

const securityLine = (schemes: string[]): string =>
  schemes.length === 1
    ? `        call.security = (${schemes[0]},)\n`
    : statement('        ', 'call.security = ', bracketed('(', schemes, ')'));

function paramValues(param: Param, value: string): string[] {
  if (param.mediaType !== undefined) return [quote(param.wire), isJson(param.mediaType) ? `as_json(${value})` : value];
  const usual = param.in === 'query' || param.in === 'cookie' ? 'form true' : 'simple false';
  const isUsual = `${param.style} ${param.explode}` === usual;
  const more = isUsual && param.allowReserved !== true ? [] : [quote(param.style), param.explode ? 'True' : 'False'];
  return [quote(param.wire), value, ...more, ...(param.allowReserved === true ? ['True'] : [])];
}

function bodyValues({ kind, mediaType, encoding = [] }: Body): Part[] {
  if (kind !== 'form' && kind !== 'multipart') return ['body', quote(mediaType)];
  const fields = encoding.flatMap(({ wire, mediaType: type, style, explode }) => {
    const facts = [
      ...(type === undefined ? [] : [`media_type=${quote(type)}`]),
      ...(style === undefined ? [] : [`style=${quote(style)}`]),
      ...(explode === undefined ? [] : [`explode=${explode ? 'True' : 'False'}`]),
    ];
    return facts.length === 0 ? [] : [`${quote(wire)}: Encoding(${facts.join(', ')})`];
  });
  return ['body', ...(fields.length === 0 ? [] : [bracketed('{', fields, '}')])];
}

function emitErrors({ errors }: Operation, spell: Spell): string {
  const entries = errors.map(({ status, type }) => `${quote(status)}: ${typeExpression(type, spell)}`);
  return statement('        ', 'errors: Dict[str, Any] = ', bracketed('{', entries, '}'));
}
