// Go spellings: exported PascalCase with Go's initialisms (`OrderID`), arguments in camelCase. One package holds everything,
// so types, parameter structs, options and constants share one scope with the runtime's own names.

import type { Field, Ir, Operation, Param, TypeRef } from '../../ir/model.ts';
import { assignNames, assignParamNames, createNameScope, type NameScope, remembered } from '../../ir/names.ts';
import { kebabCase, pascalCase, snakeCase } from '../../ir/words.ts';

const INITIALISMS = new Set([
  ...['Acl', 'Api', 'Ascii', 'Cpu', 'Css', 'Dns', 'Eof', 'Guid', 'Html', 'Http', 'Https', 'Id', 'Ip', 'Json', 'Rpc'],
  ...['Sql', 'Ssh', 'Tcp', 'Tls', 'Ttl', 'Udp', 'Ui', 'Uid', 'Uri', 'Url', 'Uuid', 'Vm', 'Xml'],
]);

const KEYWORDS = [
  ...['break', 'case', 'chan', 'const', 'continue', 'default', 'defer', 'else', 'fallthrough', 'for', 'func', 'go'],
  ...['goto', 'if', 'import', 'interface', 'map', 'package', 'range', 'return', 'select', 'struct', 'switch', 'type'],
  ...['var'],
];

const PREDECLARED = [
  ...['any', 'append', 'bool', 'byte', 'cap', 'clear', 'close', 'comparable', 'complex', 'copy', 'delete', 'error'],
  ...['false', 'float64', 'imag', 'int', 'int64', 'iota', 'len', 'make', 'max', 'min', 'new', 'nil', 'panic', 'print'],
  ...['println', 'real', 'recover', 'rune', 'string', 'true'],
];

export const RESERVED_WORDS = [...KEYWORDS, ...PREDECLARED];

/** What the bodies of methods name. */
const TAKEN_ARGUMENTS = new Set([
  ...RESERVED_WORDS,
  ...['api', 'body', 'call', 'context', 'ctx', 'encoding', 'io', 'iter', 'opts', 'paging', 'params', 'time'],
  ...['newCall', 'decodeAs', 'itemsOf', 'pagesOf', 'requestBytes', 'requestJSON', 'requestMaybeJSON', 'requestNone'],
  ...['requestText', 'openBytes', 'openEvents', 'openLines'],
]);

/** Exported names of the runtime and the client. */
const TAKEN_TYPES = [
  ...['APIError', 'ArgumentError', 'Client', 'Date', 'DateOf', 'DecodeError', 'DefaultBaseURL', 'Digits', 'Doer'],
  ...['ErrorBody', 'File', 'ForVirtualSystem', 'MockOps', 'NewClient', 'Null', 'Nullable', 'NullableOf', 'Option'],
  ...['Ptr', 'Stream', 'TokenFunc', 'TransportError', 'Version', 'WithHTTPClient', 'WithHeader', 'WithMaxRetries'],
  ...['WithMockOps', 'WithTimeout', 'WithUserAgent'],
];

const TAKEN_FIELDS = new Set(['AdditionalProperties', 'MarshalJSON', 'UnmarshalJSON']);

export const goName = (name: string): string => initialisms(pascalCase(name));

const initialisms = (pascal: string): string =>
  pascal.replace(/[A-Z][a-z]*/g, (word) => {
    const single = word.endsWith('s') && INITIALISMS.has(word.slice(0, -1)) ? word.slice(0, -1) : word;
    return INITIALISMS.has(single) ? single.toUpperCase() + word.slice(single.length) : word;
  });

/** The first word stays small, also when it is an initialism: `id`, `urlText`, `orderID`. */
export function argumentName(wire: string): string {
  const pascal = pascalCase(wire);
  const first = /^[A-Z][a-z]*/.exec(pascal)?.[0] ?? '';
  return first.toLowerCase() + initialisms(pascal.slice(first.length));
}

interface GoGroup {
  field: string;
  typeName: string;
  file: string;
}

export type GoVariant = 'Pages' | 'Items' | 'Stream' | 'Events' | 'Lines';

export interface GoNames {
  type(name: string): string;
  /** By the names of the properties. */
  fields(fields: readonly Field[]): Map<string, string>;
  method(operation: Operation): string;
  /** A second method of the operation: `ListOrdersPages`. */
  variant(operation: Operation, suffix: GoVariant): string;
  params(operation: Operation): string;
  group(name: string): GoGroup;
  /** `With…` of an authentication scheme. */
  credential(scheme: string): string;
  /** Another exported name of the package, of what is alone of that label in its type: a constant, a constructor. */
  part(type: string, label: string, candidate: string): string;
}

export function nameGo(ir: Ir): GoNames {
  const scope = createNameScope(TAKEN_TYPES, 'Model');
  const spell = remembered(goName);
  const types = assignNames([...ir.types.keys()], goName, scope);
  const members = createNameScope();
  const files = createNameScope();
  const methods = new Map<Operation, string>();
  const variants = new Map<string, string>();
  const params = new Map<Operation, string>();
  const groups = new Map<string, GoGroup>();
  const parts = new Map<string, string>();
  for (const { name } of ir.groups) {
    if (name === undefined) continue;
    const field = members.take(goName(name));
    // The suffix also keeps `…_test.go` and `…_windows.go` away, which Go reads as conditions.
    groups.set(name, {
      field,
      typeName: scope.take(`${field}API`),
      file: `${files.take(snakeCase(name).slice(0, 80))}_api.go`,
    });
  }
  for (const { name, operations } of ir.groups) {
    const own = name === undefined ? members : createNameScope();
    for (const operation of operations) methods.set(operation, own.take(goName(operation.name)));
    for (const operation of operations) {
      for (const suffix of variantsOf(operation)) {
        variants.set(`${operation.name} ${suffix}`, own.take(`${goName(operation.name)}${suffix}`));
      }
    }
    for (const operation of operations) params.set(operation, scope.take(`${goName(operation.name)}Params`));
  }
  const credentials = assignNames(
    ir.auth.map(({ name }) => name),
    (name) => `With${goName(name)}`,
    createCredentialScope(scope),
  );
  return {
    type: (name) => types.get(name) ?? goName(name),
    fields: (fields) =>
      assignNames(
        fields.map(({ wire }) => wire),
        spell,
        createNameScope(TAKEN_FIELDS, 'Field'),
      ),
    method: (operation) => methods.get(operation) ?? goName(operation.name),
    variant: (operation, suffix) => variants.get(`${operation.name} ${suffix}`) ?? `${goName(operation.name)}${suffix}`,
    params: (operation) => params.get(operation) ?? `${goName(operation.name)}Params`,
    group: (name) =>
      groups.get(name) ?? { field: goName(name), typeName: `${goName(name)}API`, file: `${name}_api.go` },
    credential: (scheme) => credentials.get(scheme) ?? `With${goName(scheme)}`,
    part(type, label, candidate) {
      const key = `${type} ${label}`;
      const name = parts.get(key) ?? scope.take(candidate);
      parts.set(key, name);
      return name;
    },
  };
}

function variantsOf({ pagination, result, stream }: Operation): GoVariant[] {
  const streamed = stream?.kind === 'events' ? ['Events' as const] : stream?.kind === 'lines' ? ['Lines' as const] : [];
  const pages = pagination === undefined ? [] : (['Items', 'Pages'] as const);
  return [...pages, ...streamed, ...(result.kind === 'binary' ? (['Stream'] as const) : [])];
}

/** A scheme takes two names: `WithToken` and `WithTokenFunc`. */
const createCredentialScope = (scope: NameScope): NameScope => ({
  take(candidate) {
    const name = scope.take(candidate);
    scope.take(`${name}Func`);
    return name;
  },
});

export const nameArguments = (params: readonly Param[]): Map<Param, string> =>
  assignParamNames(params, argumentName, createNameScope(TAKEN_ARGUMENTS, 'Param'));

export const nameParamFields = (params: readonly Param[]): Map<Param, string> =>
  assignParamNames(params, goName, createNameScope());

/** What a union's member is called in `As…` and `From…`. */
export function memberLabel(member: TypeRef, names: GoNames): string {
  switch (member.kind) {
    case 'named':
      return names.type(member.name);
    case 'literal':
      return typeof member.value === 'string' ? 'String' : goName(typeof member.value);
    case 'array':
      return `${memberLabel(member.of, names)}List`;
    case 'map':
      return `${memberLabel(member.of, names)}Map`;
    case 'nullable':
      return memberLabel(member.of, names);
    case 'datetime':
      return 'Time';
    case 'base64':
      return 'Bytes';
    default:
      return goName(member.kind);
  }
}

/** The module path as the user wrote it, without what a path cannot have; default: from the title. */
export function modulePath(wanted: string | undefined, title: string): string {
  const segments = (wanted ?? `${kebabCase(title).slice(0, 60)}-client`).split('/').flatMap((segment, index, all) => {
    const clean = segment.replace(/[^A-Za-z0-9._~-]+/g, '-').replace(/^[.~-]+|[.~-]+$/g, '');
    return clean === '' ? (index === all.length - 1 ? ['client'] : []) : [clean];
  });
  const path = segments.join('/');
  return KEYWORDS.includes(path) || !/[a-z0-9]/i.test(path) ? 'client' : path;
}

export function packageName(module: string): string {
  const segments = module.split('/').filter((segment) => !/^v\d+$/.test(segment));
  const name = (segments.at(-1) ?? 'client').toLowerCase().replace(/[^a-z0-9]+/g, '');
  const legal = /^[a-z]/.test(name) ? name : `n${name}`;
  return [...KEYWORDS, ...PREDECLARED, 'main', 'internal', 'vendor'].includes(legal) ? `${legal}client` : legal;
}
